//! What earlier rows of a roster have said: nobody stands there twice, and no two rows contradict each other.

use std::collections::HashMap;

use super::fault::{Place, RosterFault};
use super::heading::Column;
use crate::domain::credit_code::CreditCode;
use crate::domain::roster::{RosterEntry, RosterRole};

/// What earlier rows have said, with their places; firms by the one spelling in which they are compared.
#[derive(Default)]
pub(super) struct Seen {
    people: HashMap<(String, RosterRole, String), Place>,
    name_of: HashMap<CreditCode, (String, String, Place)>,
    code_of: HashMap<String, (CreditCode, Place)>,
    person_of: HashMap<String, (String, Place)>,
}

impl Seen {
    /// The entry, unless an earlier row says the same or the contrary.
    pub(super) fn check(&mut self, place: &Place, entry: RosterEntry) -> Result<RosterEntry, Vec<RosterFault>> {
        let mut faults = Vec::new();
        let firm = entry.firm();
        let name = firm.name().to_owned();
        let person = (name.clone(), entry.role, entry.phone.as_str().to_owned());
        if let Some(earlier) = self.people.get(&person) {
            faults.push(place.fault(Column::Enterprise, format!("和{earlier}重复"), "只留一行"));
        }
        if let Some(code) = &entry.credit_code {
            if let Some((_, written, earlier)) = self.name_of.get(code).filter(|(known, ..)| *known != name) {
                let reason = format!("{earlier}的“{written}”也是这个代码");
                faults.push(place.fault(Column::CreditCode, reason, "核对两家企业的代码，或把企业名称写成一样"));
            }
            if let Some((_, earlier)) = self.code_of.get(&name).filter(|(other, _)| other != code) {
                let reason = format!("和{earlier}同一家企业的代码不一样");
                faults.push(place.fault(Column::CreditCode, reason, "对照营业执照，只留对的"));
            }
        }
        let other = entry.login.as_ref().and_then(|login| self.person_of.get(login));
        if let Some((name, earlier)) = other.filter(|(name, _)| *name != entry.name) {
            let reason = format!("{earlier}的{name}也用这个账号");
            faults.push(place.fault(Column::Login, reason, "一个账号只给一个人用"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        self.people.insert(person, place.clone());
        if let Some(code) = &entry.credit_code {
            let written = (name.clone(), entry.enterprise.clone(), place.clone());
            self.name_of.entry(code.clone()).or_insert(written);
            self.code_of.entry(name).or_insert_with(|| (code.clone(), place.clone()));
        }
        if let Some(login) = &entry.login {
            self.person_of.entry(login.clone()).or_insert_with(|| (entry.name.clone(), place.clone()));
        }
        Ok(entry)
    }
}
