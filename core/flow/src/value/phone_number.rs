//! Telephone numbers and SIP addresses, as far as an expression asks about them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Value;

/// A telephone number, a SIP address, or a text that is neither.
///
/// What it is follows from the text it was made of, so only that is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber {
    /// The text it was made of.
    pub raw: Arc<str>,
}

/// What a number is, which is also what makes two numbers the same.
#[derive(PartialEq, Eq, Debug)]
pub(crate) enum Address {
    /// A telephone number: its digits.
    Tel(String),
    /// A SIP address, with its scheme.
    Sip(String),
    /// Anything else, as it was written.
    Other(String),
}

impl PhoneNumber {
    /// A number of this text.
    pub fn new(raw: impl Into<Arc<str>>) -> Self {
        Self { raw: raw.into() }
    }

    /// What it is. Numbers are the same if this is the same: with or without `tel:`, `+` and separators.
    pub(crate) fn address(&self) -> Address {
        let text = self.raw.trim();
        if let Some(scheme) = scheme(text).filter(|scheme| scheme.starts_with("sip")) {
            return Address::Sip(sip_address(scheme, &text[scheme.len() + 1..]));
        }
        let subscriber = self.subscriber();
        let digits: String = subscriber.chars().filter(char::is_ascii_digit).collect();
        let telephonic = |c: char| c.is_ascii_digit() || "+-.() /".contains(c);
        if digits.is_empty() || !subscriber.chars().all(telephonic) {
            return Address::Other(text.to_owned());
        }
        Address::Tel(digits)
    }

    /// `tel:…`, `sip:…` or `sips:…`; none if it is no address.
    pub(crate) fn uri(&self) -> Option<String> {
        let text = self.raw.trim();
        match self.address() {
            Address::Tel(_) if scheme(text).is_none() => Some(format!("tel:{text}")),
            Address::Tel(_) => Some(text.to_owned()),
            Address::Sip(uri) => Some(uri),
            Address::Other(_) => None,
        }
    }

    pub(super) fn property(&self, name: &str) -> Option<Value> {
        let address = self.address();
        let tel = match &address {
            Address::Tel(digits) => Some(digits.as_str()),
            _ => None,
        };
        match name {
            "raw" => Some(Value::String(self.raw.clone())),
            "uri" => self.uri().map(Value::from),
            "scheme" => match &address {
                Address::Tel(_) => Some("tel".into()),
                Address::Sip(uri) => scheme(uri).map(Value::from),
                Address::Other(_) => None,
            },
            "isTel" => Some(tel.is_some().into()),
            "isSip" => Some(matches!(address, Address::Sip(_)).into()),
            "isGlobal" => Some((tel.is_some() && self.is_global()).into()),
            "e164" => tel.filter(|digits| self.is_e164(digits)).map(|digits| format!("+{digits}").into()),
            "dialingCode" => {
                tel.filter(|digits| self.is_e164(digits)).and_then(country).map(|(code, _)| code.into())
            }
            // The vendor's example takes the country code off a number that is written without its plus.
            "subscriberNumber" => tel.and_then(country).map(|(_, rest)| rest.into()),
            _ => None,
        }
    }

    fn is_global(&self) -> bool {
        self.subscriber().trim_start().starts_with('+')
    }

    fn is_e164(&self, digits: &str) -> bool {
        self.is_global() && country(digits).is_some()
    }

    /// The number without scheme and parameters.
    fn subscriber(&self) -> &str {
        let text = self.raw.trim();
        let after = scheme(text).map_or(text, |scheme| &text[scheme.len() + 1..]);
        after.split(';').next().unwrap_or_default()
    }
}

/// `sip`, `sips` or `tel`, if the text begins with it.
fn scheme(text: &str) -> Option<&'static str> {
    let (before, _) = text.split_once(':')?;
    ["sip", "sips", "tel"].into_iter().find(|scheme| before.eq_ignore_ascii_case(scheme))
}

/// Hosts have no case, and a trailing `@` says nothing.
fn sip_address(scheme: &str, rest: &str) -> String {
    match rest.trim_end_matches('@').rsplit_once('@') {
        Some((user, host)) => format!("{scheme}:{user}@{}", host.to_lowercase()),
        None => format!("{scheme}:{}", rest.trim_end_matches('@').to_lowercase()),
    }
}

/// The dialling code with which international digits begin, and the rest. ITU-T E.164 §6.2.1: 15 digits at the
/// most; no code is the beginning of another.
fn country(digits: &str) -> Option<(&str, &str)> {
    if !(8..=15).contains(&digits.len()) {
        return None;
    }
    let begins = |(_, code): &(&str, &str)| digits.starts_with(code);
    let (_, code) = regions().find(begins)?;
    Some(digits.split_at(code.len()))
}

/// The dialling code of an ISO 3166 region.
pub(crate) fn dialing_code(region: &str) -> Option<&'static str> {
    regions().find(|(known, _)| known.eq_ignore_ascii_case(region)).map(|(_, code)| code)
}

/// Whether some region has this dialling code.
pub(crate) fn is_dialing_code(text: &str) -> bool {
    regions().any(|(_, code)| code == text)
}

fn regions() -> impl Iterator<Item = (&'static str, &'static str)> {
    REGIONS.split_ascii_whitespace().map(|entry| entry.split_at(2))
}

/// ISO 3166 alpha-2, and the dialling code of ITU-T E.164.
const REGIONS: &str = "\
    AD376 AE971 AF93 AG1 AI1 AL355 AM374 AN599 AO244 AQ672 AR54 AS1 AT43 AU61 AW297 AX358 AZ994 BA387 \
    BB1 BD880 BE32 BF226 BG359 BH973 BI257 BJ229 BL590 BM1 BN673 BO591 BQ599 BR55 BS1 BT975 BW267 BY375 \
    BZ501 CA1 CC61 CD243 CF236 CG242 CH41 CI225 CK682 CL56 CM237 CN86 CO57 CR506 CU53 CV238 CW599 CX61 \
    CY357 CZ420 DE49 DJ253 DK45 DM1 DO1 DZ213 EC593 EE372 EG20 EH212 ER291 ES34 ET251 FI358 FJ679 FK500 \
    FM691 FO298 FR33 GA241 GB44 GD1 GE995 GF594 GG44 GH233 GI350 GL299 GM220 GN224 GP590 GQ240 GR30 \
    GS500 GT502 GU1 GW245 GY592 HK852 HN504 HR385 HT509 HU36 ID62 IE353 IL972 IM44 IN91 IO246 IQ964 IR98 \
    IS354 IT39 JE44 JM1 JO962 JP81 KE254 KG996 KH855 KI686 KM269 KN1 KP850 KR82 KW965 KY1 KZ7 LA856 \
    LB961 LC1 LI423 LK94 LR231 LS266 LT370 LU352 LV371 LY218 MA212 MC377 MD373 ME382 MF590 MG261 MH692 \
    MK389 ML223 MM95 MN976 MO853 MP1 MQ596 MR222 MS1 MT356 MU230 MV960 MW265 MX52 MY60 MZ258 NA264 NC687 \
    NE227 NF672 NG234 NI505 NL31 NO47 NP977 NR674 NU683 NZ64 OM968 PA507 PE51 PF689 PG675 PH63 PK92 PL48 \
    PM508 PN64 PR1 PS970 PT351 PW680 PY595 QA974 RE262 RO40 RS381 RU7 RW250 SA966 SB677 SC248 SD249 SE46 \
    SG65 SH290 SI386 SJ47 SK421 SL232 SM378 SN221 SO252 SR597 SS211 ST239 SV503 SX1 SY963 SZ268 TC1 \
    TD235 TG228 TH66 TJ992 TK690 TL670 TM993 TN216 TO676 TR90 TT1 TV688 TW886 TZ255 UA380 UG256 US1 \
    UY598 UZ998 VA39 VC1 VE58 VG1 VI1 VN84 VU678 WF681 WS685 XK383 YE967 YT262 ZA27 ZM260 ZW263";
