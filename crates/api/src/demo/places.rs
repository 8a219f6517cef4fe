//! Invented services in invented places.

use std::{collections::BTreeSet, ops::RangeInclusive};

use flsdb_domain::{
    Nation, Postcode, ServiceCode,
    deprivation::{Deprivation, DeprivationIndex},
    wire::services::{HipFractures, Service},
};

use super::{chance::Chance, profile::Profile};

const PLACES: [&str; 40] = [
    "Alderby",
    "Ashcombe",
    "Barlow Heath",
    "Beckford",
    "Birchester",
    "Brackenhill",
    "Caldermouth",
    "Castlebrook",
    "Cherrington",
    "Cragside",
    "Danesford",
    "Eastmere",
    "Elmstead",
    "Fairhaven",
    "Fenwick",
    "Glenholm",
    "Greystoke",
    "Hartwell",
    "Hollinford",
    "Kingsmere",
    "Larkfield",
    "Linden Vale",
    "Lanehaven",
    "Marlpool",
    "Millbrook",
    "Northmoor",
    "Oakhampton",
    "Pennwick",
    "Quarryside",
    "Ravensdale",
    "Rosebank",
    "Saltmarsh",
    "Silverdale",
    "Thornbury Cross",
    "Underhill",
    "Waterford Green",
    "Westbourne",
    "Whitecliff",
    "Wyndham",
    "Yarrowdale",
];
const KINDS: [&str; 9] = [
    "General",
    "Royal",
    "University Hospital",
    "Infirmary",
    "Community",
    "District",
    "Memorial",
    "County",
    "Victoria",
];
const REGIONS_ENGLAND: [&str; 6] = [
    "Eastern Vale ICB",
    "Northern Dales ICB",
    "Peak and Plain ICB",
    "Severn Edge ICB",
    "South Downs Coast ICB",
    "Thames Reach ICB",
];
const REGIONS_WALES: [&str; 2] = ["North Bay Health Board", "South Valleys Health Board"];
const REGIONS_NORTHERN_IRELAND: [&str; 1] = ["Lough and Glens Health and Social Care Trust"];

/// Codes that real exports in the documentation use: left free for them.
const RESERVED: [&str; 3] = ["BRD", "CDF", "STN"];

/// Mean of the hip fractures of a service in a year, and the spread of their logarithm.
const HIPS_MEAN: f64 = 380.0;
const HIPS_SPREAD: f64 = 0.35;

/// A service for each profile, with its hip counts, by code.
pub(super) fn services(
    profiles: &[Profile],
    years: RangeInclusive<i32>,
    scale: f64,
    chance: &mut Chance,
) -> Vec<Service> {
    let mut codes = codes(profiles.len());
    let first = usize::try_from(chance.number(0..=39)).unwrap_or_default();
    let services = (first..).zip(profiles).zip(codes.drain(..));
    services
        .map(|((at, _), code)| {
            // A step that shares no factor with the number of places, so that neighbours in the list are not neighbours here.
            let place = PLACES[at * 7 % PLACES.len()];
            let kind = KINDS[(at / PLACES.len() + at) % KINDS.len()];
            let (nation, regions) = match at % 8 {
                3 => (Nation::Wales, &REGIONS_WALES[..]),
                6 => (Nation::NorthernIreland, &REGIONS_NORTHERN_IRELAND[..]),
                _ => (Nation::England, &REGIONS_ENGLAND[..]),
            };
            Service {
                code,
                name: format!("{place} {kind}"),
                ods_code: None,
                nation,
                region: chance.one_of(regions).map(|region| (*region).to_owned()),
                hip_fractures: hip_fractures(years.clone(), scale, chance),
            }
        })
        .collect()
}

/// Hip fractures by year: log-normal among services, a few per cent up or down from year to year.
fn hip_fractures(years: RangeInclusive<i32>, scale: f64, chance: &mut Chance) -> Vec<HipFractures> {
    let logarithm = HIPS_MEAN.ln() - HIPS_SPREAD * HIPS_SPREAD / 2.0;
    let spread = chance.normal(0.0, HIPS_SPREAD, -1.0..=1.0);
    let usual = (logarithm + spread).exp() * scale.max(0.0);
    years
        .map(|year| HipFractures {
            year,
            // Not negative; a count beyond the largest is cut to it.
            count: (usual * chance.share(0.95, 1.05)).round().max(1.0) as u32,
        })
        .collect()
}

/// So many codes of three letters, in order: from the places' names as long as they last, then counted on.
fn codes(count: usize) -> Vec<ServiceCode> {
    let letters = || (b'A'..=b'Z').map(char::from);
    let counted = letters().flat_map(move |a| {
        letters().flat_map(move |b| letters().chain('0'..='9').map(move |c| format!("{a}{b}{c}")))
    });
    // A prime step through the list, so that codes look unlike each other and none is met twice.
    let all: Vec<String> = counted
        .filter(|code| !RESERVED.contains(&code.as_str()))
        .collect();
    let spread = (0..all.len()).map(|at| &all[(at * 7919 + 4021) % all.len()]);
    let chosen: BTreeSet<ServiceCode> = spread.filter_map(|code| code.parse().ok()).take(count).collect();
    chosen.into_iter().collect()
}

/// The letters with which postcodes of a nation begin.
pub(super) fn postcode_areas(nation: Nation) -> &'static [&'static str] {
    match nation {
        Nation::England => &["BD", "BS", "EX", "LS", "NE", "NR", "PL", "S", "SO", "YO"],
        Nation::Wales => &["CF", "LL", "NP", "SA"],
        Nation::NorthernIreland => &["BT"],
    }
}

/// An invented deprivation, the same throughout a sector (`NE19 2`), each quintile about as frequent as the others. One
/// sector in forty is in no table.
pub(super) fn deprivation(postcode: &Postcode) -> Option<Deprivation> {
    let text = postcode.as_str();
    let area = text.split(|letter: char| letter.is_ascii_digit()).next()?;
    let is_in = |nation| postcode_areas(nation).contains(&area);
    let index = if is_in(Nation::Wales) {
        DeprivationIndex::Wimd
    } else if is_in(Nation::NorthernIreland) {
        DeprivationIndex::Nimdm
    } else {
        DeprivationIndex::Imd
    };
    let sector = text.bytes().take(text.len().saturating_sub(2));
    let chance = scattered(sector);
    let quintile = u8::try_from(chance % u32::from(Deprivation::QUINTILES) + 1).ok()?;
    let is_known = !(chance / u32::from(Deprivation::QUINTILES)).is_multiple_of(40);
    Deprivation::new(index, quintile).filter(|_| is_known)
}

/// A number that looks like chance, always the same of the same text (FNV-1a, its bits mixed once more).
fn scattered(text: impl Iterator<Item = u8>) -> u32 {
    let hash = text.fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    hash ^ (hash >> 13)
}
