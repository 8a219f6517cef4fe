//! Invented people.

use chrono::{Days, NaiveDate};
use flsdb_domain::{
    Fracture, Nation, NhsNumber, Patient, Postcode,
    vocabulary::{AbsentReason, Site},
    wire::services::Service,
};

use super::{chance::Chance, places, years_before};

/// First digits of the NHS numbers: 9 is not issued.
const NHS_FROM: u64 = 900_000_000;
const NHS_COUNT: u64 = 100_000_000;
/// Steps through all NHS numbers without meeting one twice: shares no factor with their count.
const NHS_STEP: u64 = 61_803_399;

const INWARD: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";

/// The people of one service.
pub(super) struct People {
    /// The next number of a person; no other service has it.
    next: u64,
    services: u64,
    code: String,
    nation: Nation,
    seen: u64,
}

impl People {
    pub(super) fn new(at: usize, services: usize, service: &Service) -> Self {
        People {
            next: u64::try_from(at).unwrap_or_default(),
            services: u64::try_from(services).unwrap_or(1).max(1),
            code: service.code.to_string(),
            nation: service.nation,
            seen: 0,
        }
    }

    /// A person who breaks a bone on this day: 77 % women, mean age 74.
    pub(super) fn patient(&mut self, diagnosed_on: NaiveDate, chance: &mut Chance) -> Patient {
        self.seen += 1;
        let nhs_number = self.nhs_number();
        let absent = chance.happens(0.004).then(|| chance.option(ABSENT)).flatten();
        let absent: Option<AbsentReason> =
            absent.or(nhs_number.is_none().then_some(AbsentReason::NotYetKnown));
        Patient {
            nhs_number: nhs_number.filter(|_| absent.is_none()),
            nhs_number_absent_reason: absent,
            local_record_number: Some(format!("{}{:07}", self.code, self.seen)),
            date_of_birth: Some(birth(diagnosed_on, chance)),
            sex: chance.option(&[("female", 0.77), ("male", 0.227), ("other", 0.001)]),
            postcode: postcode(self.nation, chance),
            ethnic_category: chance.option(ETHNICITY),
            date_of_death: None,
            local_objection: false,
        }
    }

    /// The next NHS number that has a check digit.
    fn nhs_number(&mut self) -> Option<NhsNumber> {
        let tried = (0..100).map(|_| {
            let number = NHS_FROM + self.next.wrapping_mul(NHS_STEP) % NHS_COUNT;
            self.next += self.services;
            u32::try_from(number).ok().and_then(NhsNumber::with_check_digit)
        });
        tried.flatten().next()
    }
}

const ABSENT: &[(&str, f64)] = &[("not_yet_known", 0.5), ("overseas_visitor", 0.4), ("other", 0.1)];

const ETHNICITY: &[(&str, f64)] = &[
    ("white_british", 0.67),
    ("white_any_other_white_background", 0.04),
    ("asian_or_asian_british_indian", 0.02),
    ("asian_or_asian_british_pakistani", 0.015),
    ("black_or_black_british_caribbean", 0.01),
    ("white_irish", 0.01),
    ("not_stated", 0.04),
];

/// Mean age 74: a normal curve with its tails laid down on 50 and 102.
fn birth(diagnosed_on: NaiveDate, chance: &mut Chance) -> NaiveDate {
    // Within the range, so the cast neither wraps nor cuts.
    let age = chance.normal(74.4, 10.8, 50.0..=102.0).floor() as u32;
    years_before(diagnosed_on, age) - Days::new(chance.number(0..=364))
}

fn postcode(nation: Nation, chance: &mut Chance) -> Option<Postcode> {
    let area = *chance.one_of(places::postcode_areas(nation))?;
    let (district, sector) = (chance.number(1..=29), chance.number(0..=9));
    let unit = [*chance.one_of(INWARD)?, *chance.one_of(INWARD)?].map(char::from);
    Postcode::parse(&format!("{area}{district} {sector}{}{}", unit[0], unit[1])).ok()
}

/// 5 % die within 16 weeks, 12 % within a year, then 5 % a year for some years; twice as many after a hip fracture.
pub(super) fn death(fracture: &Fracture, chance: &mut Chance) -> Option<NaiveDate> {
    let weight = if fracture.site == Some(Site::Hip) {
        1.8
    } else {
        0.812
    };
    let soon = (0.05 * weight, 1..=112);
    let within_a_year = (0.07 * weight, 113..=365);
    let later = (0.20 * weight, 366..=365 * 5);
    let mut fate = chance.share(0.0, 1.0);
    let span = [soon, within_a_year, later]
        .into_iter()
        .find_map(|(probability, span)| {
            fate -= probability;
            (fate < 0.0).then_some(span)
        })?;
    fracture
        .diagnosed_on?
        .checked_add_days(Days::new(chance.number(span)))
}
