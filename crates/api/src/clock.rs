//! What day it is.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::London;

/// Tells the day that counts as today; `--today` stops it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// It is always this day.
    Fixed(NaiveDate),
    /// The date in Europe/London.
    London,
}

impl Clock {
    /// The day that counts as today.
    pub fn today(self) -> NaiveDate {
        match self {
            Clock::Fixed(day) => day,
            Clock::London => Utc::now().with_timezone(&London).date_naive(),
        }
    }

    /// The present moment: on a stopped clock, the time of day on the day that counts as today.
    pub fn now(self) -> DateTime<Utc> {
        let now = Utc::now();
        match self {
            Clock::Fixed(day) => day.and_time(now.time()).and_utc(),
            Clock::London => now,
        }
    }
}
