//! Answers written result by result, so that a large grid takes no more memory than its counts.

use std::io::{self, Write};

use flsdb_domain::wire::kpis::KpiResults;
use flsdb_kpi::{Grid, Shape, heading, headings, row};

use super::Prepared;
use crate::conditions::Tag;

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The document, of the shape asked for.
    Json,
    /// A row for each group and KPI.
    Csv,
}

impl Prepared {
    /// The values with everything that a result carries.
    pub fn results(&self) -> KpiResults {
        let grid = self.grid();
        let results = grid.results().collect();
        KpiResults {
            results,
            ..self.heading()
        }
    }

    /// What the answer depends on: the data, the question with its day filled in, the definitions, the software, the rule
    /// of disclosure control.
    pub fn tag(&self, form: Form) -> Tag {
        let set = self.asked.query.set.set();
        let content = format!("{:?} {:?} {} {form:?}", self.asked, self.source, set.hash());
        let services = self.loaded.services.iter();
        let services: String = services.map(|info| info.code.to_string()).collect();
        Tag::hash(format!("{content} {services}").as_bytes())
    }

    /// Writes the values.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, form: Form, out: &mut impl Write) -> io::Result<()> {
        match (form, self.asked.shape) {
            (Form::Csv, _) => self.write_csv(out),
            (Form::Json, Shape::Full) => self.write_full(out),
            (Form::Json, Shape::Columns) => self.grid().write_columns(self.heading(), out),
        }
    }

    /// [`KpiResults`] with its list, which comes last, written as it is made.
    fn write_full(&self, out: &mut impl Write) -> io::Result<()> {
        let heading = serde_json::to_string(&self.heading())?;
        out.write_all(heading.trim_end_matches("]}").as_bytes())?;
        let mut between: &[u8] = b"";
        for result in self.grid().results() {
            out.write_all(between)?;
            serde_json::to_writer(&mut *out, &result)?;
            between = b",";
        }
        out.write_all(b"]}")
    }

    fn write_csv(&self, out: &mut impl Write) -> io::Result<()> {
        let heading = self.heading();
        let by = &self.asked.query.by;
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(headings(by))?;
        for result in self.grid().results() {
            writer.write_record(row(&heading, by, &result))?;
        }
        writer.flush()
    }

    fn grid(&self) -> Grid<'_> {
        Grid::new(&self.asked.query, &self.loaded.services, &self.loaded.cohorts)
    }

    fn heading(&self) -> KpiResults {
        heading(&self.asked.query, &self.loaded.services, self.source.clone())
    }
}
