//! Sign-in attempts by address: in memory, as each node guards its own door; accounts are locked in the store.

use std::{
    net::{IpAddr, Ipv4Addr},
    num::NonZeroU32,
};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};

use crate::problem::{Answer, Failure};

/// Sign-in attempts by address.
pub struct AddressThrottle(DefaultKeyedRateLimiter<IpAddr>);

impl AddressThrottle {
    /// Allows this many attempts a minute from one address.
    pub fn per_minute(attempts: NonZeroU32) -> Self {
        AddressThrottle(RateLimiter::keyed(Quota::per_minute(attempts)))
    }

    /// Counts an attempt.
    ///
    /// # Errors
    /// Too many requests, with the seconds to wait.
    pub fn check(&self, address: Option<IpAddr>) -> Answer<()> {
        let address = address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        if self.0.len() > 10_000 {
            self.0.retain_recent();
        }
        self.0.check_key(&address).map_err(|refused| {
            let wait = refused.wait_time_from(DefaultClock::default().now());
            Failure::TooManyRequests {
                retry_after: wait.as_secs() + 1,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_own_count() {
        let throttle = AddressThrottle::per_minute(NonZeroU32::MIN.saturating_add(1));
        let outcomes = ["10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2"]
            .map(|address| throttle.check(address.parse().ok()).is_ok());
        assert_eq!(outcomes, [true, true, false, true]);
    }
}
