//! What comes back of a submission: the rows that the audit rejected.

/// A row that the audit rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The row of the audit's list; its headings are row 1.
    pub line: u64,
    /// Which row of the file it means.
    pub place: RejectPlace,
    /// Why, in the audit's words.
    pub reason: String,
}

/// Which row of the file a reject means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RejectPlace {
    /// The one with this number; the headings are row 1.
    Row(i32),
    /// The one of the record with this key, a line of the file of deletions.
    Key(String),
}
