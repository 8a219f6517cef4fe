//! Deprivation of the place where a patient lives, from the postcode by a table that the deployment loads.

use std::fmt;

/// The index of multiple deprivation of a nation. A quintile of one says nothing about a quintile of another: they are
/// never compared across nations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeprivationIndex {
    /// English Indices of Deprivation.
    Imd,
    /// Welsh Index of Multiple Deprivation.
    Wimd,
    /// Northern Ireland Multiple Deprivation Measure.
    Nimdm,
}

impl DeprivationIndex {
    /// Every index.
    pub const ALL: [DeprivationIndex; 3] = [
        DeprivationIndex::Imd,
        DeprivationIndex::Wimd,
        DeprivationIndex::Nimdm,
    ];

    /// Its name in files and results.
    pub fn token(self) -> &'static str {
        match self {
            DeprivationIndex::Imd => "imd",
            DeprivationIndex::Wimd => "wimd",
            DeprivationIndex::Nimdm => "nimdm",
        }
    }

    /// The index of this name.
    pub fn from_token(token: &str) -> Option<Self> {
        DeprivationIndex::ALL
            .into_iter()
            .find(|index| index.token() == token)
    }
}

/// A quintile of an index: 1 is the most deprived fifth of the nation's areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Deprivation {
    index: DeprivationIndex,
    quintile: u8,
}

impl Deprivation {
    /// Quintiles of an index.
    pub const QUINTILES: u8 = 5;
    /// Different values.
    pub const COUNT: u8 = DeprivationIndex::ALL.len() as u8 * Deprivation::QUINTILES;

    /// A quintile from 1 to 5; none for any other number.
    pub fn new(index: DeprivationIndex, quintile: u8) -> Option<Self> {
        (1..=Deprivation::QUINTILES)
            .contains(&quintile)
            .then_some(Deprivation { index, quintile })
    }

    /// The index.
    pub fn index(self) -> DeprivationIndex {
        self.index
    }

    /// 1, most deprived, to 5.
    pub fn quintile(self) -> u8 {
        self.quintile
    }

    /// Its place among all values, from 0.
    pub fn code(self) -> u8 {
        self.index as u8 * Deprivation::QUINTILES + self.quintile - 1
    }

    /// The value at this place.
    pub fn from_code(code: u8) -> Option<Self> {
        let index = DeprivationIndex::ALL.get(usize::from(code / Deprivation::QUINTILES))?;
        Deprivation::new(*index, code % Deprivation::QUINTILES + 1)
    }
}

impl fmt::Display for Deprivation {
    /// `imd-1` and so on, as results show it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.index.token(), self.quintile)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_a_value_and_no_other() {
        for code in 0..Deprivation::COUNT {
            assert_eq!(Deprivation::from_code(code).map(Deprivation::code), Some(code));
        }
        assert_eq!(Deprivation::from_code(Deprivation::COUNT), None);
        assert_eq!(Deprivation::new(DeprivationIndex::Imd, 0), None);
        assert_eq!(Deprivation::new(DeprivationIndex::Imd, 6), None);
        let first = Deprivation::new(DeprivationIndex::Wimd, 1).expect("a quintile");
        assert_eq!(first.to_string(), "wimd-1");
    }
}
