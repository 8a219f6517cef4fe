//! Charts: scales, what is drawn, and how it stands on the page.

pub mod drawing;
pub mod heat;
pub mod picture;
pub mod scale;
