//! Accounts, sessions, keys and settings.

use chrono::TimeDelta;
use flsdb_domain::access::{Grant, Permission, Role, Scope};
use flsdb_store::{
    Author, Store, StoreError,
    idempotency::{self, KeyState},
    services,
    sessions::{self, Rotation},
    settings::{self, Setting},
    testing::{author, code, load_services, on_each, scope},
    users::{self, NewUser},
};

fn nurse() -> NewUser {
    let grant = |role, services: &[&str]| Grant {
        role,
        services: services.iter().map(|s| code(s)).collect(),
    };
    NewUser {
        email: " Nora@Example.NHS.uk ".to_owned(),
        name: "Nora Nurse".to_owned(),
        password_hash: "$argon2id$".to_owned(),
        grants: vec![
            grant(Role::DataEntry, &["BRD", "CDF"]),
            grant(Role::NationalAdministrator, &[]),
        ],
    }
}

fn later(minutes: i64) -> Author {
    Author {
        now: author().now + TimeDelta::minutes(minutes),
        ..author()
    }
}

fn on_both(body: impl Fn(&Store, &str)) {
    on_each(|db| {
        load_services(&db.store, &["BRD", "CDF"]);
        let id = db.store.write(&author(), |w| users::create(w, &nurse())).unwrap();
        body(&db.store, &id);
    });
}

#[test]
fn accounts_are_found_by_address_without_case() {
    on_both(|store, id| {
        let account = store
            .read(|r| users::find_by_email(r, "NORA@example.nhs.uk"))
            .unwrap()
            .unwrap();
        assert_eq!(account.id, id);
        assert_eq!(account.grants, nurse().grants);
        let me = store.read(|r| users::find_me(r, id)).unwrap();
        assert_eq!(
            me.services.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
            ["Service BRD", "Service CDF"]
        );
        assert!(me.permissions.contains(&Permission::AdministerServices));
        match store.write(&author(), |w| users::create(w, &nurse())) {
            Err(StoreError::Exists { id: taken }) => assert_eq!(taken, id),
            other => panic!("{other:?}"),
        }
        assert!(
            store
                .read(|r| users::find_by_email(r, "nobody@example.nhs.uk"))
                .unwrap()
                .is_none()
        );
    });
}

#[test]
fn failed_sign_ins_lock_the_account() {
    on_both(|store, id| {
        for failure in 1..=6 {
            let locked = store
                .write(&author(), |w| users::note_failed_sign_in(w, id))
                .unwrap();
            let minutes = locked.map(|until| (until - author().now).num_minutes());
            assert_eq!(
                minutes,
                [None, None, None, None, Some(1), Some(2)][failure - 1],
                "{failure}"
            );
            assert_eq!(store.read(|r| users::find(r, id)).unwrap().locked_until, locked);
        }
        store.write(&author(), |w| users::note_sign_in(w, id)).unwrap();
        let account = store.read(|r| users::find(r, id)).unwrap();
        assert_eq!((account.failed_sign_ins, account.locked_until), (0, None));
    });
}

#[test]
fn a_reused_token_ends_its_family() {
    on_both(|store, id| {
        let expires = author().now + TimeDelta::hours(8);
        let user_id = id.to_owned();
        let rotate = |old: &str, new: &str, at: &Author| {
            store
                .write(at, |w| sessions::rotate(w, old, new, expires))
                .unwrap()
        };
        store
            .write(&author(), |w| sessions::begin(w, id, "a", expires))
            .unwrap();
        store
            .write(&author(), |w| sessions::begin(w, id, "other", expires))
            .unwrap();
        assert_eq!(
            rotate("a", "b", &author()),
            Rotation::Rotated {
                user_id: user_id.clone()
            }
        );
        assert_eq!(
            rotate("b", "c", &later(15)),
            Rotation::Rotated {
                user_id: user_id.clone()
            }
        );
        assert_eq!(
            rotate("a", "x", &later(20)),
            Rotation::Reused {
                user_id: user_id.clone()
            }
        );
        for (token, case) in [
            ("c", "family ended"),
            ("x", "never given"),
            ("nonsense", "unknown"),
        ] {
            assert_eq!(rotate(token, "y", &later(21)), Rotation::Refused, "{case}");
        }
        assert_eq!(rotate("other", "z", &later(21)), Rotation::Rotated { user_id });
        assert_eq!(rotate("z", "zz", &later(8 * 60)), Rotation::Refused, "expired");
        assert_eq!(store.write(&later(9 * 60), sessions::forget_expired).unwrap(), 5);
    });
}

#[test]
fn signing_out_ends_the_family() {
    on_both(|store, id| {
        let expires = author().now + TimeDelta::hours(8);
        store
            .write(&author(), |w| sessions::begin(w, id, "a", expires))
            .unwrap();
        store.write(&author(), |w| sessions::end(w, "a")).unwrap();
        let after = store
            .write(&author(), |w| sessions::rotate(w, "a", "b", expires))
            .unwrap();
        assert_eq!(after, Rotation::Refused);
    });
}

#[test]
fn a_key_gives_the_first_answer_again() {
    on_both(|store, _| {
        let begin =
            |hash: &str, at: &Author| store.write(at, |w| idempotency::begin(w, "key", hash)).unwrap();
        assert_eq!(begin("one", &author()), KeyState::New);
        assert_eq!(begin("one", &author()), KeyState::Running);
        assert_eq!(begin("two", &author()), KeyState::Mismatch);
        store
            .write(&author(), |w| idempotency::finish(w, "key", 201, "{}"))
            .unwrap();
        assert_eq!(
            begin("one", &author()),
            KeyState::Answered {
                status: 201,
                body: "{}".to_owned()
            }
        );
        assert_eq!(begin("one", &later(24 * 60 + 1)), KeyState::New);
        store
            .write(&author(), |w| idempotency::abandon(w, "key"))
            .unwrap();
        assert_eq!(begin("two", &author()), KeyState::New);
    });
}

#[test]
fn settings_are_kept() {
    on_both(|store, _| {
        assert_eq!(store.read(|r| settings::find(r, Setting::Demo)).unwrap(), None);
        for value in ["true", "false"] {
            store
                .write(&author(), |w| settings::save(w, Setting::Demo, value))
                .unwrap();
            assert_eq!(
                store
                    .read(|r| settings::find(r, Setting::Demo))
                    .unwrap()
                    .as_deref(),
                Some(value)
            );
        }
    });
}

#[test]
fn services_take_new_hip_counts_by_year() {
    on_both(|store, _| {
        let mut service = store
            .read(|r| services::find(r, &scope(&["BRD"]), code("BRD")))
            .unwrap();
        service.hip_fractures[0].count = 410;
        service
            .hip_fractures
            .push(flsdb_domain::wire::services::HipFractures {
                year: 2024,
                count: 420,
            });
        let load = || {
            store.write(&author(), |w| {
                services::load(w, std::slice::from_ref(&service))?;
                Ok(w.versions().len())
            })
        };
        assert_eq!(
            (load().unwrap(), load().unwrap()),
            (1, 0),
            "the second time nothing changes"
        );
        assert_eq!(
            store.read(|r| services::list(r, &scope(&["BRD"]))).unwrap(),
            [service.clone()]
        );
        let outside = store.read(|r| services::find(r, &scope(&["CDF"]), code("BRD")));
        assert!(matches!(outside, Err(StoreError::NotFound)));
        assert_eq!(store.read(|r| services::list(r, &Scope::All)).unwrap().len(), 2);
    });
}

#[test]
fn of_requests_that_come_at_once_one_is_carried_out() {
    on_each(|db| {
        load_services(&db.store, &["BRD"]);
        let claim = || {
            let store = db.store.clone();
            move || store.write(&author(), |w| idempotency::begin(w, "key", "one"))
        };
        let running: Vec<_> = (0..4).map(|_| std::thread::spawn(claim())).collect();
        let mut new = 0;
        for thread in running {
            match thread.join().unwrap().unwrap() {
                KeyState::New => new += 1,
                state => assert_eq!(state, KeyState::Running),
            }
        }
        assert_eq!(new, 1);
    });
}
