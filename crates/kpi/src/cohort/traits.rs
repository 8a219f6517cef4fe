//! What records are broken down by, packed into a small number.

use flsdb_domain::{
    deprivation::Deprivation,
    kpi::{Facts, Step},
    vocabulary::{Coded, EthnicCategory, Sex, Site, YesNo},
    wire::kpis::Dimension,
};

use crate::group::{AGE_BANDS, BLANK, trait_code};

/// The dimensions of a record itself, with the place of each in the number: first bit and bits.
const PLACES: [(Dimension, u32, u32); 6] = [
    (Dimension::Sex, 0, 3),
    (Dimension::AgeBand, 3, 3),
    (Dimension::Site, 6, 5),
    (Dimension::CareHome, 11, 3),
    (Dimension::EthnicCategory, 14, 5),
    (Dimension::DeprivationQuintile, 19, 4),
];

/// The first bit of the step of the cascade that a record has reached; three bits hold it.
const STEP: u32 = 23;

/// The traits of a record, and how far it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Traits(u32);

impl Traits {
    pub(crate) fn of(facts: &Facts) -> Self {
        let packed = PLACES.into_iter().map(|(dimension, first, _)| {
            let code = trait_code(dimension, facts);
            code.min(values(dimension)) << first
        });
        Traits(packed.sum::<u32>() | (Step::reached(facts) as u32) << STEP)
    }

    /// The place of the step that the record has reached in [`Step::ALL`].
    #[inline]
    pub(crate) fn step(self) -> usize {
        (self.0 >> STEP) as usize
    }
}

/// How many values a dimension of records has; a blank is the one after them.
fn values(dimension: Dimension) -> u32 {
    let count = match dimension {
        Dimension::Sex => Sex::choices().len(),
        Dimension::AgeBand => AGE_BANDS.len(),
        Dimension::Site => Site::choices().len(),
        Dimension::CareHome => YesNo::choices().len(),
        Dimension::EthnicCategory => EthnicCategory::choices().len(),
        Dimension::DeprivationQuintile => usize::from(Deprivation::COUNT),
        Dimension::Service
        | Dimension::Nation
        | Dimension::Region
        | Dimension::Month
        | Dimension::Quarter
        | Dimension::Year => 0,
    };
    u32::try_from(count).unwrap_or_default()
}

/// One dimension of a break-down: where its code stands, and how far apart its cells lie.
#[derive(Debug, Clone, Copy)]
struct Axis {
    dimension: Dimension,
    first: u32,
    mask: u32,
    size: u32,
    stride: u32,
}

/// The dimensions of records in a break-down: which of its cells a record is in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Axes(Vec<Axis>);

impl Axes {
    /// Those of these dimensions that are traits of records.
    pub(crate) fn new(by: &[Dimension]) -> Self {
        let mut stride = 1;
        let places = by
            .iter()
            .filter_map(|dimension| PLACES.into_iter().find(|(found, ..)| found == dimension));
        let axes = places.map(|(dimension, first, bits)| {
            let size = values(dimension) + 1;
            let axis = Axis {
                dimension,
                first,
                mask: (1 << bits) - 1,
                size,
                stride,
            };
            stride *= size;
            axis
        });
        Axes(axes.collect())
    }

    /// Cells.
    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(|axis| axis.size as usize).product()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The cell of a record.
    #[inline]
    pub(crate) fn cell(&self, traits: Traits) -> usize {
        let places = self
            .0
            .iter()
            .map(|axis| (traits.0 >> axis.first & axis.mask) * axis.stride);
        places.sum::<u32>() as usize
    }

    /// The code of a dimension in a cell.
    pub(crate) fn code(&self, cell: usize, dimension: Dimension) -> u32 {
        let Some(axis) = self.0.iter().find(|axis| axis.dimension == dimension) else {
            return BLANK;
        };
        let code = u32::try_from(cell).unwrap_or_default() / axis.stride % axis.size;
        if code + 1 == axis.size { BLANK } else { code }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_room() {
        for (n, (dimension, first, bits)) in PLACES.into_iter().enumerate() {
            assert!(values(dimension) < 1 << bits, "{dimension:?}");
            let next = PLACES.get(n + 1).map_or(STEP, |(_, next, _)| *next);
            assert!(first + bits <= next, "{dimension:?}");
        }
    }
}
