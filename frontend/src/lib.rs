//! The pages: what people see and type. Rules, questions and the shapes of JSON come from [`flsdb_domain`]; the pages
//! declare none of their own.
//!
//! There are three documents, each with a program of its own, so that the first visit loads little: `index.html`, the way in;
//! `public.html`, what anybody may see; and `app.html`, the registry behind the sign-in.

mod api;
mod app;
mod components;
mod download;
mod draft;
mod entrance;
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

/// Draws the way in.
pub fn draw_entrance() {
    yew::Renderer::<entrance::Entrance>::new().render();
}

/// Draws what anybody may see.
pub fn draw_public() {
    yew::Renderer::<public::PublicPages>::new().render();
}
