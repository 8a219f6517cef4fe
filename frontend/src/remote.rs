//! What a page asked the server for, and how the answer stands.

use std::{future::Future, rc::Rc};

use yew::{platform::spawn_local, prelude::*};

use crate::api::ApiError;

/// An answer on its way, arrived, or failed. A later question keeps the answer before until its own arrives.
#[derive(Debug, PartialEq)]
pub struct Remote<T> {
    /// The latest answer.
    pub value: Option<Rc<T>>,
    /// Why the latest question has no answer.
    pub error: Option<ApiError>,
    /// Whether a question is on its way.
    pub pending: bool,
    /// The number of the latest question: answers to earlier ones come too late.
    turn: u32,
}

impl<T> Default for Remote<T> {
    fn default() -> Self {
        Remote {
            value: None,
            error: None,
            pending: true,
            turn: 0,
        }
    }
}

impl<T> Clone for Remote<T> {
    fn clone(&self) -> Self {
        Remote {
            value: self.value.clone(),
            error: self.error.clone(),
            pending: self.pending,
            turn: self.turn,
        }
    }
}

/// What happens to a question.
pub enum RemoteEvent<T> {
    /// Asked.
    Asked(u32),
    /// Answered.
    Answered(u32, Result<T, ApiError>),
    /// The page knows the answer by itself, for instance from the reply to a change.
    Known(T),
}

impl<T> Remote<T> {
    /// How things stand after an event.
    pub fn after(&self, event: RemoteEvent<T>) -> Remote<T> {
        let mut next = self.clone();
        match event {
            RemoteEvent::Asked(turn) => {
                next.pending = true;
                next.turn = turn;
            }
            RemoteEvent::Answered(turn, _) if turn != self.turn => {}
            RemoteEvent::Answered(_, outcome) => {
                next.pending = false;
                match outcome {
                    Ok(value) => (next.value, next.error) = (Some(Rc::new(value)), None),
                    Err(error) => next.error = Some(error),
                }
            }
            RemoteEvent::Known(value) => {
                next = Remote {
                    value: Some(Rc::new(value)),
                    error: None,
                    pending: false,
                    turn: self.turn.wrapping_add(1),
                }
            }
        }
        next
    }
}

impl<T> Reducible for Remote<T> {
    type Action = RemoteEvent<T>;

    fn reduce(self: Rc<Self>, event: RemoteEvent<T>) -> Rc<Self> {
        Rc::new(self.after(event))
    }
}

/// A question that a component holds open.
pub struct RemoteHandle<T: 'static> {
    state: UseReducerHandle<Remote<T>>,
    /// Asks again.
    pub again: Callback<()>,
}

impl<T> Clone for RemoteHandle<T> {
    fn clone(&self) -> Self {
        RemoteHandle {
            state: self.state.clone(),
            again: self.again.clone(),
        }
    }
}

impl<T: PartialEq> PartialEq for RemoteHandle<T> {
    fn eq(&self, other: &Self) -> bool {
        *self.state == *other.state && self.again == other.again
    }
}

impl<T> std::ops::Deref for RemoteHandle<T> {
    type Target = Remote<T>;

    fn deref(&self) -> &Remote<T> {
        &self.state
    }
}

impl<T> RemoteHandle<T> {
    /// Puts an answer in place that came another way.
    pub fn know(&self, value: T) {
        self.state.dispatch(RemoteEvent::Known(value));
    }
}

/// Asks when the component appears and whenever `question` changes.
#[hook]
pub fn use_remote<Q, T, F, A>(question: Q, ask: A) -> RemoteHandle<T>
where
    Q: Clone + PartialEq + 'static,
    T: 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
    A: Fn(Q) -> F + 'static,
{
    let state = use_reducer(Remote::<T>::default);
    let tries = use_state(|| 0_u32);
    let turns = use_mut_ref(|| 0_u32);
    {
        let dispatcher = state.dispatcher();
        use_effect_with((question, *tries), move |(question, _)| {
            let turn = turns.borrow().wrapping_add(1);
            *turns.borrow_mut() = turn;
            dispatcher.dispatch(RemoteEvent::Asked(turn));
            let answer = ask(question.clone());
            spawn_local(async move {
                dispatcher.dispatch(RemoteEvent::Answered(turn, answer.await));
            });
        });
    }
    let again = use_callback(*tries, {
        let tries = tries.clone();
        move |(), now| tries.set(now.wrapping_add(1))
    });
    RemoteHandle { state, again }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_to_earlier_questions_come_too_late() {
        let first = Remote::default().after(RemoteEvent::Asked(1));
        let second = first.after(RemoteEvent::Asked(2));
        let early = second.after(RemoteEvent::Answered(1, Ok("one")));
        assert_eq!((early.value, early.pending), (None, true));
        let done = second.after(RemoteEvent::Answered(2, Ok("two")));
        assert_eq!((done.value.as_deref(), done.pending), (Some(&"two"), false));
    }

    #[test]
    fn a_failure_keeps_the_answer_before_and_an_answer_clears_the_failure() {
        let shown = Remote::default()
            .after(RemoteEvent::Asked(1))
            .after(RemoteEvent::Answered(1, Ok("one")))
            .after(RemoteEvent::Asked(2))
            .after(RemoteEvent::Answered(2, Err(ApiError::Away)));
        assert_eq!(
            (shown.value.as_deref(), &shown.error),
            (Some(&"one"), &Some(ApiError::Away))
        );
        let mended = shown
            .after(RemoteEvent::Asked(3))
            .after(RemoteEvent::Answered(3, Ok("three")));
        assert_eq!((mended.value.as_deref(), mended.error), (Some(&"three"), None));
    }

    #[test]
    fn what_is_known_is_not_overtaken_by_an_answer_on_its_way() {
        let known = Remote::default()
            .after(RemoteEvent::Asked(1))
            .after(RemoteEvent::Known("new"))
            .after(RemoteEvent::Answered(1, Ok("old")));
        assert_eq!(known.value.as_deref(), Some(&"new"));
    }
}
