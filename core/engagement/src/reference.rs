//! The short reference a customer can read out on the telephone.

use eyeline_model::EscalationId;

/// Letters and digits that cannot be taken for one another: no I, L, O, U, 0 or 1.
const ALPHABET: &[u8; 30] = b"ABCDEFGHJKMNPQRSTVWXYZ23456789";

/// Five characters, as in `A7K-2Q`. Short enough to say, and so neither secret nor certainly unique.
pub(crate) fn of(escalation: EscalationId) -> String {
    let mut rest = escalation.0.as_u128();
    let mut characters = [0; 5];
    for character in &mut characters {
        *character = ALPHABET[(rest % ALPHABET.len() as u128) as usize];
        rest /= ALPHABET.len() as u128;
    }
    let [a, b, c, d, e] = characters.map(char::from);
    format!("{a}{b}{c}-{d}{e}")
}
