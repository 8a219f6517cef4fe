//! Attempts by address and requests by client: in memory, as each node guards its own door; accounts are locked in the store.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv4Addr},
    num::NonZeroU32,
};

use governor::{
    DefaultKeyedRateLimiter, RateLimiter,
    clock::{Clock, DefaultClock},
};

use crate::problem::{Answer, Failure, Quota};

/// So many callers are remembered before those who have been quiet are forgotten.
const REMEMBERED: usize = 10_000;

/// Counts what callers do, each by a key.
pub struct Throttle<K: Hash + Eq + Clone> {
    counts: DefaultKeyedRateLimiter<K>,
    quota: Quota,
}

/// Attempts by address.
pub type AddressThrottle = Throttle<IpAddr>;

impl<K: Hash + Eq + Clone> Throttle<K> {
    /// Allows as many as the quota says.
    pub fn new(quota: Quota) -> Self {
        Throttle {
            counts: RateLimiter::keyed(governor::Quota::per_minute(quota.per_minute)),
            quota,
        }
    }

    /// Counts what a caller does.
    ///
    /// # Errors
    /// Too many requests, with the seconds to wait.
    pub fn check(&self, key: &K) -> Answer<()> {
        if self.counts.len() > REMEMBERED {
            self.counts.retain_recent();
        }
        self.counts.check_key(key).map_err(|refused| {
            let wait = refused.wait_time_from(DefaultClock::default().now());
            Failure::TooManyRequests {
                retry_after: wait.as_secs() + 1,
                quota: Some(self.quota),
            }
        })
    }
}

impl AddressThrottle {
    /// Allows this many attempts a minute to sign in from one address.
    pub fn per_minute(attempts: NonZeroU32) -> Self {
        Throttle::new(Quota {
            name: "sign-in",
            per_minute: attempts,
        })
    }

    /// Counts an attempt from an address.
    ///
    /// # Errors
    /// As [`Throttle::check`].
    pub fn check_address(&self, address: Option<IpAddr>) -> Answer<()> {
        self.check(&address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_own_count() {
        let throttle = AddressThrottle::per_minute(NonZeroU32::MIN.saturating_add(1));
        let outcomes = ["10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2"]
            .map(|address| throttle.check_address(address.parse().ok()).is_ok());
        assert_eq!(outcomes, [true, true, false, true]);
    }
}
