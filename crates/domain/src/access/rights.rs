//! What a caller may do, and where: the grants of a person, or those of a hospital's system within the scopes of its token.

use std::{borrow::Cow, collections::BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Grant, Permission, Role, Scope, own_scope_of, permissions_of, scope_of};
use crate::{
    ServiceCode,
    vocabulary::{Choice, Coded, choice},
};

/// What a client, or one of its tokens, may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ClientScope {
    /// Read and export the records of the service.
    #[serde(rename = "records:read")]
    RecordsRead,
    /// Create, change and import records of the service.
    #[serde(rename = "records:write")]
    RecordsWrite,
    /// Read the figures of the service, and the pooled national value.
    #[serde(rename = "kpis:read")]
    KpisRead,
}

impl Coded for ClientScope {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<ClientScope>] = &[
            choice(ClientScope::RecordsRead, "records:read", "Read records"),
            choice(ClientScope::RecordsWrite, "records:write", "Write records"),
            choice(ClientScope::KpisRead, "kpis:read", "Read figures"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

impl ClientScope {
    /// Scopes as OAuth 2 writes them: joined by spaces.
    pub fn join(scopes: &BTreeSet<ClientScope>) -> String {
        let tokens: Vec<_> = scopes.iter().map(|scope| scope.token()).collect();
        tokens.join(" ")
    }

    /// Scopes from that text; none at all if one is unknown.
    pub fn split(text: &str) -> Option<BTreeSet<ClientScope>> {
        text.split(' ')
            .filter(|token| !token.is_empty())
            .map(ClientScope::from_token)
            .collect()
    }

    /// What it leaves of the permissions of [`Role::IntegrationClient`].
    pub fn permissions(self) -> &'static [Permission] {
        match self {
            ClientScope::RecordsRead => &[Permission::ReadRecords, Permission::ExportRecords],
            ClientScope::RecordsWrite => &[Permission::ChangeRecords, Permission::Import],
            ClientScope::KpisRead => &[Permission::ReadFigures, Permission::ReadPooledFigures],
        }
    }
}

/// What a caller may do, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    grants: Vec<Grant>,
    narrowed_to: Option<BTreeSet<Permission>>,
}

impl Rights {
    /// Those of a person with these grants.
    pub fn of_person(grants: Vec<Grant>) -> Self {
        Rights {
            grants,
            narrowed_to: None,
        }
    }

    /// Those of a client of the service, with these scopes.
    pub fn of_client(service: ServiceCode, scopes: &BTreeSet<ClientScope>) -> Self {
        let permissions = scopes
            .iter()
            .flat_map(|scope| scope.permissions().iter().copied());
        Rights {
            grants: vec![Grant {
                role: Role::IntegrationClient,
                services: [service].into(),
            }],
            narrowed_to: Some(permissions.collect()),
        }
    }

    /// The grants.
    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }

    /// The services in which the caller may do this.
    pub fn scope(&self, permission: Permission) -> Scope {
        scope_of(self.holding(permission), permission)
    }

    /// The services that grants name for it; what national roles add is left out.
    pub fn own_scope(&self, permission: Permission) -> Scope {
        own_scope_of(self.holding(permission), permission)
    }

    /// Whether the caller may do this somewhere.
    pub fn has(&self, permission: Permission) -> bool {
        permissions_of(self.holding(permission)).contains(&permission)
    }

    /// Everything that the caller may do somewhere.
    pub fn permissions(&self) -> BTreeSet<Permission> {
        let all = permissions_of(&self.grants).into_iter();
        all.filter(|permission| self.has(*permission)).collect()
    }

    /// The grants, unless scopes withhold this permission from all of them.
    fn holding(&self, permission: Permission) -> &[Grant] {
        match &self.narrowed_to {
            Some(narrowed_to) if !narrowed_to.contains(&permission) => &[],
            _ => &self.grants,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(scopes: &[ClientScope]) -> Rights {
        let scopes = scopes.iter().copied().collect();
        Rights::of_client("BRD".parse().expect("a code"), &scopes)
    }

    /// Every permission of the role belongs to one scope, and no scope adds to the role.
    #[test]
    fn the_scopes_divide_the_role() {
        let choices = ClientScope::choices();
        let mut divided: Vec<_> = choices.iter().flat_map(|c| c.value.permissions()).collect();
        let mut whole: Vec<_> = Role::IntegrationClient.permissions().iter().collect();
        divided.sort();
        whole.sort();
        assert_eq!(divided, whole);
    }

    #[test]
    fn scopes_narrow_the_role() {
        use ClientScope::{KpisRead, RecordsRead, RecordsWrite};
        use Permission::{ChangeRecords, DirectCare, ReadFigures, ReadRecords};
        for (scopes, permission, expected) in [
            (&[RecordsRead][..], ReadRecords, "BRD"),
            (&[RecordsRead], ChangeRecords, ""),
            (&[RecordsWrite], ReadRecords, ""),
            (&[RecordsRead, RecordsWrite], ChangeRecords, "BRD"),
            (&[KpisRead], ReadFigures, "BRD"),
            (&[RecordsRead, RecordsWrite, KpisRead], DirectCare, ""),
            (&[], ReadFigures, ""),
        ] {
            let rights = client(scopes);
            let expected = Scope::Services(expected.parse().into_iter().collect());
            assert_eq!(rights.scope(permission), expected, "{scopes:?} {permission:?}");
            assert_eq!(
                rights.own_scope(permission),
                expected,
                "{scopes:?} {permission:?}"
            );
            assert_eq!(rights.has(permission), !expected.is_empty());
            assert_eq!(rights.permissions().contains(&permission), rights.has(permission));
        }
    }

    #[test]
    fn nothing_narrows_a_person() {
        let grant = Grant {
            role: Role::NationalAdministrator,
            services: BTreeSet::new(),
        };
        let rights = Rights::of_person(vec![grant.clone()]);
        assert_eq!(rights.permissions(), permissions_of(&[grant]));
        assert_eq!(rights.scope(Permission::AdministerUsers), Scope::All);
    }
}
