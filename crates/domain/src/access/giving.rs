//! Who may give which grants, and which grants make sense.

use super::{Grant, Role, Scope};

/// Why a grant cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GrantFault {
    /// Clients are no persons.
    #[error("This role is for systems. Give a person another one")]
    ForSystems,
    /// A role of services without any.
    #[error("Name the services that the role holds for")]
    NoService,
    /// A national role with services.
    #[error("A national role holds for all services: name none")]
    National,
    /// A clinical lead gives the roles of a service.
    #[error("Only a national administrator gives this role")]
    OnlyNationally,
    /// A service that the giver does not administer.
    #[error("None of your services has this code")]
    BeyondScope,
}

/// Whether a clinical lead may give the role: it is one within a service.
pub fn is_local(role: Role) -> bool {
    matches!(role, Role::DataEntry | Role::ClinicalLead | Role::ServiceManager)
}

/// What keeps somebody who administers the users of `scope` from giving this grant.
///
/// # Errors
/// The first fault.
pub fn check_grant(scope: &Scope, grant: &Grant) -> Result<(), GrantFault> {
    let Grant { role, services } = grant;
    match (scope, role.is_national(), services.is_empty()) {
        _ if *role == Role::IntegrationClient => Err(GrantFault::ForSystems),
        (Scope::Services(_), ..) if !is_local(*role) => Err(GrantFault::OnlyNationally),
        (_, true, false) => Err(GrantFault::National),
        (_, false, true) => Err(GrantFault::NoService),
        _ if services.iter().any(|service| !scope.contains(*service)) => Err(GrantFault::BeyondScope),
        _ => Ok(()),
    }
}

/// Whether somebody who administers the users of `scope` may change an account with these grants.
pub fn may_change(scope: &Scope, grants: &[Grant]) -> bool {
    *scope == Scope::All || grants.iter().all(|grant| check_grant(scope, grant).is_ok())
}

/// Whether they see it: it holds a grant in one of their services.
pub fn may_see(scope: &Scope, grants: &[Grant]) -> bool {
    let mut services = grants.iter().flat_map(|grant| &grant.services);
    *scope == Scope::All || services.any(|service| scope.contains(*service))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(role: Role, services: &str) -> Grant {
        let services = services.split_whitespace().map(|s| s.parse().expect("a code"));
        Grant {
            role,
            services: services.collect(),
        }
    }

    #[test]
    fn who_gives_what() {
        let lead = Scope::Services([("BRD").parse().expect("a code")].into());
        for (role, services, by_lead, nationally) in [
            (Role::DataEntry, "BRD", None, None),
            (Role::ClinicalLead, "BRD", None, None),
            (Role::DataEntry, "CDF", Some(GrantFault::BeyondScope), None),
            (Role::DataEntry, "BRD CDF", Some(GrantFault::BeyondScope), None),
            (
                Role::DataEntry,
                "",
                Some(GrantFault::NoService),
                Some(GrantFault::NoService),
            ),
            (
                Role::RegionalManager,
                "BRD",
                Some(GrantFault::OnlyNationally),
                None,
            ),
            (Role::Auditor, "", Some(GrantFault::OnlyNationally), None),
            (
                Role::Auditor,
                "BRD",
                Some(GrantFault::OnlyNationally),
                Some(GrantFault::National),
            ),
            (
                Role::IntegrationClient,
                "BRD",
                Some(GrantFault::ForSystems),
                Some(GrantFault::ForSystems),
            ),
        ] {
            let grant = grant(role, services);
            assert_eq!(check_grant(&lead, &grant).err(), by_lead, "{grant:?}");
            assert_eq!(check_grant(&Scope::All, &grant).err(), nationally, "{grant:?}");
        }
    }

    #[test]
    fn who_sees_and_changes_whom() {
        let lead = Scope::Services([("BRD").parse().expect("a code")].into());
        for (grants, sees, changes) in [
            (vec![grant(Role::DataEntry, "BRD")], true, true),
            (vec![grant(Role::DataEntry, "CDF")], false, false),
            (vec![grant(Role::DataEntry, "BRD CDF")], true, false),
            (vec![grant(Role::RegionalManager, "BRD CDF")], true, false),
            (vec![grant(Role::NationalAdministrator, "")], false, false),
            (
                vec![grant(Role::DataEntry, "BRD"), grant(Role::Auditor, "")],
                true,
                false,
            ),
        ] {
            assert_eq!(
                (may_see(&lead, &grants), may_change(&lead, &grants)),
                (sees, changes && sees),
                "{grants:?}"
            );
            assert!(may_see(&Scope::All, &grants) && may_change(&Scope::All, &grants));
        }
    }
}
