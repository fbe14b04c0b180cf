//! The guest's token for REST: who they are, and in which conversation.

use eyeline_genesys::guest::{Claims, ClaimsData, JwtResponse};
use eyeline_model::{ConversationId, Duration, OrganizationId};
use eyeline_shell::now;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use uuid::Uuid;

const ISSUER: &str = "eyeline";
/// How long a token lasts: long enough to escalate, short enough to lose.
const LIFETIME: Duration = Duration::from_secs(15 * 60);

/// Signs and checks guests' tokens (HS256).
pub(crate) struct Signer {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Signer {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.leeway = 0;
        Self { encoding: EncodingKey::from_secret(key), decoding: DecodingKey::from_secret(key), validation }
    }

    /// A token for a guest session.
    pub(crate) fn sign(
        &self,
        organization: OrganizationId,
        session: Uuid,
        conversation: Option<ConversationId>,
    ) -> JwtResponse {
        let now = now().as_millis() / 1_000;
        let exp = now + LIFETIME.as_secs();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            iat: now,
            exp,
            organization_id: organization.to_string(),
            data: ClaimsData {
                conversation_id: conversation.map(|conversation| conversation.to_string()),
                session_id: session.to_string(),
            },
        };
        let jwt = encode(&Header::new(Algorithm::HS256), &claims, &self.encoding);
        JwtResponse { jwt: jwt.expect("claims are JSON and the key fits"), exp }
    }

    /// What a token says, if it is ours and still valid.
    pub(crate) fn check(&self, jwt: &str) -> Option<Claims> {
        decode(jwt, &self.decoding, &self.validation).ok().map(|token| token.claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_accepted_by_who_signed_it_and_nobody_else() {
        let (ours, theirs) = (Signer::new(&[1; 32]), Signer::new(&[2; 32]));
        let session = Uuid::from_u128(7);
        let token = ours.sign(OrganizationId(Uuid::from_u128(1)), session, None).jwt;
        assert_eq!(ours.check(&token).unwrap().data.session_id, session.to_string());
        assert_eq!(theirs.check(&token), None);
        assert_eq!(ours.check(&format!("{token}x")), None);
    }
}
