//! Every row of the reference vectors: what published R packages computed. The folder is `FLSDB_STATISTICS`, by
//! default the repository's copy; its README has the definitions.

#![cfg(test)]

mod anhoej;
mod funnel;
mod intervals;
mod over_dispersion;
mod vectors;
mod xmr;
