//! Answers written result by result, so that a large grid takes no more memory than its counts.

use std::io::{self, Write};

use flsdb_domain::wire::kpis::{KpiResult, KpiResults};
use flsdb_kpi::{Grid, Shape, columns, heading, headings, row};

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
        if let Some(found) = &self.concealed {
            return found.clone();
        }
        let grid = self.grid();
        let results = grid.results().collect();
        KpiResults {
            results,
            ..self.heading()
        }
    }

    fn each(&self, mut take: impl FnMut(&KpiResult) -> io::Result<()>) -> io::Result<()> {
        match &self.concealed {
            Some(found) => found.results.iter().try_for_each(take),
            None => self.grid().results().try_for_each(|result| take(&result)),
        }
    }

    /// What the answer depends on: the data, the question with its day filled in, the definitions, the software, the rule
    /// of disclosure control.
    pub fn tag(&self, form: Form) -> Tag {
        let set = self.asked.query.set.set();
        let content = format!("{:?} {:?} {} {form:?}", self.asked, self.source, set.hash());
        let services = self.loaded.services.iter();
        let services: String = services.map(|info| info.code.to_string()).collect();
        // Which services are whole depends on the caller.
        let concealed = format!("{:?}", self.concealed);
        Tag::hash(format!("{content} {services} {concealed}").as_bytes())
    }

    /// Writes the values.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, form: Form, out: &mut impl Write) -> io::Result<()> {
        match (form, self.asked.shape) {
            (Form::Csv, _) => self.write_csv(out),
            (Form::Json, Shape::Full) => self.write_full(out),
            (Form::Json, Shape::Columns) => match &self.concealed {
                Some(found) => Ok(serde_json::to_writer(out, &columns(found.clone()))?),
                None => self.grid().write_columns(self.heading(), out),
            },
        }
    }

    /// [`KpiResults`] with its list, which comes last, written as it is made.
    fn write_full(&self, out: &mut impl Write) -> io::Result<()> {
        let heading = serde_json::to_string(&self.heading())?;
        out.write_all(heading.trim_end_matches("]}").as_bytes())?;
        let mut between: &[u8] = b"";
        let mut text = Vec::new();
        self.each(|result| {
            // A result is some hundred bits of a few bytes, which memory takes best.
            text.clear();
            text.extend_from_slice(between);
            between = b",";
            serde_json::to_writer(&mut text, result)?;
            out.write_all(&text)
        })?;
        out.write_all(b"]}")
    }

    fn write_csv(&self, out: &mut impl Write) -> io::Result<()> {
        let heading = self.heading();
        let by = &self.asked.query.by;
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(headings(by))?;
        self.each(|result| Ok(writer.write_record(row(&heading, by, result))?))?;
        writer.flush()
    }

    fn grid(&self) -> Grid<'_> {
        Grid::new(&self.asked.query, &self.loaded.services, &self.loaded.cohorts)
    }

    fn heading(&self) -> KpiResults {
        if let Some(found) = &self.concealed {
            return KpiResults {
                results: Vec::new(),
                ..found.clone()
            };
        }
        heading(&self.asked.query, &self.loaded.services, self.source.clone())
    }
}
