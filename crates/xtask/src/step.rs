//! Steps that are named as they run, with their time.

use std::fmt;
use std::time::{Duration, Instant};

/// Names a piece of work as it starts and tells its time when it ends.
pub fn step<T, E>(name: &str, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    println!("==> {name}");
    let start = Instant::now();
    let result = work();
    let outcome = if result.is_ok() { "done" } else { "failed" };
    println!("    {outcome} in {}", Clock(start.elapsed()));
    result
}

/// Names a piece of work that had been done before.
pub fn there(name: &str) {
    println!("==> {name}: there");
}

/// A time as people say it: `0.4 s`, `3 min 12 s`.
pub struct Clock(pub Duration);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs_f64();
        if seconds < 59.95 {
            write!(f, "{seconds:.1} s")
        } else {
            let whole = seconds.round();
            write!(f, "{} min {} s", (whole / 60.0).floor(), whole % 60.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        for (milliseconds, text) in [
            (0, "0.0 s"),
            (449, "0.4 s"),
            (59_940, "59.9 s"),
            (59_960, "1 min 0 s"),
            (192_400, "3 min 12 s"),
        ] {
            assert_eq!(Clock(Duration::from_millis(milliseconds)).to_string(), text);
        }
    }
}
