//! The list of faults above a form.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::texts;

/// One fault: the id of its field, and what to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Id of the element that the link leads to; none when the fault belongs to no field.
    pub target: Option<String>,
    /// What is wrong and how to mend it.
    pub message: String,
    /// Leads to a field that is not on screen, in place of moving the focus.
    pub follow: Option<Callback<()>>,
}

/// Properties of [`ErrorSummary`].
#[derive(Properties, PartialEq)]
pub struct ErrorSummaryProps {
    /// The faults; nothing is shown when there are none.
    pub faults: Vec<Fault>,
    /// Grows with every attempt: then the summary takes the focus.
    pub attempt: u32,
}

/// NHS error summary: on top, focused after an attempt, each line a link to its field.
#[component]
pub fn ErrorSummary(props: &ErrorSummaryProps) -> Html {
    let node = use_node_ref();
    // Faults that come and go as somebody types must not take them away from the field: once an attempt is enough.
    let told = use_mut_ref(|| 0);
    {
        let node = node.clone();
        use_effect_with(
            (props.attempt, props.faults.is_empty()),
            move |(attempt, none)| {
                if let (true, Some(summary)) =
                    (*attempt > *told.borrow() && !none, node.cast::<HtmlElement>())
                {
                    told.replace(*attempt);
                    // Fails only on an element that is not in the page.
                    let _ = summary.focus();
                }
            },
        );
    }
    if props.faults.is_empty() {
        return html! {};
    }
    html! {
        <div class="nhsuk-error-summary" tabindex="-1" ref={node}>
            <div role="alert">
                <h2 class="nhsuk-error-summary__heading">{ texts::form::PROBLEM }</h2>
                <div class="nhsuk-error-summary__body">
                    <ul class="nhsuk-list nhsuk-error-summary__list">
                        { for props.faults.iter().map(line) }
                    </ul>
                </div>
            </div>
        </div>
    }
}

fn line(fault: &Fault) -> Html {
    match fault.target.clone() {
        Some(target) => {
            let onclick = {
                let (target, follow) = (target.clone(), fault.follow.clone());
                Callback::from(move |event: MouseEvent| {
                    event.prevent_default();
                    match &follow {
                        Some(follow) => follow.emit(()),
                        None => focus(&target),
                    }
                })
            };
            html! { <li><a href={format!("#{target}")} {onclick}>{ &fault.message }</a></li> }
        }
        None => html! { <li>{ &fault.message }</li> },
    }
}

/// Moves the focus to the element of this id, if there is one.
pub fn focus(id: &str) {
    use wasm_bindgen::JsCast;

    let element = gloo::utils::document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.scroll_into_view();
        // Fails only on an element that is not in the page.
        let _ = element.focus();
    }
}
