//! The heading of a page.

use std::{cell::Cell, rc::Rc};

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::{guide::Part, texts};

/// Whether a page has been shown before: the first one leaves the focus where the browser puts it. Clones are the
/// same flag.
#[derive(Debug, Clone, Default)]
pub struct Visited(Rc<Cell<bool>>);

impl PartialEq for Visited {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A link to a part of the guide. It opens in a tab of its own, so that nothing typed is lost.
pub fn guide_link(part: Part, text: &str) -> Html {
    html! { <a href={part.address()} target="_blank" title={texts::guide::NEW_TAB}>{ text }</a> }
}

/// Properties of [`Heading`].
#[derive(Properties, PartialEq)]
pub struct HeadingProps {
    /// The heading, also the title of the browser's tab.
    pub title: AttrValue,
    /// What stands beside the heading, for instance the page's primary action.
    #[prop_or_default]
    pub children: Html,
    /// A line above the heading.
    #[prop_or_default]
    pub caption: Option<AttrValue>,
}

/// The `h1` of a page, which takes the focus when the page appears, and the way to its part of the guide.
#[component]
pub fn Heading(props: &HeadingProps) -> Html {
    let node = use_node_ref();
    let visited = use_context::<Visited>().unwrap_or_default();
    let part = use_context::<Part>();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            if let (true, Some(heading)) = (visited.0.replace(true), node.cast::<HtmlElement>()) {
                // Fails only on an element that is not in the page.
                let _ = heading.focus();
            }
        });
    }
    use_effect_with(props.title.clone(), |title| {
        gloo::utils::document().set_title(&format!("{title} – {}", texts::NAME));
    });
    html! {
        <div class="fls-heading">
            <div class="fls-heading__title">
                <h1 class="nhsuk-heading-l" tabindex="-1" ref={node}>
                    if let Some(caption) = &props.caption {
                        <span class="nhsuk-caption-l">{ caption }<span class="nhsuk-u-visually-hidden">{ ": " }</span></span>
                    }
                    { &props.title }
                </h1>
                if let Some(part) = part {
                    <a class="fls-help" href={part.address()} target="_blank" aria-label={texts::guide::HELP} title={texts::guide::NEW_TAB}>
                        { texts::guide::MARK }
                    </a>
                }
            </div>
            { props.children.clone() }
        </div>
    }
}
