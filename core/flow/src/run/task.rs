//! From an action and the values of the moment to what the world is asked for.

use std::{collections::BTreeMap, sync::Arc};

use eyeline_model::{Duration, Pii};

use super::{
    AcdTransfer, Announcement, Call, Callback, Collect, DataAction, Elsewhere, Failure, Find, FlowTransfer,
    Music, NumberTransfer, PreferredAgent, Screen, Task, UserTransfer,
    given::{Answer, not_set, word},
    limits::{PREFERRED_AGENTS, PRIORITY},
    machine::{Machine, Pending},
};
use crate::{
    Audio, Kind, Named, Value,
    action::Verb,
    flow::{AskCode, Given, HoldCode, PairCode},
};

/// What an action leads to.
pub(super) enum Asked {
    /// Something must be heard first.
    Play {
        audio: Pii<Audio>,
        pending: Pending,
    },
    /// The world is asked, and has this long to answer.
    Task {
        task: Task,
        timeout: Option<Duration>,
    },
    /// Only time passes.
    Wait(Duration),
    Disconnect,
}

/// How long a data action may take where nobody says (the vendor's default).
const DATA_TIMEOUT: Duration = Duration::from_secs(60);

impl<'a> Machine<'a> {
    pub(super) fn asked(&self, ask: &'a AskCode) -> Answer<Asked> {
        if self.flow.kind.is_voice()
            && let Some(audio) = self.audio(ask, "preTransferAudio")?
        {
            return Ok(Asked::Play { audio, pending: Pending::Before });
        }
        Ok(match ask.verb {
            Verb::Disconnect => Asked::Disconnect,
            Verb::Wait => Asked::Wait(self.wait(ask)?),
            Verb::CallData => {
                let timeout = Some(self.duration(ask, "timeout")?.unwrap_or(DATA_TIMEOUT));
                Asked::Task { task: self.task(ask)?, timeout }
            }
            _ => Asked::Task { task: self.task(ask)?, timeout: None },
        })
    }

    /// The task itself.
    pub(super) fn task(&self, ask: &AskCode) -> Answer<Task> {
        let language: Arc<str> = Arc::from(self.run.language.as_str());
        Ok(match ask.verb {
            Verb::PlayAudio => Task::Play {
                audio: self.audio(ask, "audio")?.unwrap_or_else(|| Pii::new(Audio::NOTHING)),
                language,
            },
            Verb::CollectInput => Task::Collect(self.collect(ask, language)?),
            Verb::HoldMusic => Task::Music(self.music(ask)?),
            Verb::PlayEstimatedWaitTime => {
                let said = self.duration(ask, "estimatedWaitTime")?.or_else(|| self.fact_duration());
                Task::AnnounceWait(Announcement {
                    value: said.map(Duration::as_millis),
                    rounding: self.duration(ask, "roundingInterval")?,
                    mode: word(ask, "playbackMode"),
                    language,
                })
            }
            Verb::PlayPositionInQueue => Task::AnnouncePosition(Announcement {
                value: self.integer(ask, "positionInQueue")?.or_else(|| self.fact_position()),
                rounding: None,
                mode: word(ask, "playbackMode"),
                language,
            }),
            Verb::TransferToAcd => Task::TransferToAcd(Box::new(self.acd(ask)?)),
            Verb::TransferToUser => Task::TransferToUser(UserTransfer {
                user: self.user(ask, "targetUser")?.ok_or_else(|| not_set("targetUser"))?,
                timeout: self.duration(ask, "connectTimeout")?,
                // NOT_SET counts as true (`help.mypurecloud.com/?p=7193`).
                voicemail: self.boolean(ask, "allowVoicemailRollover")?.unwrap_or(true),
            }),
            Verb::TransferToNumber => Task::TransferToNumber(NumberTransfer {
                number: Pii::new(self.text(ask, "targetNumber")?.ok_or_else(|| not_set("targetNumber"))?),
                timeout: self.duration(ask, "connectTimeout")?,
            }),
            Verb::TransferToFlow => {
                let flow = word(ask, "targetFlow").ok_or_else(|| not_set("targetFlow"))?;
                Task::TransferToFlow(FlowTransfer { flow })
            }
            Verb::CallData => Task::CallData(Box::new(self.data_action(ask)?)),
            Verb::CallCommonModule => Task::CallModule(self.called(ask)?),
            Verb::DataTableLookup => Task::LookUp(self.called(ask)?),
            Verb::SendResponse => {
                Task::SendResponse { text: Pii::new(self.text(ask, "messageBody")?.unwrap_or_default()) }
            }
            Verb::SendAutoReply => Task::SendAutoReply {
                subject: self.text(ask, "messageSubject")?.map(Pii::new),
                text: Pii::new(self.text(ask, "messageBody")?.unwrap_or_default()),
            },
            Verb::CreateCallback => Task::CreateCallback(self.callback(ask)?),
            Verb::Find { by_id, of } => {
                let by = self.text(ask, if by_id { "findId" } else { "findName" })?;
                Task::Find(Find { of, by: by.unwrap_or_default(), is_id: by_id })
            }
            Verb::GetExternalContact => {
                let by = self.text(ask, "externalId")?.ok_or_else(|| not_set("externalId"))?;
                Task::Find(Find { of: Kind::ExternalContact, by, is_id: true })
            }
            Verb::GetParticipantData => Task::GetParticipantData { names: self.attribute_names(ask)? },
            Verb::SetParticipantData => {
                Task::SetParticipantData { attributes: Pii::new(self.attributes(ask)?) }
            }
            Verb::GetConversationData => {
                Task::GetConversationData { of: self.elsewhere(ask)?, names: self.attribute_names(ask)? }
            }
            Verb::SetConversationData => Task::SetConversationData {
                of: self.elsewhere(ask)?,
                attributes: Pii::new(self.attributes(ask)?),
            },
            Verb::SetPriority => Task::SetPriority { priority: self.priority(ask)? },
            Verb::SetSkills => {
                Task::SetSkills { skills: self.skills(ask)?, language: self.named(ask, "languageSkill")? }
            }
            Verb::SetLanguage => {
                let language = self.text(ask, "language")?.ok_or_else(|| not_set("language"))?;
                Task::SetLanguage { language }
            }
            Verb::SetWrapupCode => {
                let code = self.named(ask, "wrapupCode")?.ok_or_else(|| not_set("wrapupCode"))?;
                Task::SetWrapupCode { code }
            }
            Verb::SetScreenPop => Task::SetScreenPop(self.screen(ask)?),
            Verb::EvaluateSchedule => {
                let schedule = self.named(ask, "schedule")?;
                let emergency = self.emergency(ask)?;
                if schedule.is_none() && emergency.is_none() {
                    return Err(not_set("schedule"));
                }
                Task::EvaluateSchedule { schedule, emergency }
            }
            Verb::EvaluateScheduleGroup => Task::EvaluateSchedule {
                schedule: self.named(ask, "scheduleGroup")?,
                emergency: self.emergency(ask)?,
            },
            Verb::Wait | Verb::Disconnect => Task::Disconnect,
        })
    }

    /// By name; by id, if that is all that is known of it.
    fn emergency(&self, ask: &AskCode) -> Answer<Option<String>> {
        let group = self.named(ask, "emergencyGroup")?;
        Ok(group.map(|group| if group.name.is_empty() { &group.id } else { &group.name }.to_string()))
    }

    fn collect(&self, ask: &AskCode, language: Arc<str>) -> Answer<Collect> {
        let digits = ask.settings.iter().find_map(|(_, given)| match given {
            Given::Digits { least, most, terminator } => Some((*least, *most, *terminator)),
            _ => None,
        });
        let (least, most, terminator) = digits.ok_or_else(|| not_set("digits"))?;
        Ok(Collect {
            audio: self.audio(ask, "inputAudio")?,
            verification: self.audio(ask, "verificationAudio")?,
            verification_type: word(ask, "verificationType").filter(|word| word != "none"),
            least,
            most,
            terminator,
            no_entry_timeout: self.duration(ask, "noEntryTimeout")?,
            inter_digit_timeout: self.duration(ask, "interDigitTimeout")?,
            accept_star: self.boolean(ask, "acceptJustStar")?.unwrap_or(false),
            accept_pound: self.boolean(ask, "acceptJustPound")?.unwrap_or(false),
            language,
        })
    }

    fn music(&self, ask: &AskCode) -> Answer<Music> {
        let hold = ask.settings.iter().find_map(|(_, given)| match given {
            Given::Hold(HoldCode::For(duration)) => Some(self.value(duration)),
            _ => None,
        });
        let duration = match hold {
            None => None,
            Some(Ok(Value::Duration(duration))) => Some(duration),
            Some(Ok(_)) => return Err(not_set("duration")),
            Some(Err(what)) => return Err(Failure::new("expression", what)),
        };
        let barge_in = self.boolean(ask, "bargeInEnabled")?.unwrap_or(false);
        Ok(Music { prompt: self.prompt(ask, "prompt")?, duration, barge_in })
    }

    fn acd(&self, ask: &AskCode) -> Answer<AcdTransfer> {
        Ok(AcdTransfer {
            queue: self.named(ask, "targetQueue")?.ok_or_else(|| not_set("targetQueue"))?,
            skills: self.skills(ask)?,
            append_skills: self.boolean(ask, "appendSkills")?.unwrap_or(false),
            language: self.named(ask, "languageSkill")?,
            priority: self.priority(ask)?,
            preferred: self.preferred(ask)?,
            direct: self.user(ask, "directAgent")?,
            in_queue_flow: word(ask, "overrideInQueueFlow"),
        })
    }

    fn priority(&self, ask: &AskCode) -> Answer<i32> {
        let priority = self.integer(ask, "priority")?.unwrap_or(0);
        let within = i32::try_from(priority).ok().filter(|_| (-PRIORITY..=PRIORITY).contains(&priority));
        within
            .ok_or_else(|| Failure::new("invalidPriority", format!("{priority} is beyond {PRIORITY} points")))
    }

    /// Pairs without an agent or a score prefer nobody.
    fn preferred(&self, ask: &AskCode) -> Answer<Vec<PreferredAgent>> {
        let Some(Value::List(pairs)) = self.one(ask, "preferredAgents")? else { return Ok(Vec::new()) };
        if pairs.items.len() > PREFERRED_AGENTS {
            let message =
                format!("{} agents are preferred; {PREFERRED_AGENTS} is the most", pairs.items.len());
            return Err(Failure::new("TooManyPreferredAgents", message));
        }
        let preferred = pairs.items.iter().filter_map(|pair| match pair {
            Value::AgentScorePair(pair) => {
                Some(PreferredAgent { agent: (**pair.agent.as_ref()?).clone(), score: pair.score? })
            }
            _ => None,
        });
        Ok(preferred.collect())
    }

    fn skills(&self, ask: &AskCode) -> Answer<Vec<Named>> {
        let given = ask.settings.iter().find(|(setting, _)| *setting == "acdSkills").map(|(_, given)| given);
        let values = match given {
            Some(Given::Each(each)) => each
                .iter()
                .map(|operand| self.value(operand))
                .collect::<Result<Vec<_>, _>>()
                .map_err(|what| Failure::new("expression", format!("acdSkills: {what}")))?,
            _ => self.one(ask, "acdSkills")?.map(|value| value.items().to_vec()).unwrap_or_default(),
        };
        let skills = values.into_iter().filter_map(|value| match value {
            Value::Named(skill) => Some((*skill).clone()),
            _ => None,
        });
        Ok(skills.collect())
    }

    fn inputs(&self, ask: &AskCode) -> Answer<Pii<BTreeMap<String, Value>>> {
        let mut inputs = BTreeMap::new();
        for (name, operand) in &ask.inputs {
            let value =
                self.value(operand).map_err(|what| Failure::new("expression", format!("{name}: {what}")))?;
            inputs.insert(name.clone(), value);
        }
        Ok(Pii::new(inputs))
    }

    fn data_action(&self, ask: &AskCode) -> Answer<DataAction> {
        let [category, action] = ask.subject.as_slice() else { return Err(not_set("category")) };
        Ok(DataAction {
            category: category.clone(),
            action: action.clone(),
            inputs: self.inputs(ask)?,
            processing_prompt: self.prompt(ask, "processingPrompt")?,
        })
    }

    fn called(&self, ask: &AskCode) -> Answer<Call> {
        Ok(Call { name: ask.subject.join("/"), inputs: self.inputs(ask)? })
    }

    fn callback(&self, ask: &AskCode) -> Answer<Callback> {
        let number = match self.one(ask, "callbackNumber")? {
            Some(Value::PhoneNumber(number)) => number.raw.to_string(),
            _ => return Err(not_set("callbackNumber")),
        };
        Ok(Callback {
            queue: self.named(ask, "queue")?.ok_or_else(|| not_set("queue"))?,
            number: Pii::new(number),
            callee: self.text(ask, "calleeName")?.map(Pii::new),
            script: if ask.subject.is_empty() { None } else { Some(self.screen(ask)?) },
        })
    }

    fn elsewhere(&self, ask: &AskCode) -> Answer<Elsewhere> {
        Ok(Elsewhere {
            conversation: self.text(ask, "conversationId")?.ok_or_else(|| not_set("conversationId"))?,
            participant: self.text(ask, "participantId")?,
        })
    }

    fn screen(&self, ask: &AskCode) -> Answer<Screen> {
        Ok(Screen { script: ask.subject.first().cloned(), inputs: self.inputs(ask)? })
    }

    fn attribute_names(&self, ask: &AskCode) -> Answer<Vec<String>> {
        let mut names = Vec::new();
        for pair in &ask.pairs {
            if let PairCode::Get { name, .. } = pair {
                names.extend(self.attribute_text(name)?);
            }
        }
        Ok(names)
    }

    fn attributes(&self, ask: &AskCode) -> Answer<BTreeMap<String, Option<String>>> {
        let mut attributes = BTreeMap::new();
        for pair in &ask.pairs {
            if let PairCode::Set { name, value } = pair
                && let Some(name) = self.attribute_text(name)?
            {
                attributes.insert(name, self.attribute_text(value)?);
            }
        }
        Ok(attributes)
    }

    fn attribute_text(&self, operand: &crate::flow::Operand) -> Answer<Option<String>> {
        let value = self.value(operand).map_err(|what| Failure::new("expression", what))?;
        Ok(value.text())
    }

    /// A wait beyond the run's own time is cut, if the file says so, and else ends in error handling
    /// (`help.mypurecloud.com/?p=112740`).
    fn wait(&self, ask: &AskCode) -> Answer<Duration> {
        let wanted = self.duration(ask, "duration")?.ok_or_else(|| not_set("duration"))?;
        let trim = self.boolean(ask, "trimDurationNearMaxRunningTime")?.unwrap_or(false);
        let deadline = self.run.deadline(self.flow, &self.world.limits).filter(|_| trim);
        let left = deadline.map(|deadline| deadline - Duration::from_secs(1) - self.now());
        let wanted = left.map_or(wanted, |left| wanted.min(left));
        Ok(wanted.max(Duration::ZERO))
    }
}

impl AcdTransfer {
    /// Anybody in a queue, with no priority.
    pub fn to(queue: Named) -> Self {
        Self {
            queue,
            skills: Vec::new(),
            append_skills: false,
            language: None,
            priority: 0,
            preferred: Vec::new(),
            direct: None,
            in_queue_flow: None,
        }
    }
}
