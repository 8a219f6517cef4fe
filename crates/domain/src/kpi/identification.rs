//! KPI 2, identification: records over the caseload that the hip fractures let expect. No outcome per record.

use crate::vocabulary::Site;

use super::{
    Facts, Identified, Parameters,
    definition::{Clause, Wording},
};

/// Whether the record counts in the numerator: every record, or in the IOF set those whose 1.11 is neither Spine nor
/// blank.
pub fn counts(facts: &Facts, parameters: &Parameters) -> bool {
    match parameters.identified {
        Identified::All => true,
        Identified::NonSpine => !matches!(facts.sites[0], None | Some(Site::Spine)),
    }
}

/// The rule in plain words, and the standards measured against†.
pub(super) fn wording(parameters: &Parameters) -> Wording {
    Wording {
        title: "Identification",
        measures: "How many of the fragility fractures that must have occurred the service has found.",
        denominator: Clause::read(format!(
            "Hip fractures of the period × {}",
            parameters.fractures_per_hip
        )),
        exclusions: vec![],
        met_when: vec![Clause::read(match parameters.identified {
            Identified::All => "Every record counts",
            Identified::NonSpine => "1.11 is neither Spine nor blank",
        })],
        standards: &["ROS FLS standards, Identification", "NICE QS149"],
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{SetId, table::facts},
        *,
    };

    #[test]
    fn iof_counts_what_is_known_not_to_be_of_the_spine() {
        for (cells, fls_db, iof) in [
            ("1.11=Hip", true, true),
            ("1.11=Spine", true, false),
            ("1.11=Wrist 1.12=Spine", true, true),
            ("", true, false),
        ] {
            let facts = facts(cells);
            assert_eq!(counts(&facts, &SetId::FlsDb.set().parameters), fls_db, "{cells}");
            assert_eq!(
                counts(&facts, &SetId::FlsDbLive.set().parameters),
                fls_db,
                "{cells}"
            );
            assert_eq!(counts(&facts, &SetId::Iof.set().parameters), iof, "{cells}");
        }
    }
}
