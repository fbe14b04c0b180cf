//! What an evaluation knows besides the variables.

use eyeline_model::Timestamp;

use super::Directory;

/// What an evaluation knows besides the variables.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The moment.
    pub now: Timestamp,
    /// People, queues, skills… of the organization.
    pub directory: &'a Directory,
    /// The IETF tag of the flow's default language.
    pub default_language: &'a str,
    /// The IETF tags of all the flow's languages.
    pub supported_languages: &'a [String],
}

impl<'a> Context<'a> {
    /// For a flow in American English, the vendor's default.
    pub fn new(now: Timestamp, directory: &'a Directory) -> Self {
        Self { now, directory, default_language: "en-us", supported_languages: &[] }
    }
}
