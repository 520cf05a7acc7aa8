//! Reads from a question which province and which industries it is about, as the assistant does.

use std::sync::Arc;

use crate::domain::knowledge::Knowledge;
use crate::search::Query;
use crate::search::engine::Terms;
use crate::search::words::Spotter;

/// The province whose enterprises we serve.
const HOME: &str = "吉林省";

/// Words by which the circumstances of a question are known.
pub(super) struct Circumstances {
    terms: Arc<Terms>,
    /// Each region's names with its province.
    provinces: Spotter<String>,
    industries: Spotter<String>,
}

impl Circumstances {
    /// Takes the words of the knowledge.
    pub(super) fn new(knowledge: &Knowledge, terms: Arc<Terms>) -> Self {
        let provinces = knowledge.regions.iter().flat_map(|region| {
            let province = knowledge.regions.province_of(&region.name).unwrap_or(region).name.clone();
            std::iter::once(&region.name).chain(&region.aliases).map(move |name| (name, province.clone()))
        });
        let industries = knowledge.industries.iter().flat_map(|industry| {
            std::iter::once(&industry.name).chain(&industry.words).map(|word| (word, industry.name.clone()))
        });
        let provinces = Spotter::new(provinces.map(|(name, province)| (terms.normal(name), province)));
        let industries = Spotter::new(industries.map(|(word, industry)| (terms.normal(word), industry)));
        Self { provinces, industries, terms }
    }

    /// The question with its circumstances; several provinces are compared, none means home.
    pub(super) fn query(&self, text: &str) -> Query {
        let read = self.terms.read(text);
        let mut provinces: Vec<String> = self.provinces.spot(&read).map(|(_, province)| province.clone()).collect();
        provinces.sort();
        provinces.dedup();
        let province = match provinces.as_slice() {
            [] => Some(HOME.to_owned()),
            [only] => Some(only.clone()),
            _ => None,
        };
        let mut industries: Vec<String> = self.industries.spot(&read).map(|(_, industry)| industry.clone()).collect();
        industries.sort();
        industries.dedup();
        Query { text: read, context: None, province, industries }
    }
}
