//! Scales and labels: where a value stands, which numbers and months an axis names. Nothing here draws.

use chrono::Datelike;
use flsdb_domain::wire::charts::Month;

/// A straight scale: `from` stands at `start`, `to` at `end`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Linear {
    /// The value at the start.
    pub from: f64,
    /// The value at the end.
    pub to: f64,
    /// Where the scale starts, in units of the picture.
    pub start: f64,
    /// Where it ends.
    pub end: f64,
}

impl Linear {
    /// Where a value stands. What lies outside stands at the nearer end.
    pub fn at(self, value: f64) -> f64 {
        let span = self.to - self.from;
        if span <= 0.0 {
            return self.start;
        }
        let share = ((value - self.from) / span).clamp(0.0, 1.0);
        self.start + share * (self.end - self.start)
    }

    /// Whether a value lies on the scale.
    pub fn holds(self, value: f64) -> bool {
        (self.from..=self.to).contains(&value)
    }
}

/// The distance between ticks: 1, 2 or 5 times a power of ten, so that about `count` steps cover the span.
fn step(span: f64, count: usize) -> f64 {
    let rough = span / count.max(1) as f64;
    if rough <= 0.0 || !rough.is_finite() {
        return 1.0;
    }
    let power = 10_f64.powi(rough.log10().floor() as i32);
    let factor = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|factor| factor * power >= rough * 0.999);
    factor.unwrap_or(10.0) * power
}

/// The end of an axis that starts at 0 and holds `largest`: a round number, at most `cap`.
pub fn top(largest: f64, cap: Option<f64>) -> f64 {
    let step = step(largest.max(1.0), 5);
    let round = (largest.max(1.0) / step - 1e-9).ceil() * step;
    cap.map_or(round, |cap| round.min(cap))
}

/// Round numbers from 0 to `to`, about `count` of them.
pub fn ticks(to: f64, count: usize) -> Vec<f64> {
    let step = step(to, count);
    let steps = (to / step + 1e-9).floor().clamp(0.0, 100.0) as usize;
    (0..=steps).map(|n| n as f64 * step).collect()
}

/// What a label of the time axis needs at least, in units of the picture.
const MONTH_LABEL: f64 = 58.0;

/// The months that the axis names, by their places in the list, and how. January and the first label have the year.
pub fn month_labels(months: &[Month], width_of_month: f64) -> Vec<(usize, String)> {
    let needed = MONTH_LABEL / width_of_month.max(0.1);
    let every = [1, 2, 3, 6, 12, 24, 60]
        .into_iter()
        .find(|every| f64::from(*every) >= needed);
    let every = every.unwrap_or(120);
    let mut labels = Vec::new();
    for (at, month) in months.iter().enumerate() {
        let day = month.first_day();
        if (day.year() * 12 + day.month0() as i32) % every != 0 {
            continue;
        }
        let form = match every {
            12.. => "%Y",
            _ if labels.is_empty() || day.month() == 1 => "%b %Y",
            _ => "%b",
        };
        labels.push((at, day.format(form).to_string()));
    }
    labels
}

/// Moves labels apart so that neighbours have `gap` between them and all lie from `low` to `high`; closer together if
/// there is no room. Their order stays.
pub fn apart(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let gaps = wanted.len().saturating_sub(1).max(1) as f64;
    let gap = gap.min((high - low).max(0.0) / gaps);
    let mut placed = wanted.to_vec();
    let mut least = low;
    for at in &order {
        placed[*at] = placed[*at].max(least);
        least = placed[*at] + gap;
    }
    let mut most = high;
    for at in order.iter().rev() {
        placed[*at] = placed[*at].min(most);
        most = placed[*at] - gap;
    }
    placed
}

/// About how wide a text is.
pub fn text_width(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * size * 0.56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_on_the_scale() {
        let scale = Linear {
            from: 0.0,
            to: 100.0,
            start: 300.0,
            end: 20.0,
        };
        for (value, place) in [
            (0.0, 300.0),
            (50.0, 160.0),
            (100.0, 20.0),
            (-5.0, 300.0),
            (120.0, 20.0),
        ] {
            assert!((scale.at(value) - place).abs() < 1e-9, "{value}");
        }
        assert!(scale.holds(100.0) && !scale.holds(100.1));
        let nothing = Linear {
            from: 1.0,
            to: 1.0,
            start: 5.0,
            end: 9.0,
        };
        assert_eq!(nothing.at(1.0), 5.0);
    }

    #[test]
    fn axes_end_at_round_numbers() {
        for (largest, cap, end) in [
            (0.0, Some(100.0), 1.0),
            (7.3, Some(100.0), 8.0),
            (20.0, Some(100.0), 20.0),
            (62.5, Some(100.0), 80.0),
            (96.0, Some(100.0), 100.0),
            (104.0, Some(100.0), 100.0),
            (104.0, None, 150.0),
            (338.0, None, 400.0),
        ] {
            assert_eq!(top(largest, cap), end, "{largest}");
        }
    }

    #[test]
    fn ticks_are_round_and_end_within_the_axis() {
        for (to, count, expected) in [
            (100.0, 5, vec![0.0, 20.0, 40.0, 60.0, 80.0, 100.0]),
            (8.0, 5, vec![0.0, 2.0, 4.0, 6.0, 8.0]),
            (30.0, 3, vec![0.0, 10.0, 20.0, 30.0]),
            (608.0, 4, vec![0.0, 200.0, 400.0, 600.0]),
            (0.0, 5, vec![0.0]),
        ] {
            assert_eq!(ticks(to, count), expected, "{to}");
        }
    }

    fn months(first: &str, count: u32) -> Vec<Month> {
        let first: Month = first.parse().expect("a month");
        let later = |n| first.first_day().checked_add_months(chrono::Months::new(n));
        (0..count).map(|n| Month::of(later(n).expect("a day"))).collect()
    }

    #[test]
    fn months_are_named_as_room_allows() {
        for (first, count, width, expected) in [
            ("2024-01", 4, 60.0, "0 Jan 2024, 1 Feb, 2 Mar, 3 Apr"),
            ("2023-11", 4, 30.0, "0 Nov 2023, 2 Jan 2024"),
            ("2024-02", 12, 20.0, "2 Apr 2024, 5 Jul, 8 Oct, 11 Jan 2025"),
            ("2022-01", 36, 7.0, "0 2022, 12 2023, 24 2024"),
            ("2024-02", 3, 1.0, ""),
        ] {
            let labels = month_labels(&months(first, count), width);
            let told: Vec<_> = labels.iter().map(|(at, text)| format!("{at} {text}")).collect();
            assert_eq!(told.join(", "), expected, "{first} {width}");
        }
    }

    #[test]
    fn labels_keep_apart_in_order_and_within() {
        for (wanted, expected) in [
            (vec![], vec![]),
            (vec![50.0], vec![50.0]),
            (vec![50.0, 52.0], vec![50.0, 64.0]),
            (vec![52.0, 50.0], vec![64.0, 50.0]),
            (vec![98.0, 99.0, 97.0], vec![86.0, 100.0, 72.0]),
            (vec![-5.0, 120.0], vec![0.0, 100.0]),
            (
                (0..11).map(f64::from).collect(),
                (0..11).map(|n| f64::from(n) * 10.0).collect(),
            ),
        ] {
            assert_eq!(apart(&wanted, 14.0, 0.0, 100.0), expected, "{wanted:?}");
        }
    }
}
