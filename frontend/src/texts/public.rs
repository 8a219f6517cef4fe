//! What anybody may see: the KPIs, resources, and how a service takes part.

pub const HOME: &str = "Home";
pub const KPIS: &str = "The indicators";
pub const KPIS_DETAIL: &str = "What each key performance indicator measures, whom it counts, and when it is met. Every figure \
                               in this registry follows these rules, which are stored with it.";

pub const RESOURCES: &str = "Resources";
pub const RESOURCES_LEAD: &str =
    "Documents and links about bone health, falls and fracture liaison services.";
/// Headings by audience, in the order of the vocabulary.
pub const FOR: [&str; 3] = ["For professionals", "For patients", "For carers"];
pub const NO_RESOURCES: &str = "No resources yet";
pub const NO_RESOURCES_DETAIL: &str =
    "Leaflets, guidance and links appear here as soon as the registry adds them.";
pub const DATED: &str = "Dated ";
pub const ON: &str = ", on ";
pub const DOWNLOAD: &str = "Download PDF";

pub const TAKE_PART: &str = "Take part";
pub const TAKE_PART_TITLE: &str = "How a service takes part";
pub const TAKE_PART_LEAD: &str =
    "Any fracture liaison service in England, Wales or Northern Ireland can take part.";
/// Sections: heading and lines.
pub const TAKE_PART_SECTIONS: &[(&str, &[&str])] = &[
    (
        "What is collected",
        &[
            "About each patient aged 50 or over with a fragility fracture: date of birth, sex, postcode and NHS number, and the \
             fracture.",
            "What the service did: assessment, bone density scan, falls, treatment, and the follow-ups at 16 weeks and one year.",
            "How many hip fractures the hospital had in the year, so that the size of the service can be judged.",
        ],
    ),
    (
        "What a service gets",
        &[
            "A worklist that says whom to call, scan or follow up today, and what is about to be late.",
            "Its own indicators at any time, with charts, and those of other services beside them.",
            "Letters to patients and GPs, filled from the record.",
            "Reports for the team, the board and commissioners.",
        ],
    ),
];
pub const STEPS: &str = "The steps";
pub const STEPS_LIST: &[&str] = &[
    "Send the form below. It commits you to nothing.",
    "The registry answers by e-mail. Your hospital and the registry agree on how records are kept and who sees them.",
    "Your service gets a code of three characters and its clinical lead an account. The lead adds colleagues.",
    "Import the records that you have from a spreadsheet, or begin with the next patient.",
];
pub const ASK: &str = "Ask to take part";
pub const ASK_DETAIL: &str =
    "We use what you send only to answer you. Do not write anything about a patient here.";
pub const SERVICE_NAME: &str = "Hospital or service";
pub const NATION: &str = "Nation";
pub const CONTACT_NAME: &str = "Your name";
pub const EMAIL: &str = "Your e-mail address at work";
pub const MESSAGE: &str = "Anything else we should know";
pub const MESSAGE_HINT: &str =
    "If you like: how many patients you see in a year, and when you want to start.";
pub const SEND: &str = "Send";
pub const SENT: &str = "Thank you. Your request has been sent";
pub const SENT_DETAIL: &str =
    "We answer to the e-mail address that you gave. If you write to us before, quote ";
