//! Regions: provinces, cities and counties with the names people use for them.

use serde::{Deserialize, Serialize};

/// The rank of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 省、自治区、直辖市
    Province,
    /// 市、自治州、管委会
    City,
    /// 县、县级市
    County,
    /// 市辖区
    District,
}

/// A region with its official name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// The official name: a district with its city (四平市铁西区), a county or county-level city alone.
    pub name: String,
    /// Its rank.
    pub level: Level,
    /// The region it lies in; none for a province.
    #[serde(default)]
    pub parent: Option<String>,
    /// The area code of its telephones, where it has one of its own.
    #[serde(default)]
    pub area_code: Option<String>,
    /// What people call it.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// All regions known.
#[derive(Debug, Clone, Default)]
pub struct Regions(Vec<Region>);

impl Regions {
    /// Takes the regions as they are; the loader has checked parents and names.
    pub fn new(regions: Vec<Region>) -> Self {
        Self(regions)
    }

    /// All regions, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Region> {
        self.0.iter()
    }

    /// The region of that official name.
    pub fn get(&self, name: &str) -> Option<&Region> {
        self.0.iter().find(|region| region.name == name)
    }

    /// The province a region lies in (itself, if it is one).
    pub fn province_of(&self, name: &str) -> Option<&Region> {
        let mut region = self.get(name)?;
        while let Some(parent) = &region.parent {
            region = self.get(parent)?;
        }
        Some(region)
    }

    /// The area code of the telephones in a region: its own, or that of what it lies in.
    pub fn area_code(&self, name: &str) -> Option<&str> {
        let mut region = self.get(name)?;
        while region.area_code.is_none() {
            region = self.get(region.parent.as_deref()?)?;
        }
        region.area_code.as_deref()
    }

    /// The names of a region and of all that lie in it; none if there is no such region.
    pub fn within(&self, outer: &str) -> Vec<String> {
        self.0.iter().filter(|region| self.lies_in(&region.name, outer)).map(|region| region.name.clone()).collect()
    }

    /// Whether `inner` is `outer` or lies in it.
    pub fn lies_in(&self, inner: &str, outer: &str) -> bool {
        let mut at = self.get(inner);
        while let Some(region) = at {
            if region.name == outer {
                return true;
            }
            at = region.parent.as_deref().and_then(|parent| self.get(parent));
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(name: &str, level: Level, parent: Option<&str>) -> Region {
        Region { name: name.into(), level, parent: parent.map(Into::into), area_code: None, aliases: vec![] }
    }

    #[test]
    fn a_district_lies_in_its_province() {
        let regions = Regions::new(vec![
            region("吉林省", Level::Province, None),
            region("四平市", Level::City, Some("吉林省")),
            region("四平市铁西区", Level::District, Some("四平市")),
        ]);
        assert_eq!(regions.province_of("四平市铁西区").unwrap().name, "吉林省");
        assert!(regions.lies_in("四平市铁西区", "四平市"));
        assert!(!regions.lies_in("四平市", "四平市铁西区"));
        assert_eq!(regions.within("四平市"), ["四平市", "四平市铁西区"]);
        assert!(regions.within("长春市").is_empty());
    }

    #[test]
    fn a_district_has_the_area_code_of_its_city() {
        let city = Region { area_code: Some("0434".into()), ..region("四平市", Level::City, None) };
        let regions = Regions::new(vec![city, region("四平市铁西区", Level::District, Some("四平市"))]);
        assert_eq!(regions.area_code("四平市铁西区"), Some("0434"));
        assert_eq!(Regions::new(vec![region("四平市", Level::City, None)]).area_code("四平市"), None);
    }
}
