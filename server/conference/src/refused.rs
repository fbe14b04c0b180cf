//! The one table from refusals to what clients understand.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use eyeline_conference::{PinPrompt, Refusal};
use eyeline_edge::Busy;
use eyeline_media::SdpError;
use eyeline_pexip::{
    Envelope,
    token::{self, PinNeed},
};
use eyeline_shell::StoreError;
use http::StatusCode;

use crate::view;

/// Why a client does not get what it asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// The room says no.
    #[error("{0}")]
    ByPolicy(#[from] Refusal),
    /// No room has this alias.
    #[error("Neither conference nor gateway found")]
    NoRoom,
    /// It is no ticket of ours, or one for another room.
    #[error("Invalid token")]
    BadTicket,
    /// The seat is none of ours, or in another room, or was left too long ago.
    #[error("Invalid seat")]
    BadSeat,
    /// The request cannot be read, or there is no such request.
    #[error("Invalid request")]
    BadRequest,
    /// The offer or answer is not acceptable.
    #[error("Invalid SDP")]
    BadSdp(#[from] SdpError),
    /// Too much is going on.
    #[error("Out of resource")]
    Busy(#[from] Busy),
    /// The room has just ended.
    #[error("Invalid token")]
    Ended,
    /// Nobody is there to answer just now.
    #[error("Out of resource")]
    Unavailable,
    /// The store does not answer.
    #[error("Out of resource")]
    Store(#[from] StoreError),
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        if let Self::ByPolicy(Refusal::PinNeeded(prompt)) = self {
            return pin_prompt(prompt);
        }
        // Any status that a client does not expect of a request ends its session: 403 for every refusal.
        let status = match &self {
            Self::NoRoom => StatusCode::NOT_FOUND,
            Self::Busy(_) | Self::Unavailable | Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::ByPolicy(_)
            | Self::BadTicket
            | Self::BadSeat
            | Self::BadRequest
            | Self::BadSdp(_)
            | Self::Ended => StatusCode::FORBIDDEN,
        };
        // Why a meeting does not answer has been said where it was seen.
        if status.is_server_error() && !matches!(self, Self::Unavailable) {
            tracing::error!(error = &self as &dyn std::error::Error, "a client was turned away: {self}");
        }
        (status, Json(Envelope::failed(self.to_string()))).into_response()
    }
}

/// Asking for a PIN is a success with status 403.
fn pin_prompt(prompt: PinPrompt) -> Response {
    let prompt = token::PinPrompt {
        pin: PinNeed::Required,
        guest_pin: if prompt.guests_too { PinNeed::Required } else { PinNeed::None },
        version: view::version(),
    };
    (StatusCode::FORBIDDEN, Json(Envelope::success(prompt))).into_response()
}
