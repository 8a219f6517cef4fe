//! How far a running import has come.

use flsdb_domain::wire::imports::{ImportStatus, Progress};
use yew::prelude::*;

use crate::{format, texts::import as words};

/// Properties of [`ProgressBar`].
#[derive(Properties, PartialEq)]
pub struct ProgressBarProps {
    /// Rows read, and of how many.
    pub progress: Progress,
    /// Checking or committing.
    pub status: ImportStatus,
}

/// When and where the page began to watch: the basis of the time left.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Start {
    milliseconds: f64,
    rows: u64,
}

/// A bar with rows and time left; told aloud by tenths only.
#[component]
pub fn ProgressBar(props: &ProgressBarProps) -> Html {
    let start = use_mut_ref(|| None::<(ImportStatus, Start)>);
    let left = use_state_eq(|| None::<u64>);
    use_effect_with((props.progress, props.status), {
        let left = left.clone();
        move |(progress, status)| {
            let now = js_sys::Date::now();
            let begun = match *start.borrow() {
                Some((of, start)) if of == *status => start,
                _ => Start {
                    milliseconds: now,
                    rows: progress.rows_read,
                },
            };
            start.replace(Some((*status, begun)));
            left.set(seconds_left(begun, *progress, now));
        }
    });
    let Progress {
        rows_read,
        rows_total,
    } = props.progress;
    let title = match props.status {
        ImportStatus::Committing => words::STORING,
        _ => words::READING,
    };
    let rows = match rows_total {
        Some(total) => format!(
            "{}{}{}",
            format::count(rows_read),
            words::OF,
            format::counted(total, words::ROW, words::ROWS)
        ),
        None => format::counted(rows_read, words::ROW, words::ROWS),
    };
    html! {
        <div class="fls-progress">
            <label for="progress">{ title }</label>
            <progress id="progress" max={rows_total.unwrap_or(0).max(1).to_string()}
                      value={rows_total.map(|_| rows_read.to_string())}>{ &rows }</progress>
            <p>
                { rows }
                if let Some(seconds) = *left {
                    { ", " }{ format::counted(seconds, words::SECOND, words::SECONDS) }{ words::LEFT }
                }
            </p>
            <p class="nhsuk-u-visually-hidden" role="status">{ aloud(props.progress) }</p>
        </div>
    }
}

/// The tenths done, for people who listen; changes ten times and no oftener.
fn aloud(progress: Progress) -> String {
    match progress.rows_total {
        Some(total) if total > 0 => format!("{} per cent", 10 * (10 * progress.rows_read.min(total) / total)),
        _ => String::new(),
    }
}

/// Seconds left at the pace so far; none before there is a pace, or when it is a matter of a second.
fn seconds_left(start: Start, progress: Progress, now: f64) -> Option<u64> {
    let done = progress
        .rows_read
        .checked_sub(start.rows)
        .filter(|rows| *rows > 0)?;
    let open = progress.rows_total?.checked_sub(progress.rows_read)?;
    let seconds = (now - start.milliseconds) / 1_000.0 * open as f64 / done as f64;
    (1.0..1e9).contains(&seconds).then(|| seconds.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(rows_read: u64, rows_total: Option<u64>) -> Progress {
        Progress {
            rows_read,
            rows_total,
        }
    }

    #[test]
    fn told_by_tenths() {
        for (read, total, text) in [
            (0, Some(50_000), "0 per cent"),
            (9_999, Some(50_000), "10 per cent"),
            (50_000, Some(50_000), "100 per cent"),
            (5, None, ""),
            (0, Some(0), ""),
        ] {
            assert_eq!(aloud(progress(read, total)), text);
        }
    }

    #[test]
    fn the_time_left_follows_the_pace() {
        let start = Start {
            milliseconds: 1_000.0,
            rows: 1_000,
        };
        for (read, total, now, expected) in [
            (1_000, Some(9_000), 5_000.0, None),
            (3_000, Some(9_000), 5_000.0, Some(12)),
            (9_000, Some(9_000), 5_000.0, None),
            (3_000, None, 5_000.0, None),
        ] {
            assert_eq!(
                seconds_left(start, progress(read, total), now),
                expected,
                "{read} of {total:?}"
            );
        }
    }
}
