//! Why another system did not do what it was asked.

use std::time::Duration;

use eyeline_genesys::client as genesys;
use eyeline_pexip::client as pexip;
use eyeline_shell::ConnectError;
use http::StatusCode;

/// The longest that another system may put us off at once: its clock or its arithmetic may be wrong.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

/// Why another system did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// It could not be reached.
    #[error(transparent)]
    Unreachable(#[from] ConnectError),
    /// The contact center said no.
    #[error("the contact center refused: {0}")]
    ContactCenter(#[from] genesys::Refused),
    /// The conference said no.
    #[error("the conference refused: {0}")]
    Conference(#[from] pexip::Refused),
}

impl Failure {
    /// Whether the same request may succeed later. Our own credentials may be on their way in, or be changed back.
    pub(crate) fn is_passing(&self) -> bool {
        let is_passing = match self {
            Self::Unreachable(_) => true,
            Self::ContactCenter(refused) => refused.is_passing(),
            Self::Conference(refused) => refused.is_passing(),
        };
        is_passing || self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// The status, when there was one that said no.
    pub(crate) const fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Unreachable(_) => None,
            Self::ContactCenter(refused) => refused.status(),
            Self::Conference(refused) => refused.status(),
        }
    }

    /// When the contact center wants to be asked again.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::ContactCenter(genesys::Refused::Status { retry_after_s, .. }) => {
                retry_after_s.map(|seconds| Duration::from_secs(seconds).min(LONGEST_WAIT))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_puts_us_off_for_ever() {
        let refused = |retry_after_s| genesys::Refused::Status {
            status: StatusCode::TOO_MANY_REQUESTS,
            error: Box::default(),
            retry_after_s,
        };
        let wait = |retry_after_s| Failure::from(refused(retry_after_s)).retry_after();
        assert_eq!(wait(None), None);
        assert_eq!(wait(Some(7)), Some(Duration::from_secs(7)));
        assert_eq!(wait(Some(u64::MAX)), Some(LONGEST_WAIT));
    }
}
