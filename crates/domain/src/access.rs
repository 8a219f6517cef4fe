//! Who may do what: roles, permissions, and the services they hold for.

pub mod giving;
mod rights;

pub use rights::{ClientScope, Rights};

use std::{borrow::Cow, collections::BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    ServiceCode,
    vocabulary::{Choice, Coded, choice},
};

/// A role. A user holds one or more grants, each a role and the services it holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Captures and imports the records of a service.
    DataEntry,
    /// Answers for a service: withdraws, undoes, administers its users.
    ClinicalLead,
    /// Sees the figures of a service, no records.
    ServiceManager,
    /// Sees the figures of a set of services.
    RegionalManager,
    /// Sees all figures, under disclosure control.
    NationalAnalyst,
    /// Administers services, users and publication; sees all figures.
    NationalAdministrator,
    /// Reads audit events.
    Auditor,
    /// A system of a hospital.
    IntegrationClient,
}

impl Coded for Role {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Role>] = &[
            choice(Role::DataEntry, "data_entry", "Data entry"),
            choice(Role::ClinicalLead, "clinical_lead", "Clinical lead"),
            choice(Role::ServiceManager, "service_manager", "Service manager"),
            choice(Role::RegionalManager, "regional_manager", "Regional manager"),
            choice(Role::NationalAnalyst, "national_analyst", "National analyst"),
            choice(
                Role::NationalAdministrator,
                "national_administrator",
                "National administrator",
            ),
            choice(Role::Auditor, "auditor", "Auditor"),
            choice(
                Role::IntegrationClient,
                "integration_client",
                "Integration client",
            ),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// Something that a handler asks for before it does anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Read the records of a service.
    ReadRecords,
    /// Create and change the records of a service.
    ChangeRecords,
    /// Accept findings of a service's records with a reason, and settle refused messages: judgements of people, never of a machine.
    JudgeFindings,
    /// Read and change what a service keeps to reach and treat its patients: names and telephone numbers, contacts, courses of
    /// treatment, notes, letters. For people who look after patients; no machine and no national role has it.
    DirectCare,
    /// Write the texts from which a service's letters are filled.
    EditTemplates,
    /// Withdraw patients and episodes.
    WithdrawRecords,
    /// Lock and unlock years of a service.
    LockPeriods,
    /// Import files: of one's service, or, national administrators, with a column `service`.
    Import,
    /// Undo an import.
    UndoImport,
    /// Export the records of a service.
    ExportRecords,
    /// Export the records of every service, pseudonymised, without those of patients who opted out or object.
    ExportPseudonyms,
    /// Have patients checked against the national data opt-out: of one's service, or, where the deployment is national, of all.
    RunOptOut,
    /// Submit the records of a service to the national audit.
    SubmitRecords,
    /// See the pooled national value, of whole calendar years.
    ReadPooledFigures,
    /// See the figures of a service whole.
    ReadFigures,
    /// See figures beyond one's own services under disclosure control.
    ReadControlledFigures,
    /// See the figures of every service, live, nothing hidden.
    ReadAllFigures,
    /// Re-base run charts: of one's service, or, national administrators, of the pooled national value, too.
    Rebase,
    /// Freeze results as reports and read them: of one's services; national roles: national ones.
    Reports,
    /// Share national reports with the services, publish them, and see every outlier flag.
    PublishReports,
    /// Answer the outlier flags of a service.
    AnswerFlags,
    /// Make and change accounts: of those who work for a service, or, national administrators, of everybody.
    AdministerUsers,
    /// Make, change and revoke the clients by which a hospital's systems reach the registry.
    AdministerClients,
    /// Change services and their hip counts, and decide who takes part.
    AdministerServices,
    /// Keep the resources of the public page.
    KeepResources,
    /// Read audit events.
    ReadAudit,
}

impl Role {
    /// Whether the role holds for the whole registry rather than for named services.
    pub fn is_national(self) -> bool {
        matches!(
            self,
            Role::NationalAnalyst | Role::NationalAdministrator | Role::Auditor
        )
    }

    /// What the role may do, in the services of its grant.
    pub fn permissions(self) -> &'static [Permission] {
        use Permission::{
            AdministerClients, AdministerServices, AdministerUsers, AnswerFlags, ChangeRecords, DirectCare,
            EditTemplates, ExportPseudonyms, ExportRecords, Import, JudgeFindings, KeepResources,
            LockPeriods, PublishReports, ReadAllFigures, ReadAudit, ReadControlledFigures, ReadFigures,
            ReadPooledFigures, ReadRecords, Rebase, Reports, RunOptOut, SubmitRecords, UndoImport,
            WithdrawRecords,
        };
        match self {
            Role::DataEntry => &[
                ReadRecords,
                ChangeRecords,
                JudgeFindings,
                DirectCare,
                Import,
                ExportRecords,
                ReadFigures,
                ReadPooledFigures,
            ],
            Role::ClinicalLead => &[
                ReadRecords,
                ChangeRecords,
                JudgeFindings,
                DirectCare,
                EditTemplates,
                WithdrawRecords,
                LockPeriods,
                Import,
                UndoImport,
                ExportRecords,
                RunOptOut,
                SubmitRecords,
                ReadFigures,
                ReadPooledFigures,
                Rebase,
                Reports,
                AnswerFlags,
                AdministerUsers,
                AdministerClients,
                ReadAudit,
            ],
            Role::ServiceManager => &[ReadFigures, ReadPooledFigures, Reports],
            Role::RegionalManager => &[ReadPooledFigures, ReadControlledFigures],
            Role::NationalAnalyst => &[
                ExportPseudonyms,
                ReadPooledFigures,
                ReadControlledFigures,
                Reports,
            ],
            Role::NationalAdministrator => &[
                Import,
                UndoImport,
                RunOptOut,
                ReadFigures,
                ReadPooledFigures,
                ReadAllFigures,
                Rebase,
                Reports,
                PublishReports,
                AdministerUsers,
                AdministerClients,
                AdministerServices,
                KeepResources,
            ],
            Role::Auditor => &[ReadAudit],
            // Narrowed further by the scopes of the client's token.
            Role::IntegrationClient => &[
                ReadRecords,
                ChangeRecords,
                Import,
                ExportRecords,
                ReadFigures,
                ReadPooledFigures,
            ],
        }
    }
}

/// A role and the services that it holds for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The services; empty for national roles, which hold for all.
    #[serde(default)]
    pub services: BTreeSet<ServiceCode>,
}

/// The services in which a caller may do something. Every query carries one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// These services; none, if empty.
    Services(BTreeSet<ServiceCode>),
    /// Every service.
    All,
}

impl Scope {
    /// Whether the service lies in the scope.
    pub fn contains(&self, service: ServiceCode) -> bool {
        match self {
            Scope::Services(services) => services.contains(&service),
            Scope::All => true,
        }
    }

    /// The services that lie in both.
    pub fn and(&self, other: &Scope) -> Scope {
        match (self, other) {
            (Scope::All, scope) | (scope, Scope::All) => scope.clone(),
            (Scope::Services(a), Scope::Services(b)) => Scope::Services(a & b),
        }
    }

    /// Whether the scope holds no service.
    pub fn is_empty(&self) -> bool {
        matches!(self, Scope::Services(services) if services.is_empty())
    }
}

/// The scope that grants give for a permission: the union over the grants whose role has it.
pub fn scope_of(grants: &[Grant], permission: Permission) -> Scope {
    let holding = || {
        grants
            .iter()
            .filter(|g| g.role.permissions().contains(&permission))
    };
    if holding().any(|g| g.role.is_national()) {
        Scope::All
    } else {
        Scope::Services(holding().flat_map(|g| g.services.iter().copied()).collect())
    }
}

/// The services that grants name for a permission; what national roles add is left out.
pub fn own_scope_of(grants: &[Grant], permission: Permission) -> Scope {
    let named = grants.iter().filter(|g| !g.role.is_national());
    let holding = named.filter(|g| g.role.permissions().contains(&permission));
    Scope::Services(holding.flat_map(|g| g.services.iter().copied()).collect())
}

/// Everything that some grant allows somewhere.
pub fn permissions_of(grants: &[Grant]) -> BTreeSet<Permission> {
    grants
        .iter()
        .flat_map(|g| g.role.permissions().iter().copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(role: Role, services: &[&str]) -> Grant {
        Grant {
            role,
            services: services.iter().map(|s| s.parse().expect("a code")).collect(),
        }
    }

    #[test]
    fn services_of_two_scopes() {
        let of = |codes: &[&str]| Scope::Services(codes.iter().map(|c| c.parse().expect("a code")).collect());
        let both = of(&["BRD", "CDF"]);
        assert_eq!(both.and(&of(&["CDF", "EFG"])), of(&["CDF"]));
        assert_eq!(
            (both.and(&Scope::All), Scope::All.and(&both)),
            (both.clone(), both)
        );
        assert_eq!(Scope::All.and(&Scope::All), Scope::All);
    }

    /// Those who look after patients are people of a service.
    #[test]
    fn direct_care_is_for_people_of_a_service() {
        for role in Role::choices().iter().map(|choice| choice.value) {
            let may = role.permissions().contains(&Permission::DirectCare);
            assert_eq!(
                may,
                matches!(role, Role::DataEntry | Role::ClinicalLead),
                "{role:?}"
            );
        }
    }

    #[test]
    fn scopes() {
        let nurse = grant(Role::DataEntry, &["BRD"]);
        let manager = grant(Role::ServiceManager, &["CDF"]);
        let admin = grant(Role::NationalAdministrator, &[]);
        for (grants, permission, expected) in [
            (vec![nurse.clone()], Permission::ReadRecords, "BRD"),
            (
                vec![nurse.clone(), manager.clone()],
                Permission::ReadRecords,
                "BRD",
            ),
            (
                vec![nurse.clone(), manager.clone()],
                Permission::ReadFigures,
                "BRD CDF",
            ),
            (vec![nurse], Permission::UndoImport, ""),
            (vec![admin.clone()], Permission::ReadRecords, ""),
            (vec![admin, manager], Permission::ReadFigures, "all"),
        ] {
            let text = match scope_of(&grants, permission) {
                Scope::All => "all".to_owned(),
                Scope::Services(s) => s.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            };
            assert_eq!(text, expected, "{grants:?} {permission:?}");
        }
    }
}
