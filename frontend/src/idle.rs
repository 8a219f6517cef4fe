//! Nobody at the page: after a while the session ends by itself, with a warning before.

/// A session ends when nothing was touched for so many milliseconds.
const ENDS_AFTER: f64 = 20.0 * 60_000.0;
/// The warning comes so many milliseconds before.
const WARNS_BEFORE: f64 = 2.0 * 60_000.0;
/// The warning counts down in steps of so many seconds: it is read out.
const STEP: u32 = 10;

/// Whether somebody is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Presence {
    /// Somebody was, a moment ago.
    #[default]
    There,
    /// Nobody has been for long: the session ends in so many seconds, a multiple of ten.
    Missing(u32),
    /// The session is over.
    Gone,
}

/// What follows from the last sign of life; both moments in milliseconds since 1970. A clock that was set back is no
/// reason to end a session.
pub fn presence(last: f64, now: f64) -> Presence {
    let left = ENDS_AFTER - (now - last);
    if left <= 0.0 {
        Presence::Gone
    } else if left <= WARNS_BEFORE {
        let steps = (left / 1_000.0 / f64::from(STEP)).ceil();
        Presence::Missing(steps as u32 * STEP)
    } else {
        Presence::There
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_there_to_gone() {
        let minute = 60_000.0;
        for (idle, expected) in [
            (-minute, Presence::There),
            (0.0, Presence::There),
            (18.0 * minute - 1.0, Presence::There),
            (18.0 * minute, Presence::Missing(120)),
            (18.0 * minute + 1.0, Presence::Missing(120)),
            (19.0 * minute, Presence::Missing(60)),
            (20.0 * minute - 1.0, Presence::Missing(10)),
            (20.0 * minute, Presence::Gone),
            // The computer slept overnight.
            (600.0 * minute, Presence::Gone),
        ] {
            assert_eq!(presence(1_000.0, 1_000.0 + idle), expected, "{idle}");
        }
    }
}
