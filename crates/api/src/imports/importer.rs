//! Who imports.

use std::collections::BTreeSet;

use flsdb_domain::{ServiceCode, access::Scope, opt_out::Deployment};
use flsdb_store::{Author, imports::Viewer};

/// Who works with imports, in which services, and when: what a dry run in the background must know of its request.
#[derive(Debug, Clone)]
pub struct Importer {
    /// Who.
    pub author: Author,
    /// The services in which they may import. Everywhere: they send files with a column `service`.
    pub scope: Scope,
    /// The services whose imports they see, beside their own.
    seen: Scope,
    /// Where the national data opt-out is applied: in a national deployment, before records are stored.
    pub(super) deployment: Deployment,
}

impl Importer {
    /// Somebody with the permission to import in these services. One who may import everywhere sees no service's
    /// imports, only those that they sent.
    pub fn new(author: Author, scope: Scope) -> Self {
        let seen = match &scope {
            Scope::All => Scope::Services(BTreeSet::new()),
            services => services.clone(),
        };
        Importer {
            author,
            scope,
            seen,
            deployment: Deployment::Local,
        }
    }

    /// Whoever runs the command line: sees everything, as they have the database.
    pub fn operator(author: Author) -> Self {
        Importer {
            author,
            scope: Scope::All,
            seen: Scope::All,
            deployment: Deployment::Local,
        }
    }

    /// The same with the national data opt-out applied where the deployment says.
    #[must_use]
    pub fn in_deployment(self, deployment: Deployment) -> Self {
        Importer { deployment, ..self }
    }

    /// As the store asks for it.
    pub fn viewer(&self) -> Viewer<'_> {
        Viewer {
            scope: &self.seen,
            author_id: &self.author.id,
        }
    }

    /// Where the rows of a file may be matched and stored: in its service, or wherever the importer may.
    pub(super) fn reach(&self, service: Option<ServiceCode>) -> Scope {
        service.map_or_else(|| self.scope.clone(), |service| Scope::Services([service].into()))
    }
}
