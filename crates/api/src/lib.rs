//! The registry over HTTP: routes, sign-in, problems, the page, and the commands of `flsdb`.
//!
//! A handler extracts, makes one call, and wraps the answer. Rules are the domain's, queries the store's, figures the
//! KPI crate's; nothing of them is decided here.

pub mod auth;
pub mod body;
pub mod cli;
pub mod clock;
pub mod conditions;
pub mod demo;
pub mod differences;
pub mod documentation;
pub mod exports;
pub mod figures;
pub mod imports;
pub mod ledger;
mod matching;
pub mod once;
pub mod outlook;
pub mod page;
pub mod problem;
pub mod quality;
pub mod reads;
pub mod records;
pub mod registry;
pub mod reports;
pub mod retirement;
pub mod routes;
pub mod server;
pub mod settings;
pub mod streaming;
pub mod submissions;
pub mod worklist;
