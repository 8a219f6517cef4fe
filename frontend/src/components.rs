//! The parts that pages are made of, on the markup and classes of nhsuk-frontend.

pub mod bar;
pub mod chart;
pub mod disclosure;
pub mod error_summary;
pub mod file_form;
pub mod form;
pub mod frame;
pub mod heading;
pub mod kpi_rule;
pub mod link;
pub mod pages;
pub mod plain;
pub mod question_field;
pub mod short_form;
pub mod shortcuts;
pub mod states;
pub mod still_there;
pub mod tag;
