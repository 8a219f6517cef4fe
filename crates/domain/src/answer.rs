//! Answers: how each kind of value is read from text and JSON, and written again.

mod values;

use serde_json::Value as Json;

use crate::{finding::FindingCode, vocabulary::tidy};

/// Longest text that a text field holds, in characters.
pub const TEXT_MAX: usize = 100;
/// Longest list that an answer holds: as many re-fractures as 7.06 can count.
pub const LIST_MAX: usize = 20;

/// Why a cell or a JSON value is no answer to its question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The code of the finding.
    pub code: FindingCode,
    /// How to mend it.
    pub message: String,
}

impl Fault {
    fn new(code: FindingCode, message: impl ToString) -> Self {
        Fault {
            code,
            message: message.to_string(),
        }
    }
}

/// What kind of answer a question takes: forms choose their control by it, spreadsheets their cell type.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A day.
    Date,
    /// A number from `min` to `max`, in `unit`.
    Number {
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
        /// Unit, for instance `cm`.
        unit: &'static str,
    },
    /// Free text, an NHS number or a postcode.
    Text,
    /// One of these options: token and label.
    Options(Vec<(&'static str, &'static str)>),
    /// True or false.
    Flag,
    /// A list of records; JSON only.
    Records,
}

/// A single value.
pub trait Value: Sized + Clone + PartialEq + Send + Sync {
    /// What kind of answer it is.
    fn kind() -> Kind;
    /// The text of a cell without the blanks round it.
    fn trim(text: &str) -> &str {
        text.trim()
    }
    /// Reads what a person or a file wrote; the text is trimmed and not empty.
    ///
    /// # Errors
    /// The finding's code and message.
    fn from_text(text: &str) -> Result<Self, Fault>;
    /// As exports write it.
    fn to_text(&self) -> String;
    /// Reads what JSON carries: exact tokens, ISO dates, true numbers.
    ///
    /// # Errors
    /// The finding's code and message.
    fn from_json(json: &Json) -> Result<Self, Fault>;
}

/// The answer to a question in a record: blank, one value or several.
pub trait Answer {
    /// What kind of answer the question takes.
    fn kind(&self) -> Kind;
    /// Whether several values may be given, joined by `;`.
    fn takes_several(&self) -> bool;
    /// Whether the question is not answered. Never the same as "Don't know".
    fn is_blank(&self) -> bool;
    /// As exports write it; empty when blank.
    fn text(&self) -> String;
    /// Makes the answer blank.
    fn clear(&mut self);
    /// Takes the answer from text; an empty text makes it blank. On a fault the answer is blank.
    ///
    /// # Errors
    /// The finding's code and message.
    fn read_text(&mut self, text: &str) -> Result<(), Fault>;
    /// Takes the answer from JSON; null makes it blank. On a fault the answer is blank.
    ///
    /// # Errors
    /// The finding's code and message.
    fn read_json(&mut self, json: &Json) -> Result<(), Fault>;
    /// Fills the answer with something valid; for tests of the table of questions.
    #[cfg(test)]
    fn fill_with_sample(&mut self);
}

#[cfg(test)]
fn sample<A: Answer + ?Sized>(answer: &mut A) {
    let samples = [
        "9434765919",
        "NE19 2BX",
        "2024-06-17",
        "150",
        "1",
        "yes",
        "true",
        "2024-06-17, hip",
    ];
    let options = match answer.kind() {
        Kind::Options(options) => options.into_iter().map(|(token, _)| token).collect(),
        _ => vec![],
    };
    let found = options
        .into_iter()
        .chain(samples)
        .any(|text| answer.read_text(text).is_ok());
    assert!(found, "no sample fits");
}

impl<T: Value> Answer for Option<T> {
    fn kind(&self) -> Kind {
        T::kind()
    }
    fn takes_several(&self) -> bool {
        false
    }
    fn is_blank(&self) -> bool {
        self.is_none()
    }
    fn text(&self) -> String {
        self.as_ref().map(T::to_text).unwrap_or_default()
    }
    fn clear(&mut self) {
        *self = None;
    }
    fn read_text(&mut self, text: &str) -> Result<(), Fault> {
        self.clear();
        let trimmed = T::trim(text);
        if !trimmed.is_empty() {
            *self = Some(T::from_text(trimmed)?);
        }
        Ok(())
    }
    fn read_json(&mut self, json: &Json) -> Result<(), Fault> {
        self.clear();
        if !json.is_null() {
            *self = Some(T::from_json(json)?);
        }
        Ok(())
    }
    #[cfg(test)]
    fn fill_with_sample(&mut self) {
        sample(self);
    }
}

impl<T: Value> Answer for Vec<T> {
    fn kind(&self) -> Kind {
        T::kind()
    }
    fn takes_several(&self) -> bool {
        true
    }
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
    fn text(&self) -> String {
        self.iter().map(T::to_text).collect::<Vec<_>>().join(";")
    }
    fn clear(&mut self) {
        self.truncate(0);
    }
    fn read_text(&mut self, text: &str) -> Result<(), Fault> {
        self.clear();
        let values = text
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(T::from_text);
        *self = without_repeats(values)?;
        Ok(())
    }
    fn read_json(&mut self, json: &Json) -> Result<(), Fault> {
        self.clear();
        match json {
            Json::Null => {}
            Json::Array(values) => *self = without_repeats(values.iter().map(T::from_json))?,
            _ => return Err(Fault::new(FindingCode::OptionUnknown, "Give a list, even of one")),
        }
        Ok(())
    }
    #[cfg(test)]
    fn fill_with_sample(&mut self) {
        sample(self);
    }
}

fn without_repeats<T: Value>(values: impl Iterator<Item = Result<T, Fault>>) -> Result<Vec<T>, Fault> {
    let mut kept = Vec::new();
    for value in values {
        let value = value?;
        if !kept.contains(&value) {
            kept.push(value);
        }
        if kept.len() > LIST_MAX {
            let message = format!("Give {LIST_MAX} at most");
            return Err(Fault::new(FindingCode::NumberOutOfRange, message));
        }
    }
    Ok(kept)
}

impl Answer for bool {
    fn kind(&self) -> Kind {
        Kind::Flag
    }
    fn takes_several(&self) -> bool {
        false
    }
    fn is_blank(&self) -> bool {
        !*self
    }
    fn text(&self) -> String {
        if *self { "true".to_owned() } else { String::new() }
    }
    fn clear(&mut self) {
        *self = false;
    }
    fn read_text(&mut self, text: &str) -> Result<(), Fault> {
        *self = match tidy(text).as_str() {
            "" | "false" | "no" => false,
            "true" | "yes" => true,
            _ => return Err(Fault::new(FindingCode::OptionUnknown, "Give true or false")),
        };
        Ok(())
    }
    fn read_json(&mut self, json: &Json) -> Result<(), Fault> {
        *self = match json {
            Json::Null => false,
            Json::Bool(flag) => *flag,
            _ => return Err(Fault::new(FindingCode::OptionUnknown, "Give true or false")),
        };
        Ok(())
    }
    #[cfg(test)]
    fn fill_with_sample(&mut self) {
        sample(self);
    }
}
