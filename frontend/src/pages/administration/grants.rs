//! Grants as they are entered: a role and the codes of its services, a row each.

use flsdb_domain::{
    access::{Grant, Role},
    vocabulary::Coded,
};

/// A row of the form: token of the role, service codes as typed. Without a role it is no grant.
pub type Row = (String, String);

/// The rows for grants, and a blank one for a further grant.
pub fn rows(grants: &[Grant]) -> Vec<Row> {
    let row = |grant: &Grant| (grant.role.token().to_owned(), codes(grant));
    grants.iter().map(row).chain([Row::default()]).collect()
}

/// The grants that rows mean.
///
/// # Errors
/// The text that is no service code.
pub fn read(rows: &[Row]) -> Result<Vec<Grant>, String> {
    let mut grants = Vec::new();
    for (role, codes) in rows {
        let Some(role) = Role::from_token(role) else {
            continue;
        };
        let words = codes.split([' ', ',', ';']).filter(|word| !word.is_empty());
        let services = words
            .map(|word| word.to_uppercase().parse().map_err(|_| word.to_owned()))
            .collect::<Result<_, _>>()?;
        grants.push(Grant { role, services });
    }
    Ok(grants)
}

/// A grant in a few words.
pub fn told(grant: &Grant) -> String {
    format!("{} {}", grant.role.label(), codes(grant))
        .trim_end()
        .to_owned()
}

fn codes(grant: &Grant) -> String {
    let codes: Vec<&str> = grant.services.iter().map(|code| code.as_str()).collect();
    codes.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_entered_is_read() {
        let row = |role: &str, codes: &str| (role.to_owned(), codes.to_owned());
        for (rows, expected) in [
            (vec![row("data_entry", "brd, CDF")], "Data entry BRD CDF"),
            (vec![row("auditor", ""), row("", "BRD")], "Auditor"),
            (
                vec![row("data_entry", "BRD"), row("clinical_lead", "CDF")],
                "Data entry BRD; Clinical lead CDF",
            ),
            (vec![row("data_entry", "BRD LEEDS")], "no LEEDS"),
            (vec![], ""),
        ] {
            let told = match read(&rows) {
                Ok(grants) => grants.iter().map(told).collect::<Vec<_>>().join("; "),
                Err(word) => format!("no {word}"),
            };
            assert_eq!(told, expected, "{rows:?}");
        }
        let grants = read(&[row("data_entry", "BRD")]).expect("grants");
        assert_eq!(rows(&grants), [row("data_entry", "BRD"), row("", "")]);
    }
}
