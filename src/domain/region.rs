//! Regions: provinces, cities and counties with the names people use for them.

use serde::{Deserialize, Serialize};

/// So many regions are offered in the place of one that there is not.
const OFFERED: usize = 3;
/// What tells that an address goes on with a street or a village.
const STREET: &str = "路街道巷号镇乡村屯组院楼园";
/// So much of a name must be the same for it to be offered.
const LIKENESS: f64 = 0.5;

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

impl Region {
    /// What it is called, officially and by people.
    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.aliases).map(String::as_str)
    }
}

/// Says that a text names no region, and which ones are called nearly so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("没有找到“{text}”这个地区，请写到市、县或区，{}", offer(near))]
pub struct UnknownRegion {
    text: String,
    near: Vec<String>,
}

fn offer(near: &[String]) -> String {
    match near {
        [] => "例如“四平市铁西区”“公主岭市”".to_owned(),
        near => format!("是不是{}", near.join("、")),
    }
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

    /// The region that a text is the name of: official or what people call it, with or without what it lies in.
    pub fn named(&self, text: &str) -> Option<&Region> {
        let text: String = text.split_whitespace().collect();
        self.named_plainly(&text)
    }

    fn named_plainly(&self, text: &str) -> Option<&Region> {
        let whole =
            self.get(text).or_else(|| self.0.iter().find(|region| region.aliases.iter().any(|name| name == text)));
        whole.or_else(|| {
            let mut outer = self.0.iter().flat_map(|region| region.names().map(move |name| (region, name)));
            outer.find_map(|(region, name)| {
                let rest = text.strip_prefix(name).filter(|rest| !rest.is_empty())?;
                self.named_plainly(rest).filter(|inner| self.lies_in(&inner.name, &region.name))
            })
        })
    }

    /// The region that a text names, alone or within an address.
    pub fn find(&self, text: &str) -> Result<&Region, UnknownRegion> {
        let compact: String = text.split_whitespace().collect();
        let found = self.named_plainly(&compact).or_else(|| self.within_address(&compact));
        found.ok_or_else(|| UnknownRegion { text: text.trim().to_owned(), near: self.near(&compact) })
    }

    /// The smallest of the regions that stand in an address, if each lies in the next; else the one whose official name
    /// stands there.
    fn within_address(&self, text: &str) -> Option<&Region> {
        let mut found: Vec<&Region> = Vec::new();
        let (mut rest, mut behind) = (text, text);
        while let Some(c) = rest.chars().next() {
            let names = self.0.iter().flat_map(|region| region.names().map(move |name| (region, name)));
            let longest = names.filter(|(_, name)| rest.starts_with(*name)).max_by_key(|(_, name)| name.len());
            rest = &rest[longest.map_or(c.len_utf8(), |(_, name)| name.len())..];
            if let Some((region, _)) = longest {
                found.push(region);
                behind = rest;
            }
        }
        let smallest = found.iter().max_by_key(|region| region.level).copied();
        // What is no street behind the name may be a smaller place that we do not know, or one that is misspelled.
        let ends = behind.is_empty() || behind.contains(|c: char| c.is_numeric() || STREET.contains(c));
        let agree = |smallest: &&Region| found.iter().all(|outer| self.lies_in(&smallest.name, &outer.name));
        smallest.filter(|_| ends).filter(agree).or_else(|| {
            let official = self.0.iter().filter(|region| text.contains(&region.name));
            official.max_by_key(|region| region.name.chars().count())
        })
    }

    /// The regions whose names are most like a text.
    fn near(&self, text: &str) -> Vec<String> {
        let likeness =
            |region: &Region| region.names().map(|name| strsim::normalized_levenshtein(text, name)).fold(0.0, f64::max);
        let mut near: Vec<(f64, &str)> = self.0.iter().map(|region| (likeness(region), region.name.as_str())).collect();
        near.retain(|(likeness, _)| *likeness >= LIKENESS);
        near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        near.iter().take(OFFERED).map(|(_, name)| format!("“{name}”")).collect()
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
    fn a_region_is_known_by_any_name_and_within_an_address() {
        let called = |name: &str, level, parent, aliases: &[&str]| Region {
            aliases: aliases.iter().map(ToString::to_string).collect(),
            ..region(name, level, parent)
        };
        let regions = Regions::new(vec![
            called("吉林省", Level::Province, None, &["吉林", "本省"]),
            called("四平市", Level::City, Some("吉林省"), &["四平"]),
            called("四平市铁西区", Level::District, Some("四平市"), &["四平铁西", "铁西区"]),
            called("长春市", Level::City, Some("吉林省"), &["长春"]),
            called("长春市朝阳区", Level::District, Some("长春市"), &["朝阳区"]),
            called("农安县", Level::County, Some("长春市"), &["农安"]),
            called("北京市", Level::Province, None, &["北京"]),
        ]);
        for (text, name) in [
            ("四平市铁西区", "四平市铁西区"),
            ("吉林省四平市铁西区", "四平市铁西区"),
            (" 吉林 四平 铁西区", "四平市铁西区"),
            ("吉林省长春市农安县", "农安县"),
            ("长春农安", "农安县"),
            ("四平铁西红旗街12号", "四平市铁西区"),
            ("红旗街12号（四平市铁西区）", "四平市铁西区"),
            ("长春市吉林大路100号", "长春市"),
        ] {
            assert_eq!(regions.find(text).map(|region| region.name.as_str()), Ok(name), "{text}");
        }
        assert!(regions.find("北京市朝阳区").is_ok_and(|region| region.name != "长春市朝阳区"));
        assert!(regions.named("四平铁西红旗街12号").is_none(), "more than a name");
        assert!(regions.find("四平铁东").unwrap_err().to_string().contains("是不是“四平市铁西区”"));
        assert!(regions.find("月球").unwrap_err().to_string().contains("例如"));
    }

    #[test]
    fn a_district_has_the_area_code_of_its_city() {
        let city = Region { area_code: Some("0434".into()), ..region("四平市", Level::City, None) };
        let regions = Regions::new(vec![city, region("四平市铁西区", Level::District, Some("四平市"))]);
        assert_eq!(regions.area_code("四平市铁西区"), Some("0434"));
        assert_eq!(Regions::new(vec![region("四平市", Level::City, None)]).area_code("四平市"), None);
    }
}
