use proptest::prelude::*;

use super::*;
use crate::wire::{care::ContactDetails, records::EpisodeRecord};

fn every_kind() -> Vec<LetterKind> {
    LetterKind::choices().iter().map(|choice| choice.value).collect()
}

/// An episode with an answer to everything that a letter may say.
fn episode() -> EpisodeRecord {
    let stamp = serde_json::json!({"version": 1, "changed_at": "2024-06-01T10:00:00Z", "changed_by": "Ada"});
    serde_json::from_value(serde_json::json!({
        "id": "f", "patient_id": "p", "service": "BRD",
        "patient": {"nhs_number": "9434765919", "date_of_birth": "1948-03-05"},
        "fracture": {"diagnosed_on": "2024-03-05", "site": "wrist", "second_site": "non_hip_non_spine"},
        "assessment": {
            "assessed_on": "2024-04-02", "dxa": "not_ordered", "dxa_not_ordered_reason": "declined",
            "dxa_on": "2024-04-01", "t_score": -2.5, "fracture_risk": "high",
            "bone_therapy": ["alendronate", "referred_to_gp_to_decide_prescription"], "calcium_vitamin_d": "yes",
            "falls_assessment": "referred", "falls_referrals": ["falls_clinic", "other"],
        },
        "follow_up_16": {
            "followed_up": "yes", "followed_up_on": "2024-06-20", "therapy": "alendronate",
            "calcium_vitamin_d_started": "no", "exercise_started": "dont_know",
        },
        "follow_up_52": {
            "followed_up": "yes", "followed_up_on": "2025-03-01", "therapy": "not_started",
            "calcium_vitamin_d_taken": "yes", "refracture_count": 0,
        },
        "stamps": {"episode": stamp, "patient": stamp, "fracture": stamp},
        "findings": [],
    }))
    .expect("an episode")
}

fn details() -> ContactDetails {
    ContactDetails {
        family_name: Some("Nowak".to_owned()),
        given_names: Some("Anna".to_owned()),
        gp_practice: Some("The {{surgery}}".to_owned()),
        ..ContactDetails::default()
    }
}

fn filled(kind: LetterKind, template: &str) -> String {
    let (episode, details) = (episode(), details());
    let subject = Subject {
        episode: &episode,
        details: Some(&details),
        service_name: "Bradford",
        today: "2024-07-01".parse().expect("a day"),
        kind,
    };
    fill(template, |placeholder| subject.value(placeholder))
}

#[test]
fn what_the_record_says() {
    use LetterKind::{AssessmentGp, AssessmentPatient, FollowUp16Gp, FollowUp52Gp};
    for (kind, placeholder, expected) in [
        (AssessmentGp, "patient_name", "Anna Nowak"),
        (AssessmentPatient, "salutation", "Anna Nowak"),
        (AssessmentGp, "nhs_number", "943 476 5919"),
        (AssessmentGp, "date_of_birth", "5 March 1948"),
        // Braces in a value are no placeholder.
        (AssessmentGp, "gp_practice", "The {{surgery}}"),
        (AssessmentGp, "service_name", "Bradford"),
        (AssessmentGp, " today ", "1 July 2024"),
        (AssessmentGp, "fracture_site", "wrist, not the hip or spine"),
        (AssessmentGp, "fracture_date", "5 March 2024"),
        (AssessmentGp, "assessment_date", "2 April 2024"),
        (AssessmentGp, "assessment_outcome", "done"),
        (AssessmentGp, "dxa_result", "not ordered (declined)"),
        (AssessmentGp, "dxa_date", "1 April 2024"),
        (AssessmentGp, "t_score", "-2.5"),
        (AssessmentGp, "fracture_risk", "high"),
        (
            AssessmentGp,
            "bone_therapy",
            "alendronate, referred to GP to decide prescription",
        ),
        (AssessmentGp, "calcium_vitamin_d", "yes"),
        (AssessmentGp, "falls_risk", "referred for it"),
        (AssessmentGp, "falls_referrals", "falls clinic, other"),
        (AssessmentGp, "therapy_now", BLANK),
        (FollowUp16Gp, "follow_up_date", "20 June 2024"),
        (FollowUp16Gp, "follow_up_outcome", "yes"),
        (FollowUp16Gp, "therapy_now", "alendronate"),
        (FollowUp16Gp, "calcium_vitamin_d_now", "no"),
        (FollowUp16Gp, "exercise_started", "not known"),
        (FollowUp52Gp, "follow_up_date", "1 March 2025"),
        (FollowUp52Gp, "therapy_now", "not started"),
        (FollowUp52Gp, "calcium_vitamin_d_now", "yes"),
        (FollowUp52Gp, "new_fractures", "0"),
    ] {
        let text = filled(kind, &format!("A {{{{{placeholder}}}}}."));
        assert_eq!(text, format!("A {expected}."), "{placeholder}");
    }
}

#[test]
fn what_is_no_placeholder_is_named() {
    for (kind, template, expected) in [
        (LetterKind::AssessmentGp, "Dear {{patient_name}}, {{ today }}", ""),
        (LetterKind::AssessmentGp, "no {braces} }} here", ""),
        (
            LetterKind::AssessmentGp,
            "{{name}} {{t_score}} {{name}} {{Today}}",
            "name Today",
        ),
        (LetterKind::AssessmentGp, "{{therapy_now}}", "therapy_now"),
        (
            LetterKind::FollowUp16Gp,
            "{{therapy_now}}{{exercise_started}}",
            "",
        ),
        (LetterKind::FollowUp16Gp, "{{new_fractures}}", "new_fractures"),
        (
            LetterKind::FollowUp52Gp,
            "{{new_fractures}} {{exercise_started}}",
            "exercise_started",
        ),
        (LetterKind::AssessmentGp, "{{today\n}} {{today}}", "{{today"),
        (LetterKind::AssessmentGp, "{{t}}\n{{x\r\n{{", "t {{x {{"),
    ] {
        assert_eq!(check(kind, template).join(" "), expected, "{template}");
    }
}

#[test]
fn standard_texts_know_their_placeholders_and_fill_whole() {
    for kind in every_kind() {
        let template = standard(kind);
        assert_eq!(check(kind, template), Vec::<&str>::new(), "{kind:?}");
        let text = filled(kind, template).replace("The {{surgery}}", "");
        assert!(!text.contains("{{") && !text.contains(BLANK), "{text}");
        assert!(
            text.contains("Anna Nowak") && text.contains("943 476 5919"),
            "{text}"
        );
    }
}

#[test]
fn an_empty_record_reads_not_recorded() {
    for kind in every_kind() {
        let text = fill(standard(kind), |_| None);
        assert!(text.contains(BLANK) && !text.contains("{{"), "{text}");
    }
}

/// The automated readability index (Smith and Senter, 1967): grade 6 is read at 11 years.
#[test]
fn patients_of_eleven_years_can_read_their_letters() {
    for kind in every_kind() {
        if kind.recipient() != Recipient::Patient {
            continue;
        }
        let template = standard(kind);
        let (start, end) = (
            template.find("Dear").expect("begins"),
            template.find("Best").expect("ends"),
        );
        let body = fill(&template[start..end], |_| Some("yes".to_owned()));
        let words: Vec<&str> = body
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let ends = |line: &str| line.matches(['.', '?']).count().max(1);
        let sentences: usize = body.lines().filter(|line| !line.is_empty()).map(ends).sum();
        let letters: usize = words.iter().map(|word| word.len()).sum();
        let (words, letters, sentences) = (words.len() as f64, letters as f64, sentences as f64);
        let grade = 4.71 * letters / words + 0.5 * words / sentences - 21.43;
        assert!(grade < 6.0, "{kind:?}: grade {grade:.1}");
    }
}

proptest! {
    #[test]
    fn text_without_braces_stays_as_it_is(text in "[^{]*") {
        prop_assert_eq!(fill(&text, |_| None), text.clone());
        prop_assert!(check(LetterKind::AssessmentGp, &text).is_empty());
    }

    #[test]
    fn what_is_checked_fills_whole(text in "([a-z ]|\\{\\{|\\}\\}|\n|\\{\\{today\\}\\}){0,6}") {
        if check(LetterKind::AssessmentGp, &text).is_empty() {
            prop_assert!(!fill(&text, |_| Some("x".to_owned())).contains("{{"));
        }
    }

    #[test]
    fn any_text_can_be_filled(text in any::<String>()) {
        fill(&text, |_| None);
        check(LetterKind::FollowUp52Patient, &text);
    }
}
