//! The document of columns written straight from counts, one walk through the groups: a large grid takes milliseconds.
//! Byte for byte what [`columns`](super::columns) of the results gives; a law holds them together.

use std::{
    io::{self, Write},
    sync::LazyLock,
};

use flsdb_domain::{
    kpi::{Exclusion, Kpi},
    wire::kpis::{Amount, KpiColumns, KpiResults},
};

use crate::{
    Grid,
    evaluate::{Audience, Group, Part},
};

impl Grid<'_> {
    /// Writes the counts in columns, under this heading: [`KpiColumns`] as JSON.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_columns(&self, heading: KpiResults, out: &mut impl Write) -> io::Result<()> {
        let set = self.set();
        let mut groups = Vec::new();
        let columns = self.all_kpis().into_iter();
        let mut columns: Vec<KpiArrays> = columns
            .map(|kpi| KpiArrays::new(kpi, self.reasons(kpi)))
            .collect();
        for (part, key, group) in self.groups() {
            part.grouping.write_group(*key, &mut groups);
            let audience = self.audience(part);
            for column in &mut columns {
                column.push(self, part, group, audience)?;
            }
        }
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
    /// The reasons for which a KPI leaves somebody out somewhere, in order.
    fn reasons(&self, kpi: Kpi) -> Vec<Exclusion> {
        let mut occurring = [0; Exclusion::ALL.len()];
        for counts in self
            .groups()
            .filter_map(|(_, _, group)| group.tally().counts(kpi))
        {
            for (occurs, n) in occurring.iter_mut().zip(counts.excluded) {
                *occurs |= n;
            }
        }
        let reasons = Exclusion::ALL.into_iter().zip(occurring);
        reasons
            .filter(|(_, occurs)| *occurs > 0)
            .map(|(reason, _)| reason)
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
    fn new(kpi: Kpi, reasons: Vec<Exclusion>) -> Self {
        KpiArrays {
            kpi,
            numerator: Array::default(),
            denominator: Array::default(),
            missing: Array::default(),
            excluded: reasons
                .into_iter()
                .map(|reason| (reason, Array::default()))
                .collect(),
            bad_fields: Array::default(),
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

/// The small numbers, of which most counts are, with their commas and the length of both.
static SMALL: LazyLock<Vec<([u8; 8], usize)>> = LazyLock::new(|| {
    let written = |number: u32| {
        let mut bytes = [0; 8];
        let text = format!("{number},");
        for (place, byte) in bytes.iter_mut().zip(text.bytes()) {
            *place = byte;
        }
        (bytes, text.len())
    };
    (0..2000).map(written).collect()
});

/// An array as text, each entry followed by a comma.
#[derive(Default)]
struct Array {
    text: Vec<u8>,
    /// An array that is null throughout says nothing.
    is_known: bool,
}

impl Array {
    fn push(&mut self, entry: Option<u64>) {
        let Some(count) = entry else {
            return self.text.extend_from_slice(b"null,");
        };
        self.is_known = true;
        match usize::try_from(count).ok().and_then(|count| SMALL.get(count)) {
            // A fixed number of bytes is copied in one go; what is too much goes again.
            Some((bytes, length)) => {
                let end = self.text.len() + length;
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
