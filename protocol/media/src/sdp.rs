//! What session descriptions say beyond what str0m reads: which video is a shared screen.

use crate::Content;

/// The longest description that is looked at. A browser's offer with thirty lines has about 60 kB.
pub const MAX_SDP_BYTES: usize = 256 * 1024;

/// The most media lines that one leg may have.
pub(crate) const MAX_MEDIA_LINES: usize = 128;

/// A session description was not accepted. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum SdpError {
    /// It is longer than [`MAX_SDP_BYTES`], or has too many media lines.
    #[error("the session description is too large")]
    TooLarge,
    /// It is not a session description.
    #[error("the session description cannot be read: {0}")]
    Unreadable(#[from] str0m::error::SdpError),
    /// It asks for something that cannot be, such as a leg without encryption.
    #[error("the session description is refused: {0}")]
    Refused(#[from] str0m::RtcError),
    /// The leg it is meant for has gone.
    #[error("the leg has gone")]
    NoLeg,
}

/// Refuses descriptions whose mere size would cost too much.
pub(crate) fn check_size(sdp: &str) -> Result<(), SdpError> {
    let media_lines = sdp.lines().filter(|line| line.starts_with("m=")).count();
    if sdp.len() > MAX_SDP_BYTES || media_lines > MAX_MEDIA_LINES {
        return Err(SdpError::TooLarge);
    }
    Ok(())
}

/// The media ids of a description, each with what its line says it carries: RFC 4796 `a=content`.
pub(crate) fn lines(sdp: &str) -> Vec<(&str, Option<Content>)> {
    let sections = sdp.split("\nm=").skip(1);
    let described = sections.filter_map(|section| {
        let value =
            |attribute: &str| section.lines().find_map(|line| line.strip_prefix(attribute)).map(str::trim);
        let content = value("a=content:").map(|content| match content {
            "slides" => Content::Slides,
            _ => Content::Main,
        });
        Some((value("a=mid:")?, content))
    });
    described.collect()
}

/// Adds attribute lines to each media section, right after its media id.
pub(crate) fn annotate(sdp: &str, attributes: impl Fn(&str) -> Vec<String>) -> String {
    let mut annotated = String::with_capacity(sdp.len() + 256);
    for line in sdp.lines() {
        annotated.push_str(line);
        annotated.push_str("\r\n");
        let Some(mid) = line.strip_prefix("a=mid:") else { continue };
        for attribute in attributes(mid.trim()) {
            annotated.push_str(&attribute);
            annotated.push_str("\r\n");
        }
    }
    annotated
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OFFER: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=content:main\r\na=mid:1\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:2\r\na=content:slides\r\n";

    #[test]
    fn contents_are_found_wherever_they_stand_in_their_section() {
        let expected = [("0", None), ("1", Some(Content::Main)), ("2", Some(Content::Slides))];
        assert_eq!(lines(OFFER), expected);
    }

    #[test]
    fn annotations_follow_the_media_id() {
        let annotated = annotate(OFFER, |mid| if mid == "0" { vec!["a=x".to_owned()] } else { Vec::new() });
        assert!(annotated.contains("a=mid:0\r\na=x\r\nm=video"));
        assert_eq!(annotated.replace("a=x\r\n", ""), OFFER);
    }

    #[test]
    fn a_description_with_a_thousand_lines_is_too_large() {
        assert!(matches!(check_size(&"m=audio 9\n".repeat(1_000)), Err(SdpError::TooLarge)));
    }

    proptest! {
        #[test]
        fn no_text_upsets_the_reader(text in "\\PC*", cut in 0usize..400) {
            lines(&text);
            annotate(&text, |mid| vec![format!("a=content:{mid}")]);
            let cut = OFFER.char_indices().map(|(at, _)| at).take(cut).last().unwrap_or(0);
            lines(&OFFER[..cut]);
        }
    }
}
