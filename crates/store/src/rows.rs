//! Rows of the tables of records, private to the store: each turns into the domain's type and back in one place.

mod assessment;
mod facts;
mod follow_up;
mod fracture;
mod patient;
mod trail;

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use flsdb_domain::wire::records::Withdrawal;

pub use assessment::AssessmentRow;
pub use facts::{DeprivationRow, EpisodeFactsRow, FollowUpFacts, HeadFacts};
pub use follow_up::{FollowUpRow, RefractureRow, WEEK_16, WEEK_52};
pub use fracture::FractureRow;
pub use patient::PatientRow;
pub use trail::{AuditRow, FindingRow, VersionRow};

use crate::{
    AuthorKind,
    columns::{Code, Fields, utc},
    states::Mark,
};

/// The mark of a row.
pub fn mark(version: i64, at: NaiveDateTime, by: String, kind: Code<AuthorKind>) -> Mark {
    Mark {
        version,
        at: utc(at),
        by,
        kind: kind.0,
        machine_fields: BTreeSet::new(),
    }
}

/// The mark of a row of the data set, some of whose answers machines may have written.
fn section_mark(mark: Mark, machine_fields: Fields) -> Mark {
    Mark {
        machine_fields: machine_fields.into_set(),
        ..mark
    }
}

/// The withdrawal of a row, if it is withdrawn.
fn withdrawal(at: Option<NaiveDateTime>, by: Option<String>, reason: Option<String>) -> Option<Withdrawal> {
    Some(Withdrawal {
        at: utc(at?),
        by: by.unwrap_or_default(),
        reason: reason?,
    })
}
