//! The document of columns written straight from counts, one walk through the groups: a large grid takes milliseconds.
//! Byte for byte what [`columns`](super::columns) of the results gives; a law holds them together.

use std::{
    io::{self, Write},
    panic::resume_unwind,
    sync::LazyLock,
    thread,
};

use flsdb_domain::{
    kpi::{Exclusion, Kpi},
    wire::kpis::{Amount, KpiColumns, KpiResults},
};

use crate::{
    Grid,
    evaluate::{Audience, Group, Part},
};

/// A grid of more groups than this is large: the second core is worth its call, some hundredths of a millisecond.
const LARGE: usize = 1_000;

impl Grid<'_> {
    /// Writes the counts in columns, under this heading: [`KpiColumns`] as JSON.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_columns(&self, heading: KpiResults, out: &mut impl Write) -> io::Result<()> {
        let set = self.set();
        let mut groups = Vec::new();
        for (part, key, _) in self.groups() {
            part.grouping.write_group(*key, &mut groups);
        }
        let mut columns = self.arrays();
        self.fill(&mut columns)?;
        // The lists come last, in this order.
        let empty = serde_json::to_string(&KpiColumns::new(heading, Vec::new(), Vec::new()))?;
        let start = empty.trim_end_matches("[],\"columns\":[]}");
        out.write_all(start.as_bytes())?;
        out.write_all(b"[")?;
        out.write_all(groups.strip_suffix(b",").unwrap_or(&groups))?;
        out.write_all(b"],\"columns\":[")?;
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                out.write_all(b",")?;
            }
            column.write(set.official_number(column.kpi), out)?;
        }
        out.write_all(b"]}")
    }
}

impl Grid<'_> {
    /// Fills the arrays; those of a large grid on two cores.
    fn fill(&self, columns: &mut [KpiArrays]) -> io::Result<()> {
        if self.groups().nth(LARGE).is_none() {
            return self.fill_here(columns);
        }
        let (one, other) = columns.split_at_mut(columns.len() / 2);
        thread::scope(|scope| {
            let beside = scope.spawn(|| self.fill_here(one));
            self.fill_here(other)?;
            beside.join().unwrap_or_else(|panic| resume_unwind(panic))
        })
    }

    fn fill_here(&self, columns: &mut [KpiArrays]) -> io::Result<()> {
        for (part, _, group) in self.groups() {
            let audience = self.audience(part);
            for column in columns.iter_mut() {
                column.push(self, part, group, audience)?;
            }
        }
        Ok(())
    }

    /// The arrays to fill, with a place for each reason for which a KPI leaves somebody out somewhere.
    fn arrays(&self) -> Vec<KpiArrays> {
        let kpis = self.all_kpis();
        let mut occurring = vec![[0; Exclusion::ALL.len()]; kpis.len()];
        let mut length = 0;
        for (_, _, group) in self.groups() {
            length += 1;
            for (kpi, occurring) in kpis.iter().zip(&mut occurring) {
                let counts = group.tally().counts(*kpi);
                for (occurs, n) in occurring
                    .iter_mut()
                    .zip(counts.iter().flat_map(|counts| counts.excluded))
                {
                    *occurs |= n;
                }
            }
        }
        let arrays = kpis.into_iter().zip(occurring);
        arrays
            .map(|(kpi, occurring)| {
                let reasons = Exclusion::ALL.into_iter().zip(occurring);
                KpiArrays::new(
                    kpi,
                    reasons
                        .filter(|(_, occurs)| *occurs > 0)
                        .map(|(reason, _)| reason),
                    length,
                )
            })
            .collect()
    }
}

/// The arrays of a KPI.
struct KpiArrays {
    kpi: Kpi,
    numerator: Array,
    denominator: Array,
    missing: Array,
    excluded: Vec<(Exclusion, Array)>,
    bad_fields: Array,
}

impl KpiArrays {
    /// Arrays of that many entries.
    fn new(kpi: Kpi, reasons: impl Iterator<Item = Exclusion>, length: usize) -> Self {
        KpiArrays {
            kpi,
            numerator: Array::new(length),
            denominator: Array::new(length),
            missing: Array::new(length),
            excluded: reasons.map(|reason| (reason, Array::new(length))).collect(),
            bad_fields: Array::new(length),
        }
    }

    fn push(
        &mut self,
        grid: &Grid<'_>,
        part: &Part<'_>,
        group: &Group,
        audience: Audience,
    ) -> io::Result<()> {
        let (set, tally) = (grid.set(), group.tally());
        let mut figures = None;
        let mut expectation = None;
        let mut bad_fields = None;
        let mut outcomes = None;
        match self.kpi {
            Kpi::K1 if audience == Audience::SeveralServices => {
                figures = Some((tally.good, u64::from(tally.services)));
            }
            Kpi::K1 => bad_fields = (tally.records > 0).then(|| tally.completeness().bad_fields() as u64),
            kpi if !grid.has(part, kpi) => {}
            kpi if set.is_ratio(kpi) => {
                let (found, per_hip) = match kpi {
                    Kpi::K2 => (tally.identified, set.parameters.fractures_per_hip),
                    _ => (tally.spine, 1),
                };
                expectation = Some((found, group.expectation(per_hip)));
            }
            kpi => {
                outcomes = tally.counts(kpi);
                figures = outcomes.map(|counts| (counts.met, counts.denominator()));
            }
        }
        match expectation {
            Some((found, expected)) => {
                self.numerator.push(Some(u64::from(found)));
                self.denominator.push_amount(expected)?;
            }
            None => {
                self.numerator
                    .push(figures.map(|(numerator, _)| u64::from(numerator)));
                self.denominator.push(figures.map(|(_, denominator)| denominator));
            }
        }
        self.missing
            .push(outcomes.map(|counts| u64::from(counts.missing)));
        for (reason, array) in &mut self.excluded {
            array.push(outcomes.map(|counts| counts.excluded(*reason)));
        }
        self.bad_fields.push(bad_fields);
        Ok(())
    }

    fn write(&self, official_number: u8, out: &mut impl Write) -> io::Result<()> {
        write!(
            out,
            "{{\"kpi\":\"{}\",\"official_number\":\"{official_number}\"",
            self.kpi
        )?;
        self.numerator.write(",", "numerator", out)?;
        self.denominator.write(",", "denominator", out)?;
        self.missing.write(",", "missing", out)?;
        for (at, (reason, array)) in self.excluded.iter().enumerate() {
            array.write(if at == 0 { ",\"excluded\":{" } else { "," }, reason.token(), out)?;
        }
        if !self.excluded.is_empty() {
            out.write_all(b"}")?;
        }
        self.bad_fields.write(",", "bad_fields", out)?;
        out.write_all(b"}")
    }
}

/// Numbers below this are small.
const SMALL: usize = 1000;

/// The small numbers, of which most counts are, with their commas. Short, so that they stay at hand among the arrays.
static WRITTEN: LazyLock<[[u8; 4]; SMALL]> = LazyLock::new(|| {
    std::array::from_fn(|number| {
        let mut bytes = [0; 4];
        for (place, byte) in bytes.iter_mut().zip(format!("{number},").bytes()) {
            *place = byte;
        }
        bytes
    })
});

/// How long a small number is, with its comma.
fn length(number: usize) -> usize {
    2 + usize::from(number >= 10) + usize::from(number >= 100)
}

/// An array as text, each entry followed by a comma.
struct Array {
    text: Vec<u8>,
    /// An array that is null throughout says nothing.
    is_known: bool,
}

impl Array {
    /// Of that many entries, most of which are short.
    fn new(length: usize) -> Self {
        Array {
            text: Vec::with_capacity(length * 5 + 8),
            is_known: false,
        }
    }

    fn push(&mut self, entry: Option<u64>) {
        let Some(count) = entry else {
            return self.text.extend_from_slice(b"null,");
        };
        self.is_known = true;
        let small = usize::try_from(count).ok();
        match small.and_then(|number| Some((number, WRITTEN.get(number)?))) {
            // A fixed number of bytes is copied in one go; what is too much goes again.
            Some((number, bytes)) => {
                let end = self.text.len() + length(number);
                self.text.extend_from_slice(bytes);
                self.text.truncate(end);
            }
            None => {
                self.text
                    .extend_from_slice(itoa::Buffer::new().format(count).as_bytes());
                self.text.push(b',');
            }
        }
    }

    fn push_amount(&mut self, amount: Amount) -> io::Result<()> {
        self.is_known = true;
        serde_json::to_writer(&mut self.text, &amount)?;
        self.text.push(b',');
        Ok(())
    }

    fn write(&self, before: &str, name: &str, out: &mut impl Write) -> io::Result<()> {
        if !self.is_known {
            return Ok(());
        }
        write!(out, "{before}\"{name}\":[")?;
        out.write_all(self.text.strip_suffix(b",").unwrap_or(&self.text))?;
        out.write_all(b"]")
    }
}
