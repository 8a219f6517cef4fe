//! `Measure`: a KPI of a set, its rule in words.

use serde::Serialize;

use crate::{
    kpi::{ALL_RECORDS, Kpi, SetId, definition},
    wire::kpis::{Clause, Form, KpiDefinition},
};

use super::{
    Base,
    codes::{Role, improvement, scoring},
    element::{CodeableConcept, Extension, ExtensionValue, Identifier, ResourceType},
};

const POPULATION_BASIS: &str = "http://hl7.org/fhir/us/cqfmeasures/StructureDefinition/cqfm-populationBasis";
/// What † says.
const ASSUMED: &str = "†: could not be read in an official methodology document; our best reading.";
/// What is counted of KPI 1.
const OF_SERVICES: &str = "Its unit is the service: one that is asked for counts as a population of one.";

/// A KPI of a set: who counts, who is left out, when the target is met.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Measure))]
#[serde(rename_all = "camelCase")]
pub struct Measure {
    resource_type: ResourceType,
    id: String,
    extension: Vec<Extension>,
    url: String,
    identifier: Vec<Identifier>,
    version: String,
    name: String,
    title: String,
    subtitle: String,
    status: String,
    experimental: bool,
    publisher: String,
    description: String,
    related_artifact: Vec<RelatedArtifact>,
    disclaimer: String,
    scoring: CodeableConcept,
    improvement_notation: CodeableConcept,
    guidance: String,
    group: Vec<MeasureGroup>,
}

/// Where the rule comes from, and the standards measured against†.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::RelatedArtifact))]
pub struct RelatedArtifact {
    #[serde(rename = "type")]
    kind: String,
    display: String,
}

/// The populations of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::MeasureGroup))]
pub struct MeasureGroup {
    population: Vec<MeasurePopulation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stratifier: Vec<MeasureStratifier>,
}

/// Who belongs to a population.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::MeasurePopulation))]
pub struct MeasurePopulation {
    code: CodeableConcept,
    description: String,
    criteria: Expression,
}

/// How a population is divided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::MeasureStratifier))]
pub struct MeasureStratifier {
    code: CodeableConcept,
    criteria: Expression,
}

/// A criterion. Its language is plain text: numbers such as 3.03 name questions of the data set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Expression))]
pub struct Expression {
    name: String,
    language: String,
    expression: String,
}

impl Measure {
    /// Every KPI of every set.
    pub fn all(base: &Base) -> Vec<Measure> {
        let of_set = |set: SetId| Kpi::ALL.map(|kpi| Measure::of(base, set, kpi));
        SetId::ALL.into_iter().flat_map(of_set).collect()
    }

    /// The id of a KPI of a set, such as `fls-db-4`.
    pub fn id_of(set: SetId, kpi: Kpi) -> String {
        format!("{set}-{kpi}")
    }

    /// The KPI of a set that has this id.
    pub fn find(id: &str) -> Option<(SetId, Kpi)> {
        let (set, kpi) = id.rsplit_once('-')?;
        Some((set.parse().ok()?, kpi.parse().ok()?))
    }

    /// The canonical address of a KPI of a set, with its version.
    pub fn canonical(base: &Base, set: SetId, kpi: Kpi) -> String {
        let address = base.url(&format!("Measure/{}", Measure::id_of(set, kpi)));
        format!("{address}|{}", set.set().version)
    }

    /// A KPI of a set.
    pub fn of(base: &Base, id: SetId, kpi: Kpi) -> Measure {
        let set = id.set();
        let rule = definition(set, kpi);
        let name = Measure::id_of(id, kpi);
        let identifier = |system: &str, value: String| Identifier {
            system: base.naming_system(system),
            value,
        };
        Measure {
            resource_type: ResourceType::Measure,
            extension: vec![basis(&rule)],
            url: base.url(&format!("Measure/{name}")),
            identifier: vec![
                identifier(id.token(), rule.official_number.clone()),
                identifier("definition-hash", set.hash()),
            ],
            version: set.version.to_owned(),
            name: computer_name(&name),
            id: name,
            title: rule.title.clone(),
            subtitle: set.name.to_owned(),
            status: "active".to_owned(),
            experimental: false,
            publisher: "FLSDB".to_owned(),
            description: rule.measures.clone(),
            related_artifact: artifacts(set.source, &rule),
            disclaimer: ASSUMED.to_owned(),
            scoring: scoring(rule.form == Form::Ratio),
            improvement_notation: improvement(),
            guidance: guidance(&rule),
            group: vec![MeasureGroup::of(&rule)],
        }
    }

    /// Whether it has this id.
    pub fn has_id(&self, id: &str) -> bool {
        self.id == id
    }

    /// Its canonical address, without version.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether its name for programs or its title begins with this, in any case.
    pub fn is_named(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        [&self.name, &self.title]
            .iter()
            .any(|name| name.to_lowercase().starts_with(&text))
    }

    /// Whether it has this identifier: `system|value`, or the value alone.
    pub fn is_identified(&self, token: &str) -> bool {
        self.identifier.iter().any(|found| match token.split_once('|') {
            Some((system, "")) => found.system == system,
            Some((system, value)) => found.system == system && found.value == value,
            None => found.value == token,
        })
    }
}

/// FHIR's core counts patients; this says what is counted here.
fn basis(rule: &KpiDefinition) -> Extension {
    let basis = match rule.form {
        Form::Completeness => "Organization",
        Form::Proportion | Form::Ratio => "EpisodeOfCare",
    };
    Extension::new(POPULATION_BASIS, ExtensionValue::Code(basis.to_owned()))
}

/// A name for programs: `fls-db-4` becomes `FlsDb4`.
fn computer_name(id: &str) -> String {
    let word = |part: &str| {
        let (first, rest) = part.split_at_checked(1).unwrap_or((part, ""));
        first.to_uppercase() + rest
    };
    id.split('-').map(word).collect()
}

fn artifacts(source: &str, rule: &KpiDefinition) -> Vec<RelatedArtifact> {
    let artifact = |kind: &str, display: String| RelatedArtifact {
        kind: kind.to_owned(),
        display,
    };
    let standards = rule.standards.iter();
    let standards = standards.map(|standard| artifact("justification", format!("{standard}†")));
    [artifact("derived-from", source.to_owned())]
        .into_iter()
        .chain(standards)
        .collect()
}

fn guidance(rule: &KpiDefinition) -> String {
    let mut sentences = vec![match rule.levels.amber_from {
        Some(amber) => format!("Green from {} %, amber from {amber} %.", rule.levels.green_from),
        None => format!("Green from {} %.", rule.levels.green_from),
    }];
    if let Some(days) = rule.window_days {
        sentences.push(format!("A record counts from {days} days after 1.09."));
    }
    if rule.form == Form::Completeness {
        sentences.push(OF_SERVICES.to_owned());
    }
    sentences.join(" ")
}

/// A condition with its mark.
fn marked(text: &str, assumed: bool) -> String {
    let mark = if assumed { "†" } else { "" };
    format!("{text}{mark}")
}

fn joined(clauses: &[Clause], between: &str) -> String {
    let texts: Vec<_> = clauses
        .iter()
        .map(|clause| marked(&clause.text, clause.assumed))
        .collect();
    texts.join(between)
}

impl MeasureGroup {
    fn of(rule: &KpiDefinition) -> Self {
        let denominator = marked(&rule.denominator.text, rule.denominator.assumed);
        let initial = match rule.form {
            Form::Completeness => denominator.clone(),
            Form::Proportion | Form::Ratio => ALL_RECORDS.to_owned(),
        };
        let mut criteria = vec![
            (Role::InitialPopulation, initial),
            (Role::Denominator, denominator),
        ];
        if !rule.exclusions.is_empty() {
            criteria.push((Role::DenominatorExclusion, exclusions(rule)));
        }
        criteria.push((Role::Numerator, joined(&rule.met_when, "; and ")));
        let population = |(role, text): (Role, String)| MeasurePopulation {
            code: role.concept(),
            criteria: Expression::of(rule, role.code(), text.clone()),
            description: text,
        };
        MeasureGroup {
            population: criteria.into_iter().map(population).collect(),
            stratifier: MeasureStratifier::of(rule).into_iter().collect(),
        }
    }
}

/// The reasons in the order in which they are tested.
fn exclusions(rule: &KpiDefinition) -> String {
    let reasons = rule.exclusions.iter();
    let reasons: Vec<_> = reasons
        .map(|clause| {
            format!(
                "{}: {}",
                clause.reason.token(),
                marked(&clause.text, clause.assumed)
            )
        })
        .collect();
    format!("The first that applies of: {}", reasons.join("; "))
}

impl MeasureStratifier {
    /// The strata of a KPI counted by record: a reason each, and what blanks leave open.
    fn of(rule: &KpiDefinition) -> Option<Self> {
        let reasons = rule.exclusions.iter().map(|clause| clause.reason.token());
        let reasons: Vec<_> = reasons.chain(["missing"]).collect();
        (rule.form == Form::Proportion).then(|| MeasureStratifier {
            code: CodeableConcept::text(super::report::REASON),
            criteria: Expression::of(rule, super::report::REASON, reasons.join(", ")),
        })
    }
}

impl Expression {
    fn of(rule: &KpiDefinition, part: &str, text: String) -> Self {
        Expression {
            name: format!("kpi-{}-{part}", rule.kpi),
            language: "text/plain".to_owned(),
            expression: text,
        }
    }
}
