//! The texts that hold until a service writes its own.
//!
//! Those to patients use short words and sentences, for readers of 9 to 11 years: the level that the NHS digital service
//! manual asks for ("Health literacy": aim for a reading age of 9 to 11). They say what was found and written down, and
//! advise nothing.

use super::LetterKind;

/// The standard text of a kind of letter.
pub fn standard(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::AssessmentGp => ASSESSMENT_GP,
        LetterKind::AssessmentPatient => ASSESSMENT_PATIENT,
        LetterKind::FollowUp16Gp => FOLLOW_UP_16_GP,
        LetterKind::FollowUp16Patient => FOLLOW_UP_16_PATIENT,
        LetterKind::FollowUp52Gp => FOLLOW_UP_52_GP,
        LetterKind::FollowUp52Patient => FOLLOW_UP_52_PATIENT,
    }
}

const ASSESSMENT_GP: &str = "\
{{service_name}}
{{today}}

To: {{gp_practice}}

Fracture liaison service: assessment

Patient: {{patient_name}}
NHS number: {{nhs_number}}
Date of birth: {{date_of_birth}}

Dear colleague,

We assessed this patient after a fracture. This is what we found and recommended.

Fracture: {{fracture_site}}, {{fracture_date}}
Assessment: {{assessment_date}}, {{assessment_outcome}}
Bone scan (DXA): {{dxa_result}}
Date of the scan: {{dxa_date}}
Lowest T-score: {{t_score}}
Risk of another fracture: {{fracture_risk}}
Bone therapy recommended: {{bone_therapy}}
Calcium or vitamin D recommended: {{calcium_vitamin_d}}
Falls risk assessment: {{falls_risk}}
Falls referrals: {{falls_referrals}}

Yours sincerely,


{{service_name}}
";

const ASSESSMENT_PATIENT: &str = "\
{{service_name}}
{{today}}

{{patient_name}}
NHS number: {{nhs_number}}

Dear {{salutation}},

You broke a bone. We looked at the health of your bones. This letter tells you what we wrote down.

Where you broke a bone: {{fracture_site}}
When we found it: {{fracture_date}}
When we looked at your bone health: {{assessment_date}}

Bone scan: {{dxa_result}}
Your scan score (T-score): {{t_score}}
Your risk of another broken bone: {{fracture_risk}}

Medicine for your bones: {{bone_therapy}}
Calcium or vitamin D: {{calcium_vitamin_d}}

Check of your risk of a fall: {{falls_risk}}
Where we sent you for help with falls: {{falls_referrals}}

Is something wrong here? Is it hard to read? Please call us. We are glad to help.

Best wishes,


{{service_name}}
";

const FOLLOW_UP_16_GP: &str = "\
{{service_name}}
{{today}}

To: {{gp_practice}}

Fracture liaison service: follow-up at 12 to 16 weeks

Patient: {{patient_name}}
NHS number: {{nhs_number}}
Date of birth: {{date_of_birth}}

Dear colleague,

This is the state that we recorded 12 to 16 weeks after this patient's fracture.

Fracture: {{fracture_site}}, {{fracture_date}}
Followed up: {{follow_up_outcome}}
Date: {{follow_up_date}}
Bone therapy recommended: {{bone_therapy}}
Bone therapy now: {{therapy_now}}
Calcium or vitamin D started: {{calcium_vitamin_d_now}}
Strength and balance exercise started: {{exercise_started}}

Yours sincerely,


{{service_name}}
";

const FOLLOW_UP_16_PATIENT: &str = "\
{{service_name}}
{{today}}

{{patient_name}}
NHS number: {{nhs_number}}

Dear {{salutation}},

You broke a bone a few months ago. We asked how you are now. This letter tells you what we wrote down.

Where you broke a bone: {{fracture_site}}
When we asked how you are: {{follow_up_date}}

Medicine for your bones now: {{therapy_now}}
Calcium or vitamin D: {{calcium_vitamin_d_now}}
Exercise to make you strong and steady: {{exercise_started}}

Is something wrong here? Is it hard to read? Please call us. We are glad to help.

Best wishes,


{{service_name}}
";

const FOLLOW_UP_52_GP: &str = "\
{{service_name}}
{{today}}

To: {{gp_practice}}

Fracture liaison service: follow-up at 48 to 56 weeks

Patient: {{patient_name}}
NHS number: {{nhs_number}}
Date of birth: {{date_of_birth}}

Dear colleague,

This is the state that we recorded 48 to 56 weeks after this patient's fracture.

Fracture: {{fracture_site}}, {{fracture_date}}
Followed up: {{follow_up_outcome}}
Date: {{follow_up_date}}
Bone therapy recommended: {{bone_therapy}}
Bone therapy now: {{therapy_now}}
Calcium or vitamin D taken: {{calcium_vitamin_d_now}}
Fractures since: {{new_fractures}}

Yours sincerely,


{{service_name}}
";

const FOLLOW_UP_52_PATIENT: &str = "\
{{service_name}}
{{today}}

{{patient_name}}
NHS number: {{nhs_number}}

Dear {{salutation}},

You broke a bone a year ago. We asked how you are now. This letter tells you what we wrote down.

Where you broke a bone: {{fracture_site}}
When we asked how you are: {{follow_up_date}}

Medicine for your bones now: {{therapy_now}}
Calcium or vitamin D: {{calcium_vitamin_d_now}}
How many more bones you broke since: {{new_fractures}}

Is something wrong here? Is it hard to read? Please call us. We are glad to help.

Best wishes,


{{service_name}}
";
