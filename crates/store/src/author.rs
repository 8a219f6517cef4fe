//! Who acts, and when: what stamps, history and audit events say.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use flsdb_domain::vocabulary::{Choice, Coded, choice};

/// Who makes a change, in which request, and at what time. The store reads no clock of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Id of the account or client, or a fixed word such as `command-line`.
    pub id: String,
    /// Name as shown: who wrote this version.
    pub name: String,
    /// Person, machine or the system itself.
    pub kind: AuthorKind,
    /// Id of the request, also in the log.
    pub request_id: String,
    /// The time that counts as now.
    pub now: DateTime<Utc>,
    /// The day that counts as today (Europe/London).
    pub today: NaiveDate,
}

/// What kind of author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthorKind {
    /// A signed-in person.
    Person,
    /// A hospital's system.
    Machine,
    /// The software itself: command line, demo data, expiry.
    System,
}

impl Coded for AuthorKind {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<AuthorKind>] = &[
            choice(AuthorKind::Person, "person", "Person"),
            choice(AuthorKind::Machine, "machine", "Machine"),
            choice(AuthorKind::System, "system", "System"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

impl Author {
    /// The software itself, for instance the command line.
    pub fn system(name: &str, now: DateTime<Utc>, today: NaiveDate) -> Self {
        Author {
            id: "system".to_owned(),
            name: name.to_owned(),
            kind: AuthorKind::System,
            request_id: String::new(),
            now,
            today,
        }
    }

    /// Microseconds are what both databases keep.
    pub(crate) fn now_as_kept(&self) -> chrono::NaiveDateTime {
        self.now.naive_utc().trunc_subsecs(6)
    }
}
