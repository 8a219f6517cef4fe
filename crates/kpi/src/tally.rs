//! The counts of one group.

use flsdb_domain::kpi::{
    Exclusion, Kpi,
    completeness::{AUDITED, Completeness, FieldCount},
};

use crate::cohort::{Counted, Histogram, Reading, flags};

/// The outcomes of one KPI.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) met: u32,
    pub(crate) not_met: u32,
    pub(crate) missing: u32,
    pub(crate) excluded: [u32; Exclusion::ALL.len()],
}

impl Counts {
    pub(crate) fn denominator(&self) -> u64 {
        u64::from(self.met) + u64::from(self.not_met) + u64::from(self.missing)
    }

    pub(crate) fn excluded(&self, reason: Exclusion) -> u64 {
        u64::from(self.excluded[reason as usize])
    }

    fn add(&mut self, counted: Counted, records: u32) {
        match counted {
            Counted::Met => self.met += records,
            Counted::NotMet => self.not_met += records,
            Counted::Missing => self.missing += records,
            Counted::Excluded(reason) => self.excluded[reason] += records,
        }
    }

    fn merge(&mut self, other: &Counts) {
        self.met += other.met;
        self.not_met += other.not_met;
        self.missing += other.missing;
        for (sum, n) in self.excluded.iter_mut().zip(other.excluded) {
            *sum += n;
        }
    }
}

/// Everything that is counted in one group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Records.
    pub(crate) records: u32,
    /// Records that KPI 2 counts, of services with a hip count.
    pub(crate) identified: u32,
    /// Spine records, of services with a hip count.
    pub(crate) spine: u32,
    /// Records whose 6.05 is a drug.
    pub(crate) on_drug: u32,
    /// Services with records, and those of them that KPI 1 calls good.
    pub(crate) services: u32,
    pub(crate) good: u32,
    /// Records in which each audited field counts, and those of them in which it is blank.
    pub(crate) fields: Fields,
    counts: [Counts; Kpi::BY_RECORD.len()],
}

impl Tally {
    /// The outcomes of a KPI counted by record.
    pub(crate) fn counts(&self, kpi: Kpi) -> Option<&Counts> {
        let at = Kpi::BY_RECORD.iter().position(|found| *found == kpi)?;
        self.counts.get(at)
    }

    /// The audited fields, as KPI 1 judges them.
    pub(crate) fn completeness(&self) -> Completeness {
        completeness(&self.fields)
    }

    /// Counts what is counted there, too.
    pub(crate) fn merge(&mut self, other: &Tally) {
        self.records += other.records;
        self.identified += other.identified;
        self.spine += other.spine;
        self.on_drug += other.on_drug;
        self.services += other.services;
        self.good += other.good;
        add_fields(&mut self.fields, other.fields);
        for (counts, others) in self.counts.iter_mut().zip(&other.counts) {
            counts.merge(others);
        }
    }

    /// The counts of one service: KPI 1 judges it.
    pub(crate) fn of_one_service(mut self) -> Self {
        self.services = 1;
        self.good = u32::from(self.completeness().is_good());
        self
    }

    /// Without a hip count a service has no part in KPI 2 and the spine ratio.
    pub(crate) fn without_hips(mut self) -> Self {
        self.identified = 0;
        self.spine = 0;
        self
    }

    /// Counts records for which so many windows are over.
    pub(crate) fn add(&mut self, reading: &Reading, counts: &Histogram, over: usize) {
        let records: u32 = counts[0].iter().sum();
        self.records += records;
        let flags = flags(counts);
        self.identified += Reading::identified(&flags);
        self.on_drug += Reading::on_drug(&flags);
        for (place, kpi) in Kpi::BY_RECORD.into_iter().enumerate() {
            for (counted, n) in reading.outcomes(place, counts, over) {
                self.counts[place].add(counted, n);
                if kpi == Kpi::K3 && counted == Counted::Met {
                    self.spine += n;
                }
            }
        }
        add_fields(&mut self.fields, reading.fields(&flags, over, records));
    }
}

/// For each audited field the records in which it counts, and those of them in which it is blank.
pub(crate) type Fields = [[u32; 2]; AUDITED.len()];

/// Adds those counts.
pub(crate) fn add_fields(sums: &mut Fields, fields: Fields) {
    for (sum, field) in sums.iter_mut().zip(fields) {
        sum[0] += field[0];
        sum[1] += field[1];
    }
}

/// The fields, as KPI 1 judges them.
pub(crate) fn completeness(fields: &Fields) -> Completeness {
    Completeness {
        fields: fields.map(|[audited, blank]| FieldCount {
            audited: u64::from(audited),
            blank: u64::from(blank),
        }),
    }
}
