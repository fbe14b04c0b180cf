//! A picture of a day: waits and service level per half hour, as SVG.

use std::fmt::Write as _;

use crate::{HalfHour, Report};

const WIDTH: f64 = 760.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 20.0;
/// Where each panel begins, and how high it is.
const TOPS: [f64; 2] = [92.0, 324.0];
const HEIGHT: f64 = 165.0;
const WHOLE: f64 = 548.0;

/// Colours that are told apart on white and on black, also by those who see few colours; the lines differ in their
/// dashes besides.
const STYLE: &str = "
  svg { color-scheme: light dark; font: 13px system-ui, sans-serif; }
  .paper { fill: #ffffff; } text { fill: #1f2328; } .quiet { fill: #57606a; }
  .grid { stroke: #d0d7de; } .axis { stroke: #57606a; }
  .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
  .first { stroke: #0550ae; } .second { stroke: #bc4c00; stroke-dasharray: 7 4; }
  .dot.first { fill: #0550ae; } .dot.second { fill: #bc4c00; stroke-dasharray: none; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117; } text { fill: #e6edf3; } .quiet { fill: #9198a1; }
    .grid { stroke: #30363d; } .axis { stroke: #9198a1; }
    .first { stroke: #79c0ff; } .second { stroke: #ffa657; }
    .dot.first { fill: #79c0ff; } .dot.second { fill: #ffa657; }
  }
";

/// A line: what it is called, and the day it shows.
#[derive(Clone, Copy, Debug)]
pub struct Curve<'a> {
    /// Its name in the legend.
    pub name: &'a str,
    /// Its day.
    pub report: &'a Report,
}

/// What a panel shows.
struct Panel {
    top: f64,
    title: String,
    /// The highest value on its axis, and how it is written.
    most: f64,
    write: fn(f64) -> String,
    value: fn(&HalfHour) -> Option<f64>,
}

/// Draws one day, or two to be compared. Half hours in which nobody came are left out.
pub fn plot(curves: &[Curve<'_>]) -> String {
    let mut svg = String::new();
    let title = curves.first().map_or("", |curve| &curve.report.scenario);
    let names: Vec<String> = curves.iter().map(|curve| escaped(curve.name)).collect();
    let title = escaped(title);
    put(
        &mut svg,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {WHOLE}\" width=\"{WIDTH}\" height=\"{WHOLE}\" \
         role=\"img\" aria-labelledby=\"title about\">\n<title id=\"title\">{title}: waits and service level</title>\n\
         <desc id=\"about\">Per half hour: the mean wait of answered customers, and the share of customers answered in \
         time. Lines: {}.</desc>\n<style>{STYLE}</style>\n<rect class=\"paper\" width=\"{WIDTH}\" height=\"{WHOLE}\"/>\n\
         <text x=\"{LEFT}\" y=\"26\" font-size=\"16\" font-weight=\"600\">{title}</text>",
            names.join(", ")
        ),
    );
    legend(&mut svg, &names);
    let waits = curves.iter().flat_map(|curve| &curve.report.half_hours);
    let longest = waits.filter_map(|half| half.figures.mean_wait_s).fold(0.0, f64::max);
    let panels = [
        Panel {
            top: TOPS[0],
            title: "Mean wait of answered customers, seconds".to_owned(),
            most: round_up(longest),
            write: |value| format!("{value:.0}"),
            value: |half| half.figures.mean_wait_s,
        },
        Panel {
            top: TOPS[1],
            title: "Service level: answered in time, of all who came".to_owned(),
            most: 1.0,
            write: |value| format!("{:.0} %", value * 100.0),
            value: |half| half.figures.service_level,
        },
    ];
    for panel in &panels {
        panel.draw(&mut svg, curves);
    }
    put(
        &mut svg,
        format_args!(
            "<text class=\"quiet\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">half hour from</text>\n</svg>",
            (LEFT + WIDTH - RIGHT) / 2.0,
            WHOLE - 14.0
        ),
    );
    svg
}

fn legend(svg: &mut String, names: &[String]) {
    let mut x = LEFT;
    for (name, class) in names.iter().zip(["first", "second"]) {
        put(
            svg,
            format_args!(
                "<line class=\"line {class}\" x1=\"{x:.0}\" y1=\"46\" x2=\"{:.0}\" y2=\"46\"/>\n\
             <text x=\"{:.0}\" y=\"50\">{name}</text>",
                x + 30.0,
                x + 37.0
            ),
        );
        x += 60.0 + 7.5 * name.chars().count() as f64;
    }
}

impl Panel {
    fn draw(&self, svg: &mut String, curves: &[Curve<'_>]) {
        let Self { top, title, .. } = self;
        put(
            svg,
            format_args!("<text x=\"{LEFT}\" y=\"{:.0}\" font-weight=\"600\">{title}</text>", top - 8.0),
        );
        let steps = 4;
        for step in 0..=steps {
            let value = self.most * f64::from(step) / f64::from(steps);
            let (y, class) = (self.y(value), if step == 0 { "axis" } else { "grid" });
            put(
                svg,
                format_args!(
                    "<line class=\"{class}\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{:.0}\" y2=\"{y:.1}\"/>\n\
                 <text class=\"quiet\" x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                    WIDTH - RIGHT,
                    LEFT - 8.0,
                    y + 4.5,
                    (self.write)(value)
                ),
            );
        }
        self.times(svg, curves);
        for (curve, class) in curves.iter().zip(["first", "second"]) {
            self.curve(svg, curve, class);
        }
    }

    /// Labels at as many half hours as there is room for.
    fn times(&self, svg: &mut String, curves: &[Curve<'_>]) {
        let Some(curve) = curves.first() else { return };
        let half_hours = &curve.report.half_hours;
        let every = half_hours.len().div_ceil(13).max(1);
        for (number, half) in half_hours.iter().enumerate().step_by(every) {
            put(
                svg,
                format_args!(
                    "<text class=\"quiet\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                    x(number, half_hours.len()),
                    self.top + HEIGHT + 18.0,
                    half.from
                ),
            );
        }
    }

    fn curve(&self, svg: &mut String, curve: &Curve<'_>, class: &str) {
        let half_hours = &curve.report.half_hours;
        let mut path = String::new();
        let mut dots = String::new();
        let mut is_open = false;
        for (number, half) in half_hours.iter().enumerate() {
            let Some(value) = (self.value)(half) else {
                is_open = false;
                continue;
            };
            let (x, y) = (x(number, half_hours.len()), self.y(value));
            put(&mut path, format_args!("{}{x:.1} {y:.1}", if is_open { "L" } else { "M" }));
            put(
                &mut dots,
                format_args!(
                    "<circle class=\"dot {class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"><title>{} {}: {}</title></circle>",
                    half.from,
                    escaped(curve.name),
                    (self.write)(value)
                ),
            );
            is_open = true;
        }
        put(
            svg,
            format_args!(
                "<path class=\"line {class}\" d=\"{}\"/>\n{}",
                path.trim_end().replace('\n', " "),
                dots.trim_end()
            ),
        );
    }

    fn y(&self, value: f64) -> f64 {
        self.top + HEIGHT * (1.0 - (value / self.most).clamp(0.0, 1.0))
    }
}

fn x(number: usize, of: usize) -> f64 {
    LEFT + (WIDTH - LEFT - RIGHT) * (number as f64 + 0.5) / of as f64
}

/// The next of 4, 8, 20, 40, 80, 200 … seconds.
fn round_up(value: f64) -> f64 {
    let mut most = 4.0;
    for factor in [2.0, 2.5, 2.0].into_iter().cycle() {
        if most >= value {
            break;
        }
        most *= factor;
    }
    most
}

/// Adds a line. Writing into a string cannot fail.
fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a string takes all that is written");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
