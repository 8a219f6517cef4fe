//! Pseudonymised records as CSV: the headings of exports, a service after the other.

use std::io::Write;

use flsdb_domain::{Episode, ServiceCode, pseudonym};

use crate::WriteError;

/// Writes the pseudonymised records of services as CSV. Memory holds those of one service: they are sorted by pseudonym, as their
/// order by NHS number would tell something of the numbers.
pub struct PseudonymWriter<W: Write> {
    csv: csv::Writer<W>,
    rows: Vec<Vec<String>>,
}

impl<W: Write> PseudonymWriter<W> {
    /// Begins a file with its headings; the first column is `service`.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn new(out: W) -> Result<Self, WriteError> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_field("service")?;
        for question in pseudonym::columns() {
            csv.write_field(question.heading().as_ref())?;
        }
        csv.write_record(None::<&[u8]>)?;
        Ok(PseudonymWriter {
            csv,
            rows: Vec::new(),
        })
    }

    /// Takes a record of the present service; `person` stands for the NHS number.
    pub fn take(&mut self, episode: &Episode, person: &str) {
        let cells = pseudonym::columns().map(|question| pseudonym::cell(question, episode, person));
        self.rows.push(cells.collect());
    }

    /// Writes what was taken, as the records of this service.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end_service(&mut self, service: ServiceCode) -> Result<(), WriteError> {
        self.rows.sort_unstable();
        for row in self.rows.drain(..) {
            self.csv.write_field(service.as_str())?;
            self.csv.write_record(&row)?;
        }
        Ok(())
    }

    /// Ends the file and gives its receiver back.
    ///
    /// # Errors
    /// When the rest of the file cannot be written.
    pub fn finish(self) -> Result<W, WriteError> {
        self.csv.into_inner().map_err(|error| error.into_error().into())
    }
}
