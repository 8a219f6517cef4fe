//! Chance from a seed: the same on every machine.

use std::ops::RangeInclusive;

use chrono::{Days, NaiveDate};
use flsdb_domain::vocabulary::Coded;
use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Normal};

/// A source of chance.
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    /// One of many independent streams of a seed.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Chance(generator)
    }

    /// Whether something of this probability happens.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.0.random_bool(probability.clamp(0.0, 1.0))
    }

    /// A whole number, each as likely as the other.
    pub(super) fn number(&mut self, range: RangeInclusive<u64>) -> u64 {
        self.0.random_range(range)
    }

    /// A share between two others.
    pub(super) fn share(&mut self, from: f64, to: f64) -> f64 {
        self.0.random_range(from..=to)
    }

    /// A normal quantity, kept within a range.
    pub(super) fn normal(&mut self, mean: f64, deviation: f64, range: RangeInclusive<f64>) -> f64 {
        let value = match Normal::new(mean, deviation) {
            Ok(normal) => normal.sample(&mut self.0),
            // Only for a deviation that is no number.
            Err(_) => mean,
        };
        value.clamp(*range.start(), *range.end())
    }

    /// A day, each as likely as the other.
    pub(super) fn day_between(&mut self, first: NaiveDate, last: NaiveDate) -> NaiveDate {
        let days = u64::try_from((last - first).num_days()).unwrap_or_default();
        first + Days::new(self.number(0..=days))
    }

    /// One of several, each as likely as the other.
    pub(super) fn one_of<'a, T>(&mut self, several: &'a [T]) -> Option<&'a T> {
        let last = several.len().checked_sub(1)?;
        several.get(self.0.random_range(0..=last))
    }

    /// An option by its token, with these probabilities; what is missing to 1 is the probability of a blank.
    pub(super) fn option<T: Coded>(&mut self, tokens: &[(&str, f64)]) -> Option<T> {
        let mut left: f64 = self.0.random();
        for (token, probability) in tokens {
            left -= probability;
            if left < 0.0 {
                return T::from_token(token);
            }
        }
        None
    }

    /// As [`Chance::option`], but blank first of all with this probability.
    pub(super) fn option_unless<T: Coded>(&mut self, blank: f64, tokens: &[(&str, f64)]) -> Option<T> {
        if self.happens(blank) {
            None
        } else {
            self.option(tokens)
        }
    }

    /// Yes, no and don't know, with this probability of yes among the answers.
    pub(super) fn yes<T: Coded>(&mut self, yes: f64, blank: f64) -> Option<T> {
        self.option_unless(blank, &[("yes", yes), ("no", 0.97 - yes), ("dont_know", 0.03)])
    }

    /// So many of `count` are true, in any order.
    pub(super) fn deck(&mut self, count: usize, share: f64) -> Vec<bool> {
        // Not negative and at most `count`.
        let trues = (count as f64 * share).round() as usize;
        let mut deck: Vec<bool> = (0..count).map(|at| at < trues).collect();
        deck.shuffle(&mut self.0);
        deck
    }
}
