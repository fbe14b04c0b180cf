//! What can be asked of a contact center.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_acd::{Proficiency, Utilization};
use eyeline_conversation::{Attributes, Callback, Content, Customer, MessageStatus};
use eyeline_flow::Reply;
use eyeline_model::{
    CommunicationId, ConversationId, DeploymentId, GroupId, LabelId, LanguageId, Media, MessageId,
    ParticipantId, Pii, QueueId, RoutingRequest, SkillId, Timestamp, UserId, WrapUpCodeId,
};

use crate::{CheckedFlow, FlowTaskId, Membership, Object, ObjectKey, Presence};

/// What can be asked of a contact center.
///
/// Ids of conversations and messages come with the command, drawn by whoever asks, so that a repeated request
/// is recognised; participants and sessions are named by the core.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// Adds a thing to the configuration, or replaces the whole of it. Of a flow only the name can be replaced.
    Configure(Object),
    /// Has a flow lead whoever comes from now on, if its modules do not call each other in a circle.
    Publish(Box<CheckedFlow>),
    /// Takes a thing out of the configuration. Refused while something needs it.
    Remove(ObjectKey),
    /// Replaces what a user can do.
    SetSkills(SetSkills),
    /// Replaces what a user speaks.
    SetLanguages(SetLanguages),
    /// Has people belong to a group, or not any more.
    ChangeGroup(ChangeGroup),
    /// Changes who belongs to queues by themselves.
    ChangeMembers(ChangeMembers),
    /// Sets how much a user does at once.
    SetUtilization(SetUtilization),
    /// Sets how much a user does at once of a kind of work.
    SetLabelLimits(SetLabelLimits),
    /// Sets what a user says of themselves. Going off queue gives back an offer that rings.
    SetPresence(SetPresence),
    /// The user is back after an offer went unanswered; changes nothing for others.
    BecomeResponsive(UserId),

    /// A guest begins to chat.
    StartChat(StartChat),
    /// The customer says something.
    ReceiveMessage(ReceiveMessage),
    /// An agent says something to the customer.
    SendMessage(SendMessage),
    /// A message has come further on its way.
    MarkMessage(MarkMessage),
    /// What a flow had asked for is done, or cannot be done. Changes nothing if no flow waits for it any more.
    AnswerFlow(AnswerFlow),

    /// Promises to meet a customer.
    CreateCallback(CreateCallback),
    /// Moves a promise that waits for its time.
    RescheduleCallback(RescheduleCallback),
    /// Changes what a waiting conversation asks of routing.
    ChangeRouting(ChangeRouting),

    /// Says which kind of work a waiting conversation is.
    SetLabel(SetLabel),

    /// An agent accepts an offer.
    Answer(Answer),
    /// A person chooses who is offered what waits, whatever skills, rings and memberships say; presence, the one
    /// offer at a time and utilization matter all the same.
    Assign(Assign),
    /// An agent hands their customer on to a queue and leaves at once. Skills and priority go along, the wish for
    /// one very agent does not.
    Transfer(Transfer),
    /// An agent hands their customer on to a colleague, outside the line: on queue or available, and with room for it.
    TransferToAgent(TransferToAgent),
    /// An agent turns an offer down, and is not responding until they come back.
    Decline(SessionOf),
    /// Ends a session. An agent's that rings is declined; the customer's takes the place in the queue and the agents'
    /// sessions on that medium with it; the last agent's takes the customer's.
    Disconnect(SessionOf),
    /// Ends every session of a conversation.
    DisconnectConversation(ConversationId),
    /// Puts a session on hold, or takes it off.
    SetHold(SetHold),
    /// Turns a session's microphone off or on.
    SetMute(SetMute),

    /// Says what a session was about. In after-call work, a code that is not provisional ends it, unless its time
    /// is forced.
    WrapUp(WrapUpSession),
    /// Ends after-call work as it is.
    FinishAfterCallWork(SessionOf),
    /// Asks for after-call work in a queue where the agent may choose.
    AskForAfterCallWork(AskForAfterCallWork),
    /// Sets and removes a participant's attributes.
    SetAttributes(SetAttributes),
}

/// Replaces what a user can do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetSkills {
    /// Who.
    pub user: UserId,
    /// All their skills.
    pub skills: BTreeMap<SkillId, Proficiency>,
}

/// Replaces what a user speaks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetLanguages {
    /// Who.
    pub user: UserId,
    /// All their languages.
    pub languages: BTreeMap<LanguageId, Proficiency>,
}

/// Has people belong to a group, or not any more: all of them or, if one is not there, none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeGroup {
    /// Which group.
    pub group: GroupId,
    /// Who. Those who belong to it already, or do not, stay as they are.
    pub users: BTreeSet<UserId>,
    /// Whether they belong to it from now on.
    pub belong: bool,
}

/// Changes who belongs to queues by themselves: all of it or, if one of it cannot be, nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ChangeMembers {
    /// Who belongs to a queue from now on, and how.
    pub put: Vec<Membership>,
    /// Who does not any more. Refused if they do not now.
    pub removed: Vec<(QueueId, UserId)>,
}

/// Sets how much a user does at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetUtilization {
    /// Who.
    pub user: UserId,
    /// Their own rule; none for the organization's.
    pub utilization: Option<Utilization>,
}

/// Sets how much a user does at once of a kind of work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetLabelLimits {
    /// Who.
    pub user: UserId,
    /// Their own limits, for each kind that has one; none for the organization's.
    pub limits: Option<BTreeMap<LabelId, u8>>,
}

/// Sets what a user says of themselves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SetPresence {
    /// Who.
    pub user: UserId,
    /// What they say.
    pub presence: Presence,
}

/// A guest begins to chat.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StartChat {
    /// The new conversation.
    pub conversation: ConversationId,
    /// Where the guest came from; says which queue.
    pub deployment: DeploymentId,
    /// Who the guest is.
    pub customer: Customer,
    /// What the page knows about them.
    pub attributes: Attributes,
    /// What the agent must speak.
    pub language: Option<LanguageId>,
    /// What they say first.
    pub message: Option<NewMessage>,
}

/// A message that is not yet known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewMessage {
    /// Which message.
    pub id: MessageId,
    /// What it says.
    pub content: Pii<Content>,
}

/// The customer says something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiveMessage {
    /// In which conversation.
    pub conversation: ConversationId,
    /// What.
    pub message: NewMessage,
}

/// An agent says something to the customer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SendMessage {
    /// In which conversation.
    pub conversation: ConversationId,
    /// The agent's message session.
    pub communication: CommunicationId,
    /// What.
    pub message: NewMessage,
}

/// A message has come further on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MarkMessage {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Which message.
    pub message: MessageId,
    /// How far it has come.
    pub status: MessageStatus,
}

/// What a flow had asked for is done, or cannot be done.
#[derive(Clone, PartialEq, Debug)]
pub struct AnswerFlow {
    /// What it had asked for.
    pub task: FlowTaskId,
    /// What came of it.
    pub reply: Reply,
}

/// Promises to meet a customer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateCallback {
    /// The conversation, new or not, as `customer` says.
    pub conversation: ConversationId,
    /// Whom to meet.
    pub customer: CallbackFor,
    /// Where to wait and for whom.
    pub request: RoutingRequest,
    /// What is promised. A time that has passed means at once; one that has not enters the queue then, and asks no
    /// preferred agents first.
    pub callback: Callback,
    /// What is to be known about the customer, beside what is known already.
    pub attributes: Attributes,
}

/// Whom a callback is to meet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CallbackFor {
    /// Somebody new, in a conversation of their own.
    New(Customer),
    /// The customer of a conversation that goes on; at most one callback at a time.
    Existing(ParticipantId),
}

/// Moves a promise that waits for its time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RescheduleCallback {
    /// Of which conversation.
    pub conversation: ConversationId,
    /// When to enter the queue; at once if that has passed.
    pub due: Timestamp,
}

/// Changes what a waiting conversation asks of routing. What is none stays as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeRouting {
    /// Which conversation.
    pub conversation: ConversationId,
    /// On which medium.
    pub media: Media,
    /// Its new priority.
    pub priority: Option<i32>,
    /// All the skills it needs from now on.
    pub skills: Option<Vec<SkillId>>,
    /// The language it needs from now on, if any.
    pub language: Option<Option<LanguageId>>,
}

/// Says which kind of work a waiting conversation is. Refused while it rings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SetLabel {
    /// Which conversation: wherever it waits.
    pub conversation: ConversationId,
    /// Which kind, if any.
    pub label: Option<LabelId>,
}

/// An agent accepts an offer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answer {
    /// In which conversation.
    pub conversation: ConversationId,
    /// The offered session: the fence token. After the offer is over it accepts nothing any more.
    pub communication: CommunicationId,
    /// Who accepts.
    pub agent: UserId,
}

/// A person chooses who is offered what waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Assign {
    /// What waits.
    pub conversation: ConversationId,
    /// Who.
    pub agent: UserId,
}

/// An agent hands their customer on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Transfer {
    /// The agent's session.
    pub session: SessionOf,
    /// The queue in which the customer waits then.
    pub to: QueueId,
}

/// An agent hands their customer on to a colleague.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TransferToAgent {
    /// The agent's session.
    pub session: SessionOf,
    /// Whose desk rings.
    pub to: UserId,
    /// The agent stays until the colleague has answered, and goes on if they do not (Genesys: *Attended*). Otherwise
    /// the agent leaves at once, and an unanswered customer waits in the agent's queue.
    pub stays: bool,
}

/// A session, to do something to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionOf {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Which session.
    pub communication: CommunicationId,
}

/// Puts a session on hold, or takes it off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SetHold {
    /// Which session.
    pub session: SessionOf,
    /// Whether it is to be on hold.
    pub held: bool,
}

/// Turns a session's microphone off or on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SetMute {
    /// Which session.
    pub session: SessionOf,
    /// Whether it is to be off.
    pub muted: bool,
}

/// Says what a session was about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrapUpSession {
    /// Which session.
    pub session: SessionOf,
    /// The label.
    pub code: WrapUpCodeId,
    /// What to write beside it.
    pub notes: Option<Pii<String>>,
    /// Only saved on the way. During the conversation it always is.
    pub provisional: bool,
}

/// Asks for after-call work in a queue where the agent may choose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AskForAfterCallWork {
    /// After which session.
    pub session: SessionOf,
    /// Whether it is wanted.
    pub wanted: bool,
}

/// Sets and removes a participant's attributes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetAttributes {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Whose.
    pub participant: ParticipantId,
    /// The new values; none removes the attribute. Others stay as they are.
    pub attributes: BTreeMap<String, Option<Pii<String>>>,
}
