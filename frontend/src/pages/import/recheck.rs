//! What came of checking mended rows again.

use std::rc::Rc;

use flsdb_domain::wire::imports::{ImportRecord, ImportStatus};
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::{format, texts::import as words};

/// A check of mended rows that was asked for on this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recheck {
    /// Rows that were rejected before.
    pub before: u64,
    /// Its number among those of this page.
    pub turn: u32,
}

/// Properties of [`Rechecked`].
#[derive(Properties, PartialEq)]
pub struct RecheckedProps {
    /// What was asked for.
    pub recheck: Recheck,
    /// The import as it stands.
    pub import: Rc<ImportRecord>,
}

/// A line that takes the focus from the button, which goes while the rows are checked, and then says what came of it.
#[component]
pub fn Rechecked(props: &RecheckedProps) -> Html {
    let node = use_node_ref();
    use_effect_with(props.recheck.turn, {
        let node = node.clone();
        move |_| {
            if let Some(line) = node.cast::<HtmlElement>() {
                // Fails only on an element that is not in the page.
                let _ = line.focus();
            }
        }
    });
    html! {
        <p class="nhsuk-inset-text fls-rechecked" role="status" tabindex="-1" ref={node}>
            { outcome(props.import.status, props.recheck.before, props.import.counts.rejected) }
        </p>
    }
}

/// What came of it, by the rows rejected before and now.
fn outcome(status: ImportStatus, before: u64, now: u64) -> String {
    if status == ImportStatus::Checking {
        words::CHECKING_AGAIN.to_owned()
    } else if now == 0 {
        words::ALL_GOOD.to_owned()
    } else if now >= before {
        words::NONE_MENDED.to_owned()
    } else {
        let mended = format::counted(before - now, words::ROW, words::ROWS);
        format!(
            "{mended}{}{}{}",
            words::MENDED,
            format::count(now),
            words::STILL_REJECTED
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_it() {
        for (status, before, now, expected) in [
            (ImportStatus::Checking, 3, 3, "Checking…"),
            (ImportStatus::Checked, 3, 3, words::NONE_MENDED),
            (ImportStatus::Checked, 3, 4, words::NONE_MENDED),
            (
                ImportStatus::Checked,
                1_003,
                1_001,
                "2 rows mended, 1,001 still rejected.",
            ),
            (ImportStatus::Checked, 1, 0, words::ALL_GOOD),
        ] {
            assert_eq!(outcome(status, before, now), expected, "{before} and {now}");
        }
    }
}
