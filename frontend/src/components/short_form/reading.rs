//! What is read of a short form, and what has to be mended.

use std::borrow::Cow;

use chrono::NaiveDate;
use flsdb_domain::{dates::parse_date, vocabulary::Coded, wire::WireFinding};
use validator::{Validate, ValidationError};

use super::input::id;
use crate::{
    api::ApiError,
    components::{error_summary::Fault, states::told_in_a_line},
    format,
    texts::form as shared,
};

/// What was typed, input after input.
pub struct Texts<'a> {
    texts: std::slice::Iter<'a, String>,
    /// What has to be mended so far.
    pub faults: Vec<Fault>,
}

impl<'a> Texts<'a> {
    /// The texts, in the order of the inputs.
    pub fn of(texts: &'a [String]) -> Self {
        Texts {
            texts: texts.iter(),
            faults: Vec::new(),
        }
    }

    /// The next text, if it is not blank.
    pub fn text(&mut self) -> Option<String> {
        let text = self.texts.next()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The next text as a day.
    pub fn day(&mut self, name: &str) -> Option<NaiveDate> {
        let text = self.text()?;
        match parse_date(&text) {
            Ok(day) => Some(day),
            Err(fault) => {
                self.fault(name, &fault.to_string());
                None
            }
        }
    }

    /// The next text as the day that has to be given.
    pub fn needed_day(&mut self, name: &str) -> Option<NaiveDate> {
        let faults = self.faults.len();
        let day = self.day(name);
        if day.is_none() && self.faults.len() == faults {
            self.fault(name, shared::GIVE_DAY);
        }
        day
    }

    /// The next text as the option that has to be chosen.
    pub fn option<T: Coded>(&mut self, name: &str) -> Option<T> {
        self.option_or(name, shared::GIVE)
    }

    /// The same with what is told when none is chosen.
    pub fn option_or<T: Coded>(&mut self, name: &str, message: &str) -> Option<T> {
        let chosen = self.text().and_then(|token| T::from_token(&token));
        if chosen.is_none() {
            self.fault(name, message);
        }
        chosen
    }

    /// The next text as options.
    pub fn options<T: Coded>(&mut self) -> Vec<T> {
        let text = self.text().unwrap_or_default();
        text.split(';').filter_map(T::from_token).collect()
    }

    /// What was read, if the rules of form hold too.
    ///
    /// # Errors
    /// What has to be mended, input by input.
    pub fn finish<T: Validate>(mut self, read: T) -> Result<T, Vec<Fault>> {
        self.faults.extend(of_form(&read));
        if self.faults.is_empty() {
            Ok(read)
        } else {
            Err(self.faults)
        }
    }

    /// Something has to be mended at the input of this name.
    pub fn fault(&mut self, name: &str, message: &str) {
        self.faults.push(fault(name, message));
    }
}

/// What the rules of form say, input by input.
pub fn of_form(entry: &impl Validate) -> Vec<Fault> {
    let Err(errors) = entry.validate() else {
        return vec![];
    };
    let fields = errors.field_errors().into_iter();
    let first = |(name, errors): (Cow<'static, str>, &Vec<ValidationError>)| {
        let message = errors.iter().find_map(|error| error.message.as_deref());
        fault(&name, message.unwrap_or(shared::TOO_LONG))
    };
    fields.map(first).collect()
}

/// Findings of the server, or of the domain, as faults at their inputs.
pub fn told(findings: &[WireFinding]) -> Vec<Fault> {
    let at = |finding: &WireFinding| {
        let name = finding.pointer.rsplit('/').next().unwrap_or_default();
        fault(name, &finding.message)
    };
    findings.iter().map(at).collect()
}

/// Something has to be mended at the input of this name.
pub fn fault(name: &str, message: &str) -> Fault {
    Fault {
        target: Some(id(name)),
        message: message.to_owned(),
        follow: None,
    }
}

/// What the server said: at inputs, or in general.
pub fn refused(error: &ApiError) -> Vec<Fault> {
    let general = |message| {
        vec![Fault {
            target: None,
            message,
            follow: None,
        }]
    };
    match error.problem() {
        Some(problem) if !problem.findings.is_empty() => told(&problem.findings),
        Some(problem) => match &problem.current {
            Some(current) => {
                let at = format::moment(current.changed_at);
                let parts = [
                    shared::CHANGED_BY,
                    &current.changed_by,
                    shared::CHANGED_AT,
                    &at,
                    shared::CHANGED_KEPT,
                ];
                general(parts.concat())
            }
            None => general(told_in_a_line(error)),
        },
        None => general(told_in_a_line(error)),
    }
}
