//! Scenarios as people write them: a TOML file.

use std::ops::Range;

use eyeline_acd::{Band, Proficiency, Ring};
use eyeline_contact_center::AfterCallWorkMode;
use eyeline_model::{Duration, Media};
use toml::Spanned;

use crate::{
    AgentPlan, Burst, Distribution, Escalation, Faults, OverflowPlan, Profile, QueuePlan, RingPlan, Scenario,
    Span, Stream, TimeOfDay,
    distribution::seconds,
    written::{
        AfterCallWorkTable, AgentsTable, ArrivalsTable, BandTable, BurstTable, DistributionTable,
        EscalationTable, FaultsTable, MediaName, OverflowTable, QueueTable, RingTable, ScenarioTable,
    },
};

/// A scenario file that cannot be understood.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct FileError {
    /// Where, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: String,
}

/// What is wrong, and where in the text.
struct Problem {
    span: Range<usize>,
    text: String,
}

type Read<T> = Result<T, Problem>;

impl Scenario {
    /// Reads a scenario file.
    pub fn read(text: &str) -> Result<Self, FileError> {
        let table: Result<ScenarioTable, _> = toml::from_str(text);
        let scenario = table
            .map_err(|error| Problem {
                span: error.span().unwrap_or_default(),
                text: error.message().to_owned(),
            })
            .and_then(|table| scenario(&table));
        scenario.map_err(|Problem { span, text: problem }| FileError {
            line: 1 + text[..span.start.min(text.len())].matches('\n').count(),
            problem,
        })
    }
}

fn scenario(table: &ScenarioTable) -> Read<Scenario> {
    let (opens, closes) = (time(&table.opens)?, time(&table.closes)?);
    check(opens < closes, &table.closes, || "it closes before it opens".to_owned())?;
    let names = Names {
        skills: &table.skills,
        languages: &table.languages,
        queues: table.queue.iter().map(|queue| queue.name.get_ref().clone()).collect(),
        rings: table.queue.iter().map(|queue| queue.rings.get_ref().len()).collect(),
        streams: table
            .arrivals
            .iter()
            .map(|of| of.name.as_ref().map(|name| name.get_ref().clone()))
            .collect(),
    };
    names.check_queues(&table.queue)?;
    let day = Span { from: opens, to: closes };
    let streams = table.arrivals.iter().map(|of| names.stream(day, of)).collect::<Read<_>>()?;
    let bursts = table.burst.iter().map(|of| names.burst(day, of)).collect::<Read<_>>()?;
    let agents = table.agents.iter().map(|of| names.agents(of)).collect::<Read<Vec<_>>>()?;
    Ok(Scenario {
        skills: table.skills.clone(),
        languages: table.languages.clone(),
        queues: table.queue.iter().map(|of| names.queue_plan(of)).collect::<Read<_>>()?,
        streams,
        bursts,
        agents: agents.into_iter().flatten().collect(),
        faults: table.faults.as_ref().map_or(Ok(Faults::default()), faults)?,
        ..Scenario::new(table.name.as_str(), opens, closes)
    })
}

/// What things are called in the file.
struct Names<'a> {
    skills: &'a [String],
    languages: &'a [String],
    queues: Vec<String>,
    /// How many rings each of them has.
    rings: Vec<usize>,
    streams: Vec<Option<String>>,
}

impl Names<'_> {
    fn check_queues(&self, tables: &[QueueTable]) -> Read<()> {
        for (number, table) in tables.iter().enumerate() {
            let name = &table.name;
            let is_new = !self.queues[..number].contains(name.get_ref());
            check(is_new, name, || format!("there is a queue {:?} already", name.get_ref()))?;
        }
        Ok(())
    }

    fn queue(&self, name: &Spanned<String>) -> Read<usize> {
        find("queue", &self.queues, name)
    }

    fn stream(&self, day: Span, of: &ArrivalsTable) -> Read<Stream> {
        let media = match of.media.get_ref() {
            MediaName::Chat => Media::Message,
            MediaName::Callback => Media::Callback,
        };
        if media == Media::Message {
            check(of.skills.is_empty() && of.priority == 0, &of.media, || {
                "a chat asks for a language only; skills and priority are for callbacks".to_owned()
            })?;
            check(of.ahead.is_none(), &of.media, || "only callbacks are booked ahead".to_owned())?;
        } else {
            check(of.escalates.is_none(), &of.media, || "only chats become calls".to_owned())?;
        }
        let skills = of.skills.iter().map(|name| find("skill", self.skills, name));
        let language = of.language.as_ref().map(|name| find("language", self.languages, name));
        Ok(Stream {
            queue: self.queue(&of.queue)?,
            media,
            profile: profile(day, &of.per_half_hour)?,
            handling: distribution(&of.handling)?,
            patience: of.patience.as_ref().map(distribution).transpose()?,
            skills: skills.collect::<Read<_>>()?,
            language: language.transpose()?,
            priority: of.priority,
            ahead: of.ahead.as_ref().map(distribution).transpose()?,
            asks_for: 0.0,
            returns: 0.0,
            escalation: of.escalates.as_ref().map(|escalates| self.escalation(escalates)).transpose()?,
        })
    }

    fn escalation(&self, of: &EscalationTable) -> Read<Escalation> {
        Ok(Escalation {
            queue: self.queue(&of.queue)?,
            share: share(&of.share)?,
            after: distribution(&of.after)?,
            handling: distribution(&of.handling)?,
        })
    }

    fn queue_plan(&self, of: &QueueTable) -> Read<QueuePlan> {
        let alerting = of.alerting_s.get_ref();
        check((7..=900).contains(alerting), &of.alerting_s, || "an offer rings 7 to 900 seconds".to_owned())?;
        let timeout = Duration::from_secs(*of.after_call_work_timeout_s.get_ref());
        check(
            (1..=3_600).contains(of.after_call_work_timeout_s.get_ref()),
            &of.after_call_work_timeout_s,
            || "after-call work is limited to 1 to 3600 seconds".to_owned(),
        )?;
        Ok(QueuePlan {
            service_level: length(&of.service_level_s)?,
            alerting: Duration::from_secs(*alerting),
            after_call_work: match of.after_call_work {
                AfterCallWorkTable::Optional => AfterCallWorkMode::Optional,
                AfterCallWorkTable::Mandatory => AfterCallWorkMode::Mandatory,
                AfterCallWorkTable::Timeout => AfterCallWorkMode::MandatoryTimeout(timeout),
                AfterCallWorkTable::ForcedTimeout => AfterCallWorkMode::MandatoryForcedTimeout(timeout),
            },
            prefers_for: length(&of.prefers_for_s)?,
            by_priority_only: of.by_priority_only,
            auto_answer: of.auto_answer,
            overflow: of.overflow.as_ref().map(|overflow| self.overflow(of, overflow)).transpose()?,
            rings: self.rings(&of.rings)?,
            ..QueuePlan::new(of.name.get_ref().as_str())
        })
    }

    fn overflow(&self, queue: &QueueTable, of: &Spanned<OverflowTable>) -> Read<OverflowPlan> {
        let OverflowTable { to, as_callback, depth, wait_s } = of.get_ref();
        check(to.get_ref() != queue.name.get_ref(), to, || {
            "a line flows over into another queue, not into itself".to_owned()
        })?;
        check(depth.is_some() || wait_s.is_some(), of, || {
            "say when it flows over: depth = { from = 8, to = 4 }, or wait_s = { from = 180, to = 120 }"
                .to_owned()
        })?;
        let depth = depth.as_ref().map(|of| {
            let BandTable { from: opens_at, to: closes_at } = *of.get_ref();
            check(closes_at < opens_at, of, || order("depth = { from = 8, to = 4 }"))?;
            Ok(Band { opens_at, closes_at })
        });
        let wait = wait_s.as_ref().map(|of| {
            let BandTable { from, to } = *of.get_ref();
            check(to < from, of, || order("wait_s = { from = 180, to = 120 }"))?;
            let is_wait = |wait: f64| (0.0..=DAY_S).contains(&wait);
            check(is_wait(from) && is_wait(to), of, || wrong_wait().to_owned())?;
            Ok(Band { opens_at: seconds(from), closes_at: seconds(to) })
        });
        Ok(OverflowPlan {
            to: self.queue(to)?,
            as_callback: *as_callback,
            depth: depth.transpose()?,
            wait: wait.transpose()?,
        })
    }

    fn rings(&self, of: &Spanned<Vec<RingTable>>) -> Read<Vec<RingPlan>> {
        let tables = of.get_ref();
        check(tables.len() <= Ring::LIMIT, of, || {
            format!("a queue has at most {} rings; put some together", Ring::LIMIT)
        })?;
        let ring = |(number, ring): (usize, &RingTable)| {
            let removes = ring.removes.iter().map(|name| find("skill", self.skills, name));
            let is_last = number + 1 == tables.len();
            let wait = match &ring.wait_s {
                Some(wait) => {
                    check(!is_last, wait, || {
                        "the last ring has nobody to wait for: leave wait_s out".to_owned()
                    })?;
                    check((0.0..=DAY_S).contains(wait.get_ref()), wait, || wrong_wait().to_owned())?;
                    seconds(*wait.get_ref())
                }
                None => {
                    check(is_last, of, || {
                        format!("ring {} does not say how long only it is asked: wait_s = 10", number + 1)
                    })?;
                    Duration::ZERO
                }
            };
            Ok(RingPlan { wait, removes: removes.collect::<Read<_>>()? })
        };
        tables.iter().enumerate().map(ring).collect()
    }

    /// Whoever is in a ring that there is not would never be asked.
    fn check_ring(&self, ring: &Spanned<u8>, queues: &[usize]) -> Read<()> {
        for queue in queues {
            let (count, name) = (self.rings[*queue].max(1), &self.queues[*queue]);
            check((1..=count).contains(&usize::from(*ring.get_ref())), ring, || match self.rings[*queue] {
                0 => format!(
                    "{name} has no rings; write rings = [{{ wait_s = 10 }}, {{}}] there, or no ring here"
                ),
                count => format!("{name} has the rings 1 to {count}"),
            })?;
        }
        Ok(())
    }

    fn burst(&self, day: Span, of: &BurstTable) -> Read<Burst> {
        let name = of.arrivals.get_ref();
        let stream = self.streams.iter().position(|stream| stream.as_ref() == Some(name));
        let at = time(&of.at)?;
        check(day.holds(at), &of.at, || "it is closed at that time".to_owned())?;
        Ok(Burst {
            stream: stream.ok_or_else(|| problem(&of.arrivals, format!("no arrivals are named {name:?}")))?,
            at,
            within: length(&of.within_s)?,
            count: of.count,
        })
    }

    /// So many agents who are alike but for their names.
    fn agents(&self, of: &AgentsTable) -> Read<Vec<AgentPlan>> {
        let skills = of.skills.iter().map(|(name, stars)| {
            let how_well = Proficiency::new(*stars.get_ref());
            let how_well = how_well.ok_or_else(|| problem(stars, "proficiency is from 0 to 5".to_owned()));
            Ok((find("skill", self.skills, name)?, how_well?))
        });
        let languages = of.languages.iter().map(|name| find("language", self.languages, name));
        let duration = |of: &Option<Spanned<DistributionTable>>, otherwise| {
            of.as_ref().map_or(Ok(otherwise), distribution)
        };
        let queues = of.queues.iter().map(|name| self.queue(name)).collect::<Read<Vec<_>>>()?;
        self.check_ring(&of.ring, &queues)?;
        let alike = AgentPlan {
            queues,
            ring: Some(*of.ring.get_ref()),
            skills: skills.collect::<Read<_>>()?,
            languages: languages.collect::<Read<_>>()?,
            chats: capacity(&of.chats)?,
            callbacks: capacity(&of.callbacks)?,
            interrupts_chats: of.interrupts_chats,
            answers_after: duration(&of.answers_after, Distribution::NONE)?,
            after_call_work: duration(&of.after_call_work, Distribution::NONE)?,
            misses: share(&of.misses)?,
            declines: share(&of.declines)?,
            returns_after: duration(&of.returns_after, Distribution::Fixed(60.0))?,
            sick: share(&of.sick)?,
            ..AgentPlan::new(of.name.as_str(), shift(of)?)
        };
        let name = |number| if of.count == 1 { of.name.clone() } else { format!("{}-{number}", of.name) };
        Ok((1..=of.count).map(|number| AgentPlan { name: name(number), ..alike.clone() }).collect())
    }
}

/// The shift without its breaks.
fn shift(of: &AgentsTable) -> Read<Vec<Span>> {
    let whole = span(&of.shift)?;
    let mut breaks = of.breaks.iter().map(span).collect::<Read<Vec<_>>>()?;
    breaks.sort_by_key(|rest| rest.from);
    let mut shift = Vec::new();
    let mut from = whole.from;
    for (rest, written) in breaks.iter().zip(&of.breaks) {
        check(from <= rest.from && rest.to <= whole.to, written, || {
            "breaks lie within the shift, one after the other".to_owned()
        })?;
        shift.extend((from < rest.from).then_some(Span { from, to: rest.from }));
        from = rest.to;
    }
    shift.extend((from < whole.to).then_some(Span { from, to: whole.to }));
    Ok(shift)
}

fn faults(of: &FaultsTable) -> Read<Faults> {
    Ok(Faults {
        crashes_per_hour: often(&of.crashes_per_hour)?,
        lost_turns: share(&of.lost_turns)?,
        duplicates: share(&of.duplicates)?,
        late: share(&of.late)?,
        wakes_late: of.wakes_late,
        meddling_per_hour: often(&of.meddling_per_hour)?,
    })
}

fn profile(day: Span, of: &Spanned<Vec<f64>>) -> Read<Profile> {
    let half_hours = ((day.to.0 - day.from.0) + Profile::HALF_HOUR.0 - 1) / Profile::HALF_HOUR.0;
    let expected = of.get_ref();
    check(i64::try_from(expected.len()) == Ok(half_hours), of, || {
        let (from, to) = (TimeOfDay(day.from), TimeOfDay(day.to));
        format!("there are {half_hours} half hours from {from} to {to}, and {} numbers", expected.len())
    })?;
    let is_count = |count: &f64| count.is_finite() && *count >= 0.0;
    check(expected.iter().all(is_count), of, || "nobody can be expected less than 0 times".to_owned())?;
    Ok(Profile::half_hours(expected.clone()))
}

fn distribution(of: &Spanned<DistributionTable>) -> Read<Distribution> {
    let DistributionTable { mean_s, cv, fixed_s } = *of.get_ref();
    let given = [mean_s, cv, fixed_s].into_iter().flatten();
    check(given.clone().all(|number| (0.0..=LONGEST_S).contains(&number)), of, wrong_length)?;
    match (mean_s, cv, fixed_s) {
        (None, None, Some(fixed_s)) => Ok(Distribution::Fixed(fixed_s)),
        (Some(mean_s), None, None) => Ok(Distribution::Exponential { mean_s }),
        (Some(mean_s), Some(cv), None) => Ok(Distribution::Lognormal { mean_s, cv }),
        _ => {
            Err(problem(of, "a time is { fixed_s = … }, { mean_s = … } or { mean_s = …, cv = … }".to_owned()))
        }
    }
}

/// A third of a year: the longest that anything takes, in seconds.
const LONGEST_S: f64 = 10_000_000.0;

/// The longest that a ring or an overflow waits, in seconds.
const DAY_S: f64 = 86_400.0;

const fn wrong_wait() -> &'static str {
    "this is from 0 to 86400 seconds"
}

fn order(instead: &str) -> String {
    format!("it begins at a higher mark than that at which it ends: {instead}")
}

fn wrong_length() -> String {
    format!("a time is from 0 to {LONGEST_S} seconds")
}

fn length(of: &Spanned<f64>) -> Read<Duration> {
    check((0.0..=LONGEST_S).contains(of.get_ref()), of, wrong_length)?;
    Ok(seconds(*of.get_ref()))
}

fn often(of: &Spanned<f64>) -> Read<f64> {
    check((0.0..=3_600.0).contains(of.get_ref()), of, || "from never to 3600 times an hour".to_owned())?;
    Ok(*of.get_ref())
}

fn time(of: &Spanned<String>) -> Read<Duration> {
    let TimeOfDay(time) = of.get_ref().parse().map_err(|error| problem(of, format!("{error}")))?;
    Ok(time)
}

fn span(of: &Spanned<String>) -> Read<Span> {
    let wrong = || problem(of, "a stretch of the day is written as 08:30-12:00".to_owned());
    let (from, to) = of.get_ref().split_once('-').ok_or_else(wrong)?;
    let time = |text: &str| text.trim().parse::<TimeOfDay>().map_err(|_| wrong());
    let (TimeOfDay(from), TimeOfDay(to)) = (time(from)?, time(to)?);
    check(from < to, of, || "it ends before it begins".to_owned())?;
    Ok(Span { from, to })
}

fn share(of: &Spanned<f64>) -> Read<f64> {
    check((0.0..=1.0).contains(of.get_ref()), of, || "a share is from 0 to 1".to_owned())?;
    Ok(*of.get_ref())
}

fn capacity(of: &Spanned<u8>) -> Read<u8> {
    check(*of.get_ref() <= 25, of, || "nobody does more than 25 at once".to_owned())?;
    Ok(*of.get_ref())
}

fn find(kind: &str, names: &[String], name: &Spanned<String>) -> Read<usize> {
    let found = names.iter().position(|known| known == name.get_ref());
    found.ok_or_else(|| {
        let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        problem(name, format!("there is no {kind} {:?}; there are: {known}", name.get_ref()))
    })
}

fn problem<T>(at: &Spanned<T>, text: String) -> Problem {
    Problem { span: at.span(), text }
}

fn check<T>(holds: bool, at: &Spanned<T>, text: impl FnOnce() -> String) -> Read<()> {
    if holds { Ok(()) } else { Err(problem(at, text())) }
}
