//! The API through HTTP, each body on both databases. The modules mirror the addresses.

#![cfg(test)]

mod access;
mod administration;
mod auth;
mod bad_input;
mod care;
mod charts;
mod clients;
mod differences;
mod documentation;
mod errors;
mod exports;
mod fhir;
mod figures;
mod findings;
mod following;
mod fractures;
mod harness;
mod identity;
mod imports;
mod ledger;
mod operation;
mod opt_out;
mod outlook;
mod patients;
mod periods;
mod public;
mod quality;
mod records;
mod reports;
mod submissions;
mod worklist;
