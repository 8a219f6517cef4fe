//! The page of the registry: what people see and type. Rules, questions and the shapes of JSON come from
//! [`flsdb_domain`]; the page declares none of its own.

mod api;
mod app;
mod components;
mod download;
mod draft;
mod format;
mod kpis;
mod pages;
mod remote;
mod routes;
mod session;
mod texts;
mod unsaved;

fn main() {
    yew::Renderer::<app::App>::new().render();
}
