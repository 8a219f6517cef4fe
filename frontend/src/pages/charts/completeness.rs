//! Completeness by field and month, in words; the heat map is drawn by `components::chart::heat`.

use flsdb_domain::wire::quality::{DataQuality, FieldByMonth, MonthShare};

use super::told::{Told, source};
use crate::{
    format,
    texts::charts::{SOURCE, completeness as words},
};

/// Everything about the heat map but its drawing.
pub fn tell(found: &DataQuality) -> Told {
    let map = &found.completeness;
    let bad = map.fields.iter().filter(|field| field.total.bad).count();
    Told {
        title: words::NAME.to_owned(),
        about: words::ABOUT,
        sentence: format!("{bad}{}{}{}", words::OF, map.fields.len(), words::BAD_FIELDS),
        notes: vec![format!(
            "{}{}{}",
            words::LINE,
            map.tolerated_percent,
            words::LINE_END
        )],
        columns: words::COLUMNS,
        rows: map
            .fields
            .iter()
            .flat_map(|field| rows(field, &map.months))
            .collect(),
        source: format!(
            "{SOURCE}, {}",
            source(
                found.period.start,
                found.period.end,
                found.as_of,
                found.data_version
            )
        ),
        behind: Vec::new(),
    }
}

/// The whole period, then each month.
fn rows(field: &FieldByMonth, months: &[String]) -> Vec<Vec<String>> {
    let total = &field.total;
    let whole = MonthShare {
        audited: total.audited,
        blank: total.blank,
        share: total.share,
        bad: total.bad,
    };
    let row = |month: &str, share: MonthShare| {
        vec![
            field.title.clone(),
            month.to_owned(),
            format::count(share.blank),
            format::count(share.audited),
            share.share.map_or_else(|| "–".to_owned(), format::percent),
            if share.bad {
                words::BAD.to_owned()
            } else {
                String::new()
            },
        ]
    };
    let each = months
        .iter()
        .zip(&field.months)
        .map(|(month, share)| row(month, *share));
    [row(words::WHOLE_PERIOD, whole)]
        .into_iter()
        .chain(each)
        .collect()
}
