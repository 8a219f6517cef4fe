//! The rules in words: what `GET kpis` shows, and the canonical text whose hash tells definitions apart.

use crate::wire::kpis::{
    Clause as WireClause, ExclusionClause, Form, KpiDefinition, KpiLevels, KpiSetDefinition,
};

use super::{
    Exclusion, Kpi, KpiSet, Parameters, SetId, adherence, bone_therapy, completeness, falls_assessment,
    follow_up, identification, spine_identification, strength_and_balance, therapy_commenced,
    time_to_assessment, time_to_dxa,
};

/// The initial population of every KPI counted by record, in plain words.
pub const ALL_RECORDS: &str = "All records of the period";

/// A condition in plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    text: String,
    assumed: bool,
}

impl Clause {
    /// As read in an official document.
    pub(super) fn read(text: impl Into<String>) -> Self {
        let text = text.into();
        Clause { text, assumed: false }
    }

    /// All records of the period.
    pub(super) fn all_records() -> Self {
        Clause::read(ALL_RECORDS)
    }

    /// † : our best reading.
    pub(super) fn assumed(text: impl Into<String>) -> Self {
        let text = text.into();
        Clause { text, assumed: true }
    }

    fn wire(self) -> WireClause {
        WireClause {
            text: self.text,
            assumed: self.assumed,
        }
    }
}

/// A rule in words; stands beside the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Short name.
    pub(super) title: &'static str,
    /// What it measures, in plain words.
    pub(super) measures: &'static str,
    /// What the records are measured against.
    pub(super) denominator: Clause,
    /// Who is left out, in the order in which the reasons are tested.
    pub(super) exclusions: Vec<Exclusion>,
    /// All of these must hold.
    pub(super) met_when: Vec<Clause>,
    /// Standards measured against†. NICE renews its drug appraisals in June 2027.
    pub(super) standards: &'static [&'static str],
}

/// The rule of a KPI in words.
pub(super) fn wording(kpi: Kpi, parameters: &Parameters) -> Wording {
    let wording = match kpi {
        Kpi::K1 => completeness::wording,
        Kpi::K2 => identification::wording,
        Kpi::K3 => spine_identification::wording,
        Kpi::K4 => time_to_assessment::wording,
        Kpi::K5 => time_to_dxa::wording,
        Kpi::K6 => falls_assessment::wording,
        Kpi::K7 => bone_therapy::wording,
        Kpi::K8 => strength_and_balance::wording,
        Kpi::K9 => follow_up::wording,
        Kpi::K10 => therapy_commenced::wording,
        Kpi::K11 => adherence::wording,
    };
    wording(parameters)
}

/// The three sets, readable.
pub fn definitions() -> Vec<KpiSetDefinition> {
    let definition_of = |id: SetId| {
        let set = id.set();
        KpiSetDefinition {
            id,
            version: set.version.to_owned(),
            hash: set.hash(),
            name: set.name.to_owned(),
            kpis: Kpi::ALL.map(|kpi| definition(set, kpi)).into(),
        }
    };
    SetId::ALL.map(definition_of).into()
}

/// One KPI of a set, readable.
pub fn definition(set: &KpiSet, kpi: Kpi) -> KpiDefinition {
    let parameters = &set.parameters;
    let wording = wording(kpi, parameters);
    let bands = set.bands(kpi);
    let exclusion = |reason: Exclusion| {
        Some(ExclusionClause {
            reason,
            text: reason.condition(kpi, parameters)?,
            assumed: reason.is_assumed(kpi),
        })
    };
    KpiDefinition {
        kpi,
        official_number: set.official_number(kpi).to_string(),
        title: wording.title.to_owned(),
        measures: wording.measures.to_owned(),
        form: form(set, kpi),
        denominator: wording.denominator.wire(),
        exclusions: wording.exclusions.into_iter().filter_map(exclusion).collect(),
        met_when: wording.met_when.into_iter().map(Clause::wire).collect(),
        window_days: parameters.window(kpi),
        levels: KpiLevels {
            green_from: bands.green,
            amber_from: bands.amber,
        },
        standards: wording.standards.iter().map(|s| (*s).to_owned()).collect(),
    }
}

fn form(set: &KpiSet, kpi: Kpi) -> Form {
    match kpi {
        Kpi::K1 => Form::Completeness,
        _ if set.is_ratio(kpi) => Form::Ratio,
        _ => Form::Proportion,
    }
}

/// The definition of a set as one text, a line a statement: rules, parameters and bands. Standards are not part of it:
/// they may be renewed without a new definition.
pub(super) fn canonical(set: &KpiSet) -> String {
    let mut lines = vec![
        format!("set {} {}", set.id, set.version),
        format!("parameters {:?}", set.parameters),
    ];
    for kpi in Kpi::ALL {
        let definition = definition(set, kpi);
        lines.push(format!(
            "kpi {kpi} official {} {:?} window {:?} levels {:?}",
            definition.official_number, definition.form, definition.window_days, definition.levels
        ));
        lines.push(format!("denominator {}", definition.denominator.text));
        let exclusions = definition.exclusions.iter();
        lines.extend(exclusions.map(|e| format!("exclude {} {}", e.reason.token(), e.text)));
        let conditions = definition.met_when.iter();
        lines.extend(conditions.map(|c| format!("met when {}", c.text)));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_read_as_documented() {
        let iof = definition(SetId::Iof.set(), Kpi::K8);
        let reasons: Vec<_> = iof
            .exclusions
            .iter()
            .map(|e| (e.reason.token(), e.assumed))
            .collect();
        assert_eq!(
            reasons,
            [
                ("hip-fracture", false),
                ("under-age", true),
                ("died", false),
                ("immature", true)
            ]
        );
        assert_eq!((iof.official_number.as_str(), iof.window_days), ("7", Some(112)));
        let fls_db = definition(SetId::FlsDb.set(), Kpi::K8);
        assert_eq!(fls_db.exclusions.len(), 3, "no age floor");
    }

    #[test]
    fn canonical_texts_hold_what_decides() {
        let text = canonical(SetId::Iof.set());
        for line in [
            "set iof 2026.1",
            "exclude under-age Younger on 1.09 than 65",
            "met when 1.07 is at most 84 days after 1.09, and not before",
            "denominator Hip fractures of the period × 4",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
        assert!(!text.contains("NICE"));
    }
}
