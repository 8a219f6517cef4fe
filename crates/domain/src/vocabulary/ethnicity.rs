//! Ethnic category, NHS Data Dictionary (national codes A–Z, 2001 census groups). Optional; no column in FLS-DB files.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Choice, Coded, choice};

/// Ethnic category of the NHS Data Dictionary: the letter is the national code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EthnicCategory {
    /// White - British.
    #[serde(rename = "white_british")]
    A,
    /// White - Irish.
    #[serde(rename = "white_irish")]
    B,
    /// White - Any other White background.
    #[serde(rename = "white_any_other_white_background")]
    C,
    /// Mixed - White and Black Caribbean.
    #[serde(rename = "mixed_white_and_black_caribbean")]
    D,
    /// Mixed - White and Black African.
    #[serde(rename = "mixed_white_and_black_african")]
    E,
    /// Mixed - White and Asian.
    #[serde(rename = "mixed_white_and_asian")]
    F,
    /// Mixed - Any other mixed background.
    #[serde(rename = "mixed_any_other_mixed_background")]
    G,
    /// Asian or Asian British - Indian.
    #[serde(rename = "asian_or_asian_british_indian")]
    H,
    /// Asian or Asian British - Pakistani.
    #[serde(rename = "asian_or_asian_british_pakistani")]
    J,
    /// Asian or Asian British - Bangladeshi.
    #[serde(rename = "asian_or_asian_british_bangladeshi")]
    K,
    /// Asian or Asian British - Any other Asian background.
    #[serde(rename = "asian_or_asian_british_any_other_asian_background")]
    L,
    /// Black or Black British - Caribbean.
    #[serde(rename = "black_or_black_british_caribbean")]
    M,
    /// Black or Black British - African.
    #[serde(rename = "black_or_black_british_african")]
    N,
    /// Black or Black British - Any other Black background.
    #[serde(rename = "black_or_black_british_any_other_black_background")]
    P,
    /// Other Ethnic Groups - Chinese.
    #[serde(rename = "other_ethnic_groups_chinese")]
    R,
    /// Other Ethnic Groups - Any other ethnic group.
    #[serde(rename = "other_ethnic_groups_any_other_ethnic_group")]
    S,
    /// Not stated.
    #[serde(rename = "not_stated")]
    Z,
    /// Not known.
    #[serde(rename = "not_known")]
    NotKnown,
}

impl Coded for EthnicCategory {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<EthnicCategory>] = &[
            choice(EthnicCategory::A, "white_british", "White - British"),
            choice(EthnicCategory::B, "white_irish", "White - Irish"),
            choice(
                EthnicCategory::C,
                "white_any_other_white_background",
                "White - Any other White background",
            ),
            choice(
                EthnicCategory::D,
                "mixed_white_and_black_caribbean",
                "Mixed - White and Black Caribbean",
            ),
            choice(
                EthnicCategory::E,
                "mixed_white_and_black_african",
                "Mixed - White and Black African",
            ),
            choice(
                EthnicCategory::F,
                "mixed_white_and_asian",
                "Mixed - White and Asian",
            ),
            choice(
                EthnicCategory::G,
                "mixed_any_other_mixed_background",
                "Mixed - Any other mixed background",
            ),
            choice(
                EthnicCategory::H,
                "asian_or_asian_british_indian",
                "Asian or Asian British - Indian",
            ),
            choice(
                EthnicCategory::J,
                "asian_or_asian_british_pakistani",
                "Asian or Asian British - Pakistani",
            ),
            choice(
                EthnicCategory::K,
                "asian_or_asian_british_bangladeshi",
                "Asian or Asian British - Bangladeshi",
            ),
            choice(
                EthnicCategory::L,
                "asian_or_asian_british_any_other_asian_background",
                "Asian or Asian British - Any other Asian background",
            ),
            choice(
                EthnicCategory::M,
                "black_or_black_british_caribbean",
                "Black or Black British - Caribbean",
            ),
            choice(
                EthnicCategory::N,
                "black_or_black_british_african",
                "Black or Black British - African",
            ),
            choice(
                EthnicCategory::P,
                "black_or_black_british_any_other_black_background",
                "Black or Black British - Any other Black background",
            ),
            choice(
                EthnicCategory::R,
                "other_ethnic_groups_chinese",
                "Other Ethnic Groups - Chinese",
            ),
            choice(
                EthnicCategory::S,
                "other_ethnic_groups_any_other_ethnic_group",
                "Other Ethnic Groups - Any other ethnic group",
            ),
            choice(EthnicCategory::Z, "not_stated", "Not stated"),
            choice(EthnicCategory::NotKnown, "not_known", "Not known"),
        ];
        Cow::Borrowed(CHOICES)
    }
}
