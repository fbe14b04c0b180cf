//! YAML 1.2 into a tree, within limits.

use std::collections::{BTreeMap, HashMap, HashSet};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};

use super::{
    node::{Entry, Node, Shape},
    placeholder,
};
use crate::report::{Position, Report};

/// Levels of a document. An action within an output of an action takes six.
const DEPTH: usize = 400;

/// Parts of a document, counting what an alias repeats as often as it is repeated.
const PARTS: usize = 100_000;

/// The only document of a text; none if the text is no YAML, or too much of it.
pub(super) fn read(text: &str, known: &BTreeMap<String, String>, report: &mut Report) -> Option<Node> {
    let mut tree = Tree { known, anchors: HashMap::new(), open: Vec::new(), parts: 0, root: None };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let done = match event {
            Ok((event, span)) => tree.take(event, position(span.start), report),
            Err(error) => {
                report.error(position(*error.marker()), format!("this is no YAML: {}", error.info()));
                None
            }
        };
        done?;
    }
    if tree.root.is_none() {
        report.error(Position::START, "there is nothing in the file");
    }
    tree.root
}

fn position(marker: Marker) -> Position {
    placeholder::position(marker.line().max(1), marker.col() + 1)
}

struct Tree<'a> {
    known: &'a BTreeMap<String, String>,
    anchors: HashMap<usize, Node>,
    open: Vec<Open>,
    parts: usize,
    root: Option<Node>,
}

/// A list or map that has not ended yet.
struct Open {
    at: Position,
    anchor: usize,
    holds: Holds,
}

enum Holds {
    Items(Vec<Node>),
    Entries { entries: Vec<Entry>, seen: HashSet<String>, key: Option<(String, Position)> },
}

impl Tree<'_> {
    /// Takes the parser's next event. None if it makes no sense to go on.
    fn take(&mut self, event: Event<'_>, at: Position, report: &mut Report) -> Option<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && !tag.as_deref().is_some_and(is_text);
                let text = placeholder::fill(&text, self.known);
                self.add(Node { at, shape: Shape::Scalar { text, plain } }, anchor, report)
            }
            Event::SequenceStart(anchor, _) => self.begin(at, anchor, Holds::Items(Vec::new()), report),
            Event::MappingStart(anchor, _) => self.begin(
                at,
                anchor,
                Holds::Entries { entries: Vec::new(), seen: HashSet::new(), key: None },
                report,
            ),
            Event::SequenceEnd | Event::MappingEnd => self.end(report),
            Event::Alias(anchor) => self.repeat(anchor, at, report),
            Event::DocumentStart(_) if self.root.is_some() => {
                report.error(at, "the file has more than one document; a flow is one");
                None
            }
            _ => Some(()),
        }
    }

    fn begin(&mut self, at: Position, anchor: usize, holds: Holds, report: &mut Report) -> Option<()> {
        if self.open.len() >= DEPTH {
            report.error(at, format!("the file is nested deeper than {DEPTH} levels"));
            return None;
        }
        self.open.push(Open { at, anchor, holds });
        Some(())
    }

    fn end(&mut self, report: &mut Report) -> Option<()> {
        let Open { at, anchor, holds } = self.open.pop()?;
        let shape = match holds {
            Holds::Items(items) => Shape::List(items),
            Holds::Entries { entries, .. } => Shape::Map(entries),
        };
        self.add(Node { at, shape }, anchor, report)
    }

    fn repeat(&mut self, anchor: usize, at: Position, report: &mut Report) -> Option<()> {
        let Some(node) = self.anchors.get(&anchor) else {
            report.error(at, "an alias stands within what it repeats");
            return None;
        };
        let (size, depth) = (node.size(), node.depth());
        if self.parts + size > PARTS || self.open.len() + depth > DEPTH {
            report.error(at, format!("with its aliases written out, the file has more than {PARTS} parts"));
            return None;
        }
        self.parts += size;
        let node = node.clone();
        self.add(node, 0, report)
    }

    /// Adds a part to what is open.
    fn add(&mut self, node: Node, anchor: usize, report: &mut Report) -> Option<()> {
        self.parts += if matches!(node.shape, Shape::Scalar { .. }) { node.size() } else { 1 };
        if self.parts > PARTS {
            report.error(node.at, format!("the file has more than {PARTS} parts"));
            return None;
        }
        if anchor > 0 {
            // What is kept for aliases counts as well, or anchors within anchors would cost without being
            // parts.
            self.parts += node.size();
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.holds) {
            None => self.root = Some(node),
            Some(Holds::Items(items)) => items.push(node),
            Some(Holds::Entries { entries, seen, key }) => match key.take() {
                Some((key, at)) if seen.insert(key.clone()) => entries.push(Entry { key, at, value: node }),
                Some((key, at)) => report.error(at, format!("{key:?} stands twice in one map")),
                None => match node.shape {
                    Shape::Scalar { text, .. } => *key = Some((text, node.at)),
                    _ => {
                        report.error(node.at, "a list or map stands where a key must be");
                        return None;
                    }
                },
            },
        }
        Some(())
    }
}

/// `!!str`
fn is_text(tag: &Tag) -> bool {
    tag.is_yaml_core_schema() && tag.suffix == "str"
}
