//! Requests to take part: as many wait as somebody can read.

use flsdb_domain::{
    Nation,
    vocabulary::RegistrationState,
    wire::{
        page::Paging,
        registrations::{NewDecision, NewRegistration},
    },
};
use flsdb_store::{
    StoreError,
    registrations::{self, MOST_WAITING},
    testing::{author, on_each},
};

fn request(number: i64) -> NewRegistration {
    NewRegistration {
        service_name: format!("Service {number}"),
        nation: Nation::England,
        contact_name: "Ann Nurse".to_owned(),
        email: "ann@example.nhs.uk".to_owned(),
        message: None,
    }
}

#[test]
fn no_more_wait_than_can_be_read() {
    on_each(|db| {
        let ask = |number| {
            db.store
                .write(&author(), |w| registrations::create(w, request(number)))
        };
        let first = db.store.write(&author(), |w| {
            let first = registrations::create(w, request(1))?;
            for number in 2..=MOST_WAITING {
                registrations::create(w, request(number))?;
            }
            Ok(first)
        });
        let refused = ask(MOST_WAITING + 1).unwrap_err();
        assert!(matches!(refused, StoreError::TooManyWaiting), "{refused}");
        let decision = NewDecision {
            state: RegistrationState::Accepted,
            reason: None,
        };
        let id = first.unwrap().id;
        db.store
            .write(&author(), |w| registrations::decide(w, &id, 1, decision.clone()))
            .unwrap();
        ask(MOST_WAITING + 1).unwrap();
        let paging = Paging {
            total: true,
            ..Paging::default()
        };
        let list = |state| db.store.read(|r| registrations::list(r, state, &paging)).unwrap();
        assert_eq!(list(None).total, Some(MOST_WAITING + 1));
        assert_eq!(list(Some(RegistrationState::Waiting)).total, Some(MOST_WAITING));
        assert_eq!(
            list(None).items.first().map(|found| found.request.clone()),
            Some(request(MOST_WAITING + 1))
        );
    });
}
