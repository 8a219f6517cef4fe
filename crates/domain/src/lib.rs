//! The rules of a fracture liaison service's registry, once.
//!
//! The data set (every question, its options, its findings), the key performance indicators, roles and
//! permissions, and the shapes that travel as JSON. Nothing here reads a file, a clock, a database or a
//! network: `today` is always an argument. The server, the import and the page compile this same crate.

pub mod access;
pub mod answer;
pub mod care;
pub mod dates;
pub mod deprivation;
pub mod episode;
pub mod finding;
pub mod identity;
pub mod kpi;
pub mod letters;
pub mod measures;
pub mod nhs_number;
pub mod opt_out;
pub mod ownership;
pub mod period;
pub mod postcode;
pub mod progress;
pub mod pseudonym;
pub mod question;
pub mod reading;
pub mod service;
pub mod submission;
pub mod validation;
pub mod vocabulary;
pub mod wire;

pub use episode::{Assessment, Episode, FollowUp16, FollowUp52, Fracture, Patient, Refracture};
pub use finding::{Finding, FindingCode, Level};
pub use nhs_number::NhsNumber;
pub use postcode::Postcode;
pub use question::{Field, Part, Question, Section};
pub use reading::Reading;
pub use service::{Nation, ServiceCode};
