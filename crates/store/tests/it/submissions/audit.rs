//! The national audit, as it would be: it applies the files of runs and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use flsdb_domain::{
    access::Scope,
    submission::{Reject, RejectPlace},
    wire::submissions::Submission,
};
use flsdb_store::{
    Store,
    submissions::{File, for_each_line},
};

/// What it holds, and the run that it is looking at.
#[derive(Default)]
pub struct Audit {
    /// Lines by key.
    pub held: BTreeMap<String, String>,
    open: Option<Run>,
}

struct Run {
    id: String,
    records: Vec<String>,
    deletions: Vec<String>,
    rejected: BTreeSet<usize>,
    /// What the service had and could tell when the run was started.
    may_leave: BTreeMap<String, String>,
}

/// The lines of both files, headings first.
pub fn files(store: &Store, id: &str) -> [Vec<String>; 2] {
    [File::Records, File::Deletions].map(|file| {
        let mut lines = Vec::new();
        let take = |line: &str| {
            lines.push(line.to_owned());
            Ok(())
        };
        store
            .read(|r| for_each_line(r, &Scope::All, (id, file), take))
            .unwrap();
        lines
    })
}

/// The key of a line: all but its last cell.
fn key(line: &str) -> String {
    format!("{}\n", line.rsplit_once(',').unwrap().0)
}

impl Audit {
    pub fn open_id(&self) -> Option<&str> {
        self.open.as_ref().map(|run| run.id.as_str())
    }

    pub fn files_of_open(&self) -> [Vec<String>; 2] {
        let run = self.open.as_ref().unwrap();
        let with = |headings: &str, lines: &[String]| [&[headings.to_owned()], lines].concat();
        [
            with("number,day,site\n", &run.records),
            with("number,day\n", &run.deletions),
        ]
    }

    /// Gets the files of a run that was just started.
    pub fn open(&mut self, store: &Store, run: Submission, may_leave: BTreeMap<String, String>) {
        let [mut records, mut deletions] = files(store, &run.id);
        assert_eq!(
            (records.remove(0), deletions.remove(0)),
            ("number,day,site\n".into(), "number,day\n".into())
        );
        let counts = &run.counts;
        assert_eq!(records.len() as i64, counts.in_file());
        assert_eq!(deletions.len() as i64, counts.deletions);
        assert_eq!(may_leave.len() as i64, counts.in_file() + counts.unchanged);
        self.open = Some(Run {
            id: run.id,
            records,
            deletions,
            rejected: BTreeSet::new(),
            may_leave,
        });
    }

    /// Rejects each row that is a multiple; by number and by key in turn. A later list stands in the place of an earlier one.
    pub fn reject(&mut self, multiple: usize) -> Vec<Reject> {
        let run = self.open.as_mut().unwrap();
        let chosen = (0..run.records.len()).filter(|at| at % (multiple + 1) == 0);
        run.rejected = chosen.collect();
        let place = |at: usize| match at % 2 {
            0 => RejectPlace::Row(at as i32 + 2),
            _ => RejectPlace::Key(key(&run.records[at])),
        };
        let reject = |at: &usize| Reject {
            line: *at as u64 + 2,
            place: place(*at),
            reason: "no".to_owned(),
        };
        run.rejected.iter().map(reject).collect()
    }

    /// Applies the run: first it deletes, then it takes the rows that it did not reject.
    pub fn accept(&mut self) {
        let run = self.open.take().unwrap();
        for key in &run.deletions {
            assert!(self.held.remove(key).is_some(), "deletes what it holds: {key}");
        }
        for (at, line) in run.records.iter().enumerate() {
            if !run.rejected.contains(&at) {
                self.held.insert(key(line), line.clone());
            }
        }
        let rejected: BTreeSet<String> = run.rejected.iter().map(|at| key(&run.records[*at])).collect();
        for (key, line) in &run.may_leave {
            assert!(
                rejected.contains(key) || self.held.get(key) == Some(line),
                "{key}"
            );
        }
        for key in self.held.keys() {
            assert!(run.may_leave.contains_key(key), "holds what may not leave: {key}");
        }
    }

    pub fn abandon(&mut self) {
        self.open = None;
    }
}
