//! The permissions of [`flsdb_domain::access`] as types, so that a handler's arguments name what it needs.

use flsdb_domain::access::Permission;

/// A permission as a type.
pub trait Needs: 'static {
    /// The permission.
    const PERMISSION: Permission;
}

/// Read the records of a service.
pub struct ReadRecords;
/// Create and change the records of a service.
pub struct ChangeRecords;
/// Accept findings and settle refused messages.
pub struct JudgeFindings;
/// Read and change what is kept for direct care.
pub struct DirectCare;
/// Write the texts from which a service's letters are filled.
pub struct EditTemplates;
/// Withdraw patients and episodes.
pub struct WithdrawRecords;
/// Lock and unlock years of a service.
pub struct LockPeriods;
/// Import files.
pub struct Import;
/// Undo an import.
pub struct UndoImport;
/// Export the records of a service.
pub struct ExportRecords;
/// Have patients checked against the national data opt-out.
pub struct RunOptOut;
/// Submit the records of a service to the national audit.
pub struct SubmitRecords;
/// See the pooled national value, and what other permissions add to it.
pub struct ReadPooledFigures;
/// See the figures of a service whole.
pub struct ReadFigures;
/// Re-base run charts.
pub struct Rebase;

impl Needs for ReadRecords {
    const PERMISSION: Permission = Permission::ReadRecords;
}
impl Needs for ChangeRecords {
    const PERMISSION: Permission = Permission::ChangeRecords;
}
impl Needs for JudgeFindings {
    const PERMISSION: Permission = Permission::JudgeFindings;
}
impl Needs for DirectCare {
    const PERMISSION: Permission = Permission::DirectCare;
}
impl Needs for EditTemplates {
    const PERMISSION: Permission = Permission::EditTemplates;
}
impl Needs for WithdrawRecords {
    const PERMISSION: Permission = Permission::WithdrawRecords;
}
impl Needs for LockPeriods {
    const PERMISSION: Permission = Permission::LockPeriods;
}
impl Needs for Import {
    const PERMISSION: Permission = Permission::Import;
}
impl Needs for UndoImport {
    const PERMISSION: Permission = Permission::UndoImport;
}
impl Needs for ExportRecords {
    const PERMISSION: Permission = Permission::ExportRecords;
}
impl Needs for RunOptOut {
    const PERMISSION: Permission = Permission::RunOptOut;
}
impl Needs for SubmitRecords {
    const PERMISSION: Permission = Permission::SubmitRecords;
}
impl Needs for ReadPooledFigures {
    const PERMISSION: Permission = Permission::ReadPooledFigures;
}
impl Needs for ReadFigures {
    const PERMISSION: Permission = Permission::ReadFigures;
}
impl Needs for Rebase {
    const PERMISSION: Permission = Permission::Rebase;
}

/// Freeze and read reports.
pub struct Reports;
/// Share and publish national reports.
pub struct PublishReports;
/// Answer the outlier flags of a service.
pub struct AnswerFlags;
/// Make and change accounts.
pub struct AdministerUsers;
/// Make, change and revoke clients.
pub struct AdministerClients;
/// Change services and their hip counts, and decide who takes part.
pub struct AdministerServices;
/// Keep the resources of the public page.
pub struct KeepResources;
/// Read audit events.
pub struct ReadAudit;

impl Needs for Reports {
    const PERMISSION: Permission = Permission::Reports;
}
impl Needs for PublishReports {
    const PERMISSION: Permission = Permission::PublishReports;
}
impl Needs for AnswerFlags {
    const PERMISSION: Permission = Permission::AnswerFlags;
}
impl Needs for AdministerUsers {
    const PERMISSION: Permission = Permission::AdministerUsers;
}
impl Needs for AdministerClients {
    const PERMISSION: Permission = Permission::AdministerClients;
}
impl Needs for AdministerServices {
    const PERMISSION: Permission = Permission::AdministerServices;
}
impl Needs for KeepResources {
    const PERMISSION: Permission = Permission::KeepResources;
}
impl Needs for ReadAudit {
    const PERMISSION: Permission = Permission::ReadAudit;
}
