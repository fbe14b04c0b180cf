//! Amounts of money, and the codes and symbols of ISO 4217.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::fixed_text;

/// An amount of money. Either part may be missing while the whole is set.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Currency {
    /// How much.
    pub amount: Option<Decimal>,
    /// Of what: three letters of ISO 4217.
    pub code: Option<Arc<str>>,
}

impl Currency {
    /// `10.00|USD`; what is missing leaves its side empty.
    pub fn text(&self, places: u32) -> String {
        let amount = self.amount.map(|amount| fixed_text(amount, places)).unwrap_or_default();
        format!("{amount}|{}", self.code.as_deref().unwrap_or_default())
    }
}

/// The symbol of a currency, or its code if it has none of its own; none if there is no such currency.
/// The symbols are those of the Unicode CLDR for English.
pub(crate) fn symbol(code: &str) -> Option<&'static str> {
    let of_its_own = SYMBOLS.iter().find(|(known, _)| known.eq_ignore_ascii_case(code));
    of_its_own.map(|(_, symbol)| *symbol).or_else(|| canonical(code))
}

/// The code in capitals; none if there is no such currency.
pub(crate) fn canonical(code: &str) -> Option<&'static str> {
    CODES.split_ascii_whitespace().find(|known| known.eq_ignore_ascii_case(code))
}

/// ISO 4217, with some that are history but still written.
const CODES: &str = "\
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BYR \
    BZD CAD CDF CHF CLP CNY COP CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS \
    GIP GMD GNF GTQ GWP GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW \
    KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LVL LYD MAD MDL MGA MKD MMK MNT MOP MRO MRU MUR MVR MWK MXN \
    MYR MZE MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR \
    SDG SEK SGD SHP SKK SLE SLL SOS SRD SSP STD STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH \
    UGX USD UYU UZS VED VEF VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL";

const SYMBOLS: &[(&str, &str)] = &[
    ("AUD", "A$"),
    ("BRL", "R$"),
    ("CAD", "CA$"),
    ("CNY", "CN¥"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("HKD", "HK$"),
    ("ILS", "₪"),
    ("INR", "₹"),
    ("JPY", "¥"),
    ("KRW", "₩"),
    ("MXN", "MX$"),
    ("NZD", "NZ$"),
    ("THB", "฿"),
    ("TWD", "NT$"),
    ("USD", "$"),
    ("VND", "₫"),
    ("XAF", "FCFA"),
    ("XCD", "EC$"),
    ("XOF", "CFA"),
    ("XPF", "CFPF"),
];
