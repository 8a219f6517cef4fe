//! Lists of patients.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::{
    prelude::*,
    sql_types::{Nullable, Text},
};
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    dates::parse_date,
    vocabulary::Site,
    wire::{
        page::Paging,
        records::{EpisodeSummary, PatientPage, PatientSearch, PatientSummary},
    },
};

use crate::{
    Outcome, Reader,
    bulk::CHUNK,
    columns::{Code, Digits, Written},
    connection::{Conn, MultiBackend},
    cursor, findings,
    rows::PatientRow,
    schema::{contact_details, fractures, patients},
    states::KeptPatient,
};

#[diesel::declare_sql_function]
extern "SQL" {
    /// Lower case.
    fn lower(text: Nullable<Text>) -> Nullable<Text>;
}

/// Which patients a caller may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// Those of these services.
    pub records: Scope,
    /// Their names, too, in these services: direct care only.
    pub names: BTreeSet<ServiceCode>,
}

impl Sight {
    /// The patients of a scope, without names.
    pub fn nameless(records: Scope) -> Self {
        Sight {
            records,
            names: BTreeSet::new(),
        }
    }
}

/// Patients, newest first; none that is withdrawn.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, sight: &Sight, paging: &Paging) -> Outcome<PatientPage> {
    search(
        r,
        sight,
        &PatientSearch {
            paging: paging.clone(),
            ..PatientSearch::default()
        },
    )
}

/// Patients that a search means, newest first; none that is withdrawn.
///
/// # Errors
/// `BadCursor`.
pub fn search(r: &mut Reader<'_>, sight: &Sight, wanted: &PatientSearch) -> Outcome<PatientPage> {
    let paging = &wanted.paging;
    let before = cursor::before(paging)?;
    let total = if paging.total {
        Some(meant(sight, wanted).count().get_result(r.conn)?)
    } else {
        None
    };
    let mut query = meant(sight, wanted);
    if let Some(before) = before {
        query = query.filter(patients::id.lt(before));
    }
    let rows: Vec<PatientRow> = query
        .order(patients::id.desc())
        .limit(cursor::fetched(paging))
        .select(PatientRow::as_select())
        .load(r.conn)?;
    let page = cursor::page(rows, paging, total, |row| &row.id);
    let ids: Vec<String> = page.items.iter().map(|row| row.id.clone()).collect();
    let mut episodes = summaries(r.conn, &ids)?;
    let mut names = names(r.conn, &ids)?;
    let items = page
        .items
        .into_iter()
        .map(|row| {
            let mut summary = summary(row.into(), &mut episodes);
            summary.name = names
                .remove(&summary.id)
                .filter(|_| sight.names.contains(&summary.service));
            summary
        })
        .collect();
    Ok(PatientPage {
        items,
        next: page.next,
        total: page.total,
    })
}

/// What the text in the one box may be.
#[derive(Debug, PartialEq, Eq)]
enum Meaning {
    Day(NaiveDate),
    /// The beginning of an NHS number, or of a local record number, which is given too.
    Digits(String, String),
    /// The beginning of a local record number.
    Text(String),
}

/// A day needs separators: bare digits are a number.
fn meaning(text: &str) -> Meaning {
    let text = text.trim();
    let bare = text.bytes().all(|b| b.is_ascii_digit());
    if let (false, Ok(day)) = (bare, parse_date(text)) {
        return Meaning::Day(day);
    }
    let compact: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    if !compact.is_empty() && compact.len() <= 10 && compact.bytes().all(|b| b.is_ascii_digit()) {
        return Meaning::Digits(compact, text.to_owned());
    }
    Meaning::Text(text.to_owned())
}

type Query<'a> = patients::BoxedQuery<'a, MultiBackend>;

fn meant<'a>(sight: &Sight, wanted: &PatientSearch) -> Query<'a> {
    let mut query = patients::table
        .filter(patients::withdrawn_at.is_null())
        .into_boxed();
    if let Scope::Services(services) = &sight.records {
        query = query.filter(patients::service.eq_any(services.iter().map(|s| Written(*s))));
    }
    if let Some(number) = wanted.nhs_number {
        query = query.filter(patients::nhs_number.eq(Some(Digits::from(number))));
    }
    if let Some(number) = &wanted.local_record_number {
        query = query.filter(patients::local_record_number.eq(Some(number.clone())));
    }
    if let Some(day) = wanted.date_of_birth {
        query = query.filter(patients::date_of_birth.eq(day));
    }
    match wanted.text.as_deref().map(meaning) {
        None => query,
        Some(Meaning::Day(day)) => query.filter(patients::date_of_birth.eq(day)),
        Some(Meaning::Text(text)) => {
            let by_number = lower(patients::local_record_number)
                .like(beginning(&text))
                .escape('\\');
            let begins_so = beginning(&text);
            let known = contact_details::table
                .filter(
                    lower(contact_details::family_name)
                        .like(begins_so.clone())
                        .escape('\\')
                        .or(lower(contact_details::given_names).like(begins_so).escape('\\')),
                )
                .select(contact_details::patient_id);
            let by_name = patients::id
                .eq_any(known)
                .and(patients::service.eq_any(sight.names.iter().map(|s| Written(*s))));
            query.filter(by_number.or(by_name))
        }
        Some(Meaning::Digits(digits, text)) => query.filter(
            patients::nhs_number
                .like(format!("{digits}%"))
                .or(lower(patients::local_record_number)
                    .like(beginning(&text))
                    .escape('\\')),
        ),
    }
}

/// A pattern for whatever begins so, in lower case, as LIKE heeds case in PostgreSQL only.
fn beginning(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for c in text.to_ascii_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// The episodes of patients, newest first, withdrawn ones left out.
fn summaries(conn: &mut Conn, patient_ids: &[String]) -> QueryResult<HashMap<String, Vec<EpisodeSummary>>> {
    let mut heads: Vec<(String, String, NaiveDate, Option<Code<Site>>)> = Vec::new();
    for ids in patient_ids.chunks(CHUNK) {
        heads.extend(
            fractures::table
                .filter(fractures::patient_id.eq_any(ids))
                .filter(fractures::withdrawn_at.is_null())
                .order(fractures::diagnosed_on.desc())
                .select((
                    fractures::patient_id,
                    fractures::id,
                    fractures::diagnosed_on,
                    fractures::site,
                ))
                .load(conn)?,
        );
    }
    let ids: Vec<String> = heads.iter().map(|(_, id, ..)| id.clone()).collect();
    let open = findings::open_counts(conn, &ids)?;
    let mut summaries: HashMap<String, Vec<EpisodeSummary>> = HashMap::new();
    for (patient_id, id, diagnosed_on, site) in heads {
        let open_findings = open
            .get(&id)
            .map_or(0, |count| u32::try_from(*count).unwrap_or(u32::MAX));
        let site = site.map(|c| c.0);
        summaries.entry(patient_id).or_default().push(EpisodeSummary {
            id,
            diagnosed_on,
            site,
            open_findings,
        });
    }
    Ok(summaries)
}

/// The names of patients, as far as they are known.
fn names(conn: &mut Conn, patient_ids: &[String]) -> QueryResult<HashMap<String, String>> {
    let mut names = HashMap::new();
    for ids in patient_ids.chunks(CHUNK) {
        let known: Vec<(String, Option<String>, Option<String>)> = contact_details::table
            .filter(contact_details::patient_id.eq_any(ids))
            .select((
                contact_details::patient_id,
                contact_details::given_names,
                contact_details::family_name,
            ))
            .load(conn)?;
        names.extend(known.into_iter().filter_map(|(id, given, family)| {
            let parts: Vec<String> = [given, family].into_iter().flatten().collect();
            (!parts.is_empty()).then(|| (id, parts.join(" ")))
        }));
    }
    Ok(names)
}

fn summary(kept: KeptPatient, episodes: &mut HashMap<String, Vec<EpisodeSummary>>) -> PatientSummary {
    let patient = kept.state.person.answers;
    PatientSummary {
        episodes: episodes.remove(&kept.id).unwrap_or_default(),
        id: kept.id,
        service: kept.service,
        nhs_number: patient.nhs_number,
        local_record_number: patient.local_record_number,
        date_of_birth: patient.date_of_birth.unwrap_or_default(),
        name: None,
        sex: patient.sex,
        date_of_death: patient.date_of_death,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_one_box_means() {
        let day = NaiveDate::from_ymd_opt(1950, 6, 17).expect("a day");
        let digits = |d: &str, t: &str| Meaning::Digits(d.to_owned(), t.to_owned());
        for (text, expected) in [
            ("17/06/1950", Meaning::Day(day)),
            ("1950-06-17", Meaning::Day(day)),
            ("17 Jun 1950", Meaning::Day(day)),
            ("943", digits("943", "943")),
            ("943 476 5919", digits("9434765919", "943 476 5919")),
            ("943-476-5919", digits("9434765919", "943-476-5919")),
            ("45000", digits("45000", "45000")),
            ("H12", Meaning::Text("H12".to_owned())),
            ("", Meaning::Text(String::new())),
        ] {
            assert_eq!(meaning(text), expected, "{text}");
        }
        assert_eq!(beginning("H_1%"), "h\\_1\\%%");
    }
}
