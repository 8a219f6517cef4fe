//! Who calls and what they may do: passwords, tokens, keys, and the extractors that stand in front of every handler.
//!
//! An access token names the account, or the client with the scopes asked for. Grants are looked up at each request, from a memory of five seconds, so
//! that a change of grants holds at once and not only when the token expires.

mod accounts;
pub mod assertion;
mod caller;
mod keys;
mod passwords;
pub mod permissions;
mod session;
mod throttle;
mod tokens;
mod uses;

pub use accounts::{Accounts, LOCKED};
pub use caller::{Access, Caller, Public, Require, SignedIn, identify};
pub use keys::{KeyFault, Keys};
pub use passwords::{PasswordFault, Passwords};
pub use session::{RefreshToken, SESSION_HOURS, clear_cookie, cookie};
pub use throttle::{AddressThrottle, Throttle};
pub use tokens::{ACCESS_SECONDS, Pass, issue, issue_to_client};
pub use uses::Uses;
