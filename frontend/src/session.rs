//! Who is signed in.

use std::rc::Rc;

use flsdb_domain::{access::Permission, wire::auth::Me};
use gloo::storage::{LocalStorage, Storage, errors::StorageError};
use yew::Reducible;

use crate::texts;

/// Where the session stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Session {
    /// The refresh cookie is being tried.
    Starting,
    /// Nobody is signed in.
    SignedOut,
    /// This user is signed in.
    SignedIn(Rc<Me>),
    /// The session of this user ended by itself; the page keeps what was typed until they sign in again.
    Lapsed(Rc<Me>),
    /// The session was ended because nobody was at the page. Nothing of it is in the page any more; what was typed is kept
    /// encrypted.
    TimedOut,
}

/// What happens to a session.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionEvent {
    /// A user signed in, or the cookie was good.
    Opened(Rc<Me>),
    /// The server no longer takes the session.
    Lapsed,
    /// Nobody was at the page for too long.
    TimedOut,
    /// The user signed out.
    Closed,
}

impl Session {
    /// The session after an event.
    pub fn after(&self, event: SessionEvent) -> Session {
        match (event, self) {
            (SessionEvent::Opened(me), _) => Session::SignedIn(me),
            (SessionEvent::Lapsed, Session::SignedIn(me) | Session::Lapsed(me)) => {
                Session::Lapsed(Rc::clone(me))
            }
            (SessionEvent::TimedOut, Session::SignedIn(_)) | (SessionEvent::Lapsed, Session::TimedOut) => {
                Session::TimedOut
            }
            (SessionEvent::TimedOut, other) => other.clone(),
            (SessionEvent::Lapsed | SessionEvent::Closed, _) => Session::SignedOut,
        }
    }

    /// The user whose entries are in the page.
    pub fn user(&self) -> Option<&Rc<Me>> {
        match self {
            Session::SignedIn(me) | Session::Lapsed(me) => Some(me),
            Session::Starting | Session::SignedOut | Session::TimedOut => None,
        }
    }

    /// Why the user has to sign in again.
    pub fn notice(&self) -> Option<&'static str> {
        match self {
            Session::Lapsed(_) => Some(texts::sign_in::LAPSED),
            Session::TimedOut => Some(texts::capture::TIMED_OUT),
            _ => None,
        }
    }
}

impl Reducible for Session {
    type Action = SessionEvent;

    fn reduce(self: Rc<Self>, event: SessionEvent) -> Rc<Self> {
        Rc::new(self.after(event))
    }
}

/// Where the browser remembers that somebody signed in here. It is no secret: it only saves asking in vain.
const SIGNED_IN: &str = "flsdb.signed-in";

/// Whether a refresh cookie may be there. Without storage, it may.
pub fn may_be_resumed() -> bool {
    !matches!(
        LocalStorage::get::<bool>(SIGNED_IN),
        Err(StorageError::KeyNotFound(_)) | Ok(false)
    )
}

/// Remembers whether somebody is signed in.
pub fn remember(is_signed_in: bool) {
    // Without storage, the next visit asks in vain.
    let _ = LocalStorage::set(SIGNED_IN, is_signed_in);
}

/// Whether the user may do something somewhere.
pub fn may(me: &Me, permission: Permission) -> bool {
    me.permissions.contains(&permission)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn me(name: &str) -> Rc<Me> {
        Rc::new(Me {
            id: name.to_owned(),
            name: name.to_owned(),
            email: Some(format!("{name}@example.nhs.uk")),
            grants: vec![],
            permissions: vec![Permission::ReadRecords],
            services: vec![],
        })
    }

    #[test]
    fn a_lapsed_session_remembers_its_user_and_a_closed_one_does_not() {
        let ann = Session::Starting.after(SessionEvent::Opened(me("ann")));
        assert_eq!(ann, Session::SignedIn(me("ann")));
        let lapsed = ann.after(SessionEvent::Lapsed);
        assert_eq!(lapsed, Session::Lapsed(me("ann")));
        assert_eq!(lapsed.after(SessionEvent::Lapsed), lapsed);
        assert_eq!(
            lapsed.after(SessionEvent::Opened(me("bob"))),
            Session::SignedIn(me("bob"))
        );
        assert_eq!(ann.after(SessionEvent::Closed), Session::SignedOut);
        let timed_out = ann.after(SessionEvent::TimedOut);
        assert_eq!((timed_out.clone(), timed_out.user()), (Session::TimedOut, None));
        // The calls that were on their way are refused.
        assert_eq!(timed_out.after(SessionEvent::Lapsed), Session::TimedOut);
        assert_eq!(lapsed.after(SessionEvent::TimedOut), lapsed);
        assert_eq!(Session::Starting.after(SessionEvent::Lapsed), Session::SignedOut);
    }

    #[test]
    fn permissions() {
        assert!(may(&me("ann"), Permission::ReadRecords));
        assert!(!may(&me("ann"), Permission::Import));
    }
}
