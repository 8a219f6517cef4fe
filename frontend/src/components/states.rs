//! Pending, failed, empty, ready: the states of everything that comes from the server, in one place.

use yew::prelude::*;

use crate::{api::ApiError, remote::RemoteHandle, texts};

/// Shows an answer, or why there is none yet. An answer that is being asked for again stays in sight, under a bar.
pub fn show<T: 'static>(remote: &RemoteHandle<T>, ready: impl FnOnce(&T) -> Html) -> Html {
    let again = remote.again.reform(|_: MouseEvent| ());
    html! {
        <>
            if let Some(error) = &remote.error {
                { failed(error, Some(again)) }
            }
            {
                match &remote.value {
                    Some(value) => html! {
                        <div class={classes!(remote.pending.then_some("fls-waiting"))} aria-busy={remote.pending.to_string()}>
                            { ready(value) }
                        </div>
                    },
                    None if remote.error.is_none() => pending(),
                    None => html! {},
                }
            }
        </>
    }
}

/// Grey lines where the answer will stand; they appear after 300 ms (styles/frame.css), not before.
pub fn pending() -> Html {
    html! {
        <div class="fls-skeleton fls-late" role="status">
            <span class="nhsuk-u-visually-hidden">{ texts::states::PENDING }</span>
            <span class="fls-skeleton__line"></span>
            <span class="fls-skeleton__line"></span>
            <span class="fls-skeleton__line"></span>
            <span class="fls-skeleton__line"></span>
        </div>
    }
}

/// What happened, the number to quote, and a way to try again, if that makes sense.
pub fn failed(error: &ApiError, again: Option<Callback<MouseEvent>>) -> Html {
    let (title, detail) = told(error);
    let request_id = error.problem().and_then(|problem| problem.request_id.clone());
    html! {
        <div class="fls-failed" role="alert">
            <p class="fls-failed__title">{ title }</p>
            if let Some(detail) = detail {
                <p>{ detail }</p>
            }
            if let Some(id) = request_id {
                <p class="fls-failed__id">{ texts::states::REQUEST_ID }<code>{ id }</code></p>
            }
            if let Some(again) = again {
                <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onclick={again}>
                    { texts::states::TRY_AGAIN }
                </button>
            }
        </div>
    }
}

/// What happened, in a few words and in more.
pub fn told(error: &ApiError) -> (String, Option<String>) {
    match error {
        ApiError::Away => (
            texts::states::AWAY.to_owned(),
            Some(texts::states::AWAY_DETAIL.to_owned()),
        ),
        ApiError::Refused(problem) => (problem.title.clone(), problem.detail.clone()),
        ApiError::Unreadable(_) => (
            texts::states::UNREADABLE.to_owned(),
            Some(texts::states::UNREADABLE_DETAIL.to_owned()),
        ),
    }
}

/// The same in one line, for a list of faults. The detail of a problem stands by itself.
pub fn told_in_a_line(error: &ApiError) -> String {
    match (told(error), error) {
        ((_, Some(detail)), ApiError::Refused(_)) => detail,
        ((title, Some(detail)), _) => format!("{title}. {detail}"),
        ((title, None), _) => title,
    }
}

/// A list with nothing in it: what is not there, and what would fill it, with a link there.
pub fn empty(title: impl Into<AttrValue>, remedy: Html) -> Html {
    html! {
        <div class="fls-empty">
            <p class="fls-empty__title">{ title.into() }</p>
            { remedy }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use flsdb_domain::wire::Problem;
    use futures::executor::block_on;
    use yew::ServerRenderer;

    use super::*;

    #[derive(Properties, PartialEq)]
    struct ShownProps {
        error: ApiError,
    }

    #[component]
    fn Shown(props: &ShownProps) -> Html {
        failed(&props.error, None)
    }

    fn rendered(error: ApiError) -> String {
        block_on(
            ServerRenderer::<Shown>::with_props(move || ShownProps { error })
                .hydratable(false)
                .render(),
        )
    }

    #[test]
    fn a_failure_says_what_happened_and_what_to_quote() {
        let html = rendered(ApiError::Refused(Box::new(Problem {
            title: "Not found".into(),
            detail: Some("There is no such episode.".into()),
            request_id: Some("req-1".into()),
            ..Problem::default()
        })));
        for part in [
            "role=\"alert\"",
            "Not found",
            "There is no such episode.",
            "<code>req-1</code>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert!(!html.contains("<button"), "{html}");
        assert!(rendered(ApiError::Away).contains(texts::states::AWAY));
        let line = told_in_a_line(&ApiError::Away);
        assert!(
            line.starts_with(texts::states::AWAY) && line.ends_with(texts::states::AWAY_DETAIL),
            "{line}"
        );
    }
}
