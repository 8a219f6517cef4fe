//! How each kind of value is read and written.

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::{Answer, Fault, Kind, TEXT_MAX, Value};
use crate::{
    NhsNumber, Postcode, Refracture,
    dates::{parse_date, parse_iso},
    finding::FindingCode,
    measures::{
        Height, Measure, MeasureFault, Percent, RefractureCount, TScore, Weight, measure, measure_text,
        parse_measure,
    },
    vocabulary::{Coded, nearest_label},
};

fn text_of(json: &Json, code: FindingCode) -> Result<&str, Fault> {
    json.as_str()
        .ok_or_else(|| Fault::new(code, "Give a text in quotes"))
}

impl<T: Coded> Value for T {
    fn kind() -> Kind {
        Kind::Options(T::choices().iter().map(|c| (c.token, c.label)).collect())
    }
    fn from_text(text: &str) -> Result<Self, Fault> {
        Coded::from_text(text).ok_or_else(|| {
            let nearest = nearest_label::<T>(text).unwrap_or_default();
            Fault::new(
                FindingCode::OptionUnknown,
                format!("This is not in the list. The nearest option is {nearest}"),
            )
        })
    }
    fn to_text(&self) -> String {
        self.label().to_owned()
    }
    fn from_json(json: &Json) -> Result<Self, Fault> {
        let text = text_of(json, FindingCode::OptionUnknown)?;
        T::from_token(text).ok_or_else(|| {
            let tokens = T::choices()
                .iter()
                .map(|c| c.token)
                .collect::<Vec<_>>()
                .join(", ");
            Fault::new(
                FindingCode::OptionUnknown,
                format!("This is not in the list. Give one of: {tokens}"),
            )
        })
    }
}

impl Value for NaiveDate {
    fn kind() -> Kind {
        Kind::Date
    }
    fn from_text(text: &str) -> Result<Self, Fault> {
        parse_date(text).map_err(|fault| Fault::new(FindingCode::DateInvalid, fault))
    }
    fn to_text(&self) -> String {
        self.format("%Y-%m-%d").to_string()
    }
    fn from_json(json: &Json) -> Result<Self, Fault> {
        let text = text_of(json, FindingCode::DateInvalid)?;
        parse_iso(text).map_err(|fault| Fault::new(FindingCode::DateInvalid, fault))
    }
}

impl Value for NhsNumber {
    fn kind() -> Kind {
        Kind::Text
    }
    fn from_text(text: &str) -> Result<Self, Fault> {
        NhsNumber::parse(text).map_err(|fault| Fault::new(FindingCode::NhsNumberInvalid, fault))
    }
    fn to_text(&self) -> String {
        self.to_string()
    }
    fn from_json(json: &Json) -> Result<Self, Fault> {
        NhsNumber::from_text(text_of(json, FindingCode::NhsNumberInvalid)?)
    }
}

impl Value for Postcode {
    fn kind() -> Kind {
        Kind::Text
    }
    fn from_text(text: &str) -> Result<Self, Fault> {
        Postcode::parse(text).map_err(|fault| Fault::new(FindingCode::PostcodeInvalid, fault))
    }
    fn to_text(&self) -> String {
        self.to_string()
    }
    fn from_json(json: &Json) -> Result<Self, Fault> {
        Postcode::from_text(text_of(json, FindingCode::PostcodeInvalid)?)
    }
}

impl Value for String {
    fn kind() -> Kind {
        Kind::Text
    }
    /// Blanks only: a tab or a line end beside other characters is told to the sender.
    fn trim(text: &str) -> &str {
        if text.trim().is_empty() {
            return "";
        }
        text.trim_matches(|c: char| c.is_whitespace() && !c.is_control())
    }
    fn from_text(text: &str) -> Result<Self, Fault> {
        let fault = |message| Err(Fault::new(FindingCode::TextInvalid, message));
        if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            fault("A spreadsheet would run this text as a formula. Begin with a letter or a digit")
        } else if text.chars().any(char::is_control) {
            fault("The text holds control characters. Type it again")
        } else if text.chars().count() > TEXT_MAX {
            fault("The text is too long: 100 characters at most")
        } else {
            Ok(text.to_owned())
        }
    }
    fn to_text(&self) -> String {
        self.clone()
    }
    fn from_json(json: &Json) -> Result<Self, Fault> {
        let text = text_of(json, FindingCode::TextInvalid)?;
        match Self::trim(text) {
            "" => Err(Fault::new(
                FindingCode::TextInvalid,
                "The text is empty. Leave the field out or give null",
            )),
            trimmed => String::from_text(trimmed),
        }
    }
}

impl Value for Refracture {
    fn kind() -> Kind {
        Kind::Records
    }
    /// `2024-06-17, Hip`, as forms have it; no file has this column.
    fn from_text(text: &str) -> Result<Self, Fault> {
        let (day, site) = text.split_once(',').unwrap_or((text, ""));
        let mut refracture = Refracture {
            fractured_on: NaiveDate::from_text(day.trim())?,
            site: None,
        };
        refracture.site.read_text(site)?;
        Ok(refracture)
    }
    fn to_text(&self) -> String {
        match self.site {
            Some(site) => format!("{}, {}", self.fractured_on.to_text(), site.to_text()),
            None => self.fractured_on.to_text(),
        }
    }
    fn from_json(json: &Json) -> Result<Self, Fault> {
        let read: Self = serde_json::from_value(json.clone()).map_err(|_| {
            Fault::new(
                FindingCode::DateInvalid,
                "Give each fracture as {\"fractured_on\": \"2024-06-17\", \"site\": \"hip\"}",
            )
        })?;
        // A day of another millennium is none that an answer has.
        NaiveDate::from_text(&read.fractured_on.to_string())?;
        Ok(read)
    }
}

fn measure_kind<M: Measure>() -> Kind {
    Kind::Number {
        min: M::MIN,
        max: M::MAX,
        unit: M::UNIT,
    }
}

fn fault_of_measure(fault: MeasureFault) -> Fault {
    let code = match fault {
        MeasureFault::NotANumber(_) => FindingCode::NumberInvalid,
        MeasureFault::OutOfRange(_) => FindingCode::NumberOutOfRange,
    };
    Fault::new(code, fault)
}

fn measure_from_json<M: Measure>(json: &Json) -> Result<M, Fault> {
    let value = json
        .as_f64()
        .ok_or_else(|| Fault::new(FindingCode::NumberInvalid, "Give a number, not in quotes"))?;
    measure(value).map_err(fault_of_measure)
}

impl Value for Height {
    fn kind() -> Kind {
        measure_kind::<Self>()
    }
    fn from_text(text: &str) -> Result<Self, Fault> {
        parse_measure(text).map_err(fault_of_measure)
    }
    fn to_text(&self) -> String {
        measure_text(*self)
    }
    fn from_json(json: &Json) -> Result<Self, Fault> {
        measure_from_json(json)
    }
}

impl Value for Weight {
    fn kind() -> Kind {
        measure_kind::<Self>()
    }
    fn from_text(text: &str) -> Result<Self, Fault> {
        parse_measure(text).map_err(fault_of_measure)
    }
    fn to_text(&self) -> String {
        measure_text(*self)
    }
    fn from_json(json: &Json) -> Result<Self, Fault> {
        measure_from_json(json)
    }
}

impl Value for TScore {
    fn kind() -> Kind {
        measure_kind::<Self>()
    }
    fn from_text(text: &str) -> Result<Self, Fault> {
        parse_measure(text).map_err(fault_of_measure)
    }
    fn to_text(&self) -> String {
        measure_text(*self)
    }
    fn from_json(json: &Json) -> Result<Self, Fault> {
        measure_from_json(json)
    }
}

impl Value for Percent {
    fn kind() -> Kind {
        measure_kind::<Self>()
    }
    fn from_text(text: &str) -> Result<Self, Fault> {
        parse_measure(text).map_err(fault_of_measure)
    }
    fn to_text(&self) -> String {
        measure_text(*self)
    }
    fn from_json(json: &Json) -> Result<Self, Fault> {
        measure_from_json(json)
    }
}

impl Value for RefractureCount {
    fn kind() -> Kind {
        measure_kind::<Self>()
    }
    fn from_text(text: &str) -> Result<Self, Fault> {
        parse_measure(text).map_err(fault_of_measure)
    }
    fn to_text(&self) -> String {
        measure_text(*self)
    }
    fn from_json(json: &Json) -> Result<Self, Fault> {
        measure_from_json(json)
    }
}
