//! Which methods an address takes, so that a wrong one is told from a wrong address.

use actix_web::dev::ResourceDef;
use utoipa::openapi::OpenApi;

use crate::documentation::methods;

/// The addresses of the API with their methods, as the description has them.
pub struct Routes(Vec<(ResourceDef, Vec<&'static str>)>);

impl Routes {
    /// Reads them from the description.
    pub fn of(document: &OpenApi) -> Self {
        let paths = document.paths.paths.iter();
        let routes = paths.map(|(path, item)| {
            let taken = methods(item).map(|(method, _)| method).collect();
            (ResourceDef::new(path.as_str()), taken)
        });
        Routes(routes.collect())
    }

    /// The methods that a path takes; none if there is no such path. Fixed addresses go before patterns.
    pub fn allow(&self, path: &str) -> Vec<&'static str> {
        let mut matching: Vec<_> = self
            .0
            .iter()
            .filter(|(resource, _)| resource.is_match(path))
            .collect();
        matching.sort_by_key(|(resource, _)| resource.pattern().is_some_and(|pattern| pattern.contains('{')));
        matching
            .first()
            .map(|(_, methods)| methods.clone())
            .unwrap_or_default()
    }
}
