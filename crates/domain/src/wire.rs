//! The shapes that travel as JSON, each once: the server writes them, the page reads them, OpenAPI describes them.
//!
//! What people and systems send is `validator`-checked for form here; clinical rules are in [`crate::validation`].

pub mod about;
pub mod audit;
pub mod auth;
pub mod care;
pub mod charts;
pub mod clients;
pub mod fhir;
pub mod findings;
pub mod identity;
pub mod imports;
pub mod kpis;
pub mod letters;
pub mod messages;
pub mod opt_out;
pub mod page;
pub mod periods;
pub mod problem;
pub mod quality;
pub mod records;
pub mod registrations;
pub mod reports;
pub mod resources;
pub mod services;
pub mod submissions;
mod text;
pub mod users;
pub mod worklist;

pub use about::About;
pub use page::Page;
pub use problem::{Problem, WireFinding};
