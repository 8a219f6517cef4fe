//! The pages: what people see and type. Rules, questions and the shapes of JSON come from [`flsdb_domain`]; the pages
//! declare none of their own.
//!
//! There are two documents, each with a program of its own, so that the first visit loads little: `index.html`, what anybody
//! may see and the way in, and `app.html`, the registry behind the sign-in.

mod api;
mod app;
mod components;
mod download;
mod draft;
mod format;
mod guide;
mod idle;
mod kept;
mod kpis;
mod pages;
mod public;
mod refractures;
mod remote;
mod routes;
mod session;
mod texts;
mod unsaved;

/// Draws the registry.
pub fn draw_registry() {
    yew::Renderer::<app::App>::new().render();
}

/// Draws what anybody may see.
pub fn draw_public() {
    yew::Renderer::<public::PublicPages>::new().render();
}
