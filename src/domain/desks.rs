//! Desks: who is responsible for a problem, by what it is about and where it is.

use std::collections::HashSet;

use super::deadlines::Profile;
use super::ids::{DeskId, ProfileId};
use super::region::Regions;
use super::ticket::Category;

/// The province whose desk sorts what no other desk is named for.
pub const HOME: &str = "吉林省";

/// A desk that tickets are sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Its id.
    pub id: DeskId,
    /// What staff and enterprises call it.
    pub name: String,
    /// The official name of the region it works for.
    pub region: String,
    /// What it works on; empty for everything.
    pub categories: Vec<Category>,
    /// The departments it hands problems to, in the order they are offered.
    pub departments: Vec<String>,
}

impl Desk {
    /// Whether it works on everything of its region.
    pub fn is_general(&self) -> bool {
        self.categories.is_empty()
    }
}

/// Why desks are none; the texts are for whoever edits them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DesksFault {
    /// A region that is not known.
    #[error("没有“{region}”这个地区")]
    UnknownRegion {
        /// The desk that names it.
        desk: DeskId,
        /// The region.
        region: String,
    },
    /// Two desks of one id.
    #[error("服务台编号“{0}”用了两次")]
    DeskTwice(DeskId),
    /// Two profiles of one id.
    #[error("时限方案编号“{0}”用了两次")]
    ProfileTwice(ProfileId),
    /// Two desks for everything in one region.
    #[error("{region}有两个不分类别的服务台")]
    TwoGeneral {
        /// The second of them.
        desk: DeskId,
        /// The region.
        region: String,
    },
    /// Two desks for one category in one region.
    #[error("{region}有两个服务台都办“{category}”")]
    TwoForCategory {
        /// The second of them.
        desk: DeskId,
        /// The region.
        region: String,
        /// The category.
        category: Category,
    },
    /// Nobody sorts.
    #[error("{HOME}没有不分类别的服务台，分不清的诉求没有人分派")]
    NobodySorts,
    /// No profile at all.
    #[error("没有时限方案")]
    NoProfile,
    /// An earlier step has more time than a later one.
    #[error("时限方案“{0}”里，受理不能晚于首次回复，首次回复不能晚于答复")]
    OutOfOrder(ProfileId),
}

/// Says that no profile has the id that was set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("没有编号为“{id}”的时限方案；可选：{}", known.join("、"))]
pub struct UnknownProfile {
    /// The id.
    pub id: ProfileId,
    /// The ids there are, with their names.
    pub known: Vec<String>,
}

/// All desks and all profiles of deadlines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desks {
    desks: Vec<Desk>,
    profiles: Vec<Profile>,
    /// Where the desk stands that sorts.
    sorting: usize,
}

impl Desks {
    /// Checks desks and profiles; gives every fault of them.
    pub fn new(desks: Vec<Desk>, profiles: Vec<Profile>, regions: &Regions) -> Result<Self, Vec<DesksFault>> {
        let mut faults = profile_faults(&profiles);
        let mut ids = HashSet::new();
        let mut general = HashSet::new();
        let mut named = HashSet::new();
        for Desk { id, region, categories, .. } in &desks {
            let (desk, place) = (id.clone(), region.clone());
            if !ids.insert(id) {
                faults.push(DesksFault::DeskTwice(desk));
            } else if regions.get(region).is_none() {
                faults.push(DesksFault::UnknownRegion { desk, region: place });
            } else if categories.is_empty() && !general.insert(region) {
                faults.push(DesksFault::TwoGeneral { desk, region: place });
            }
            let taken = categories.iter().filter(|category| !named.insert((region, **category)));
            faults.extend(taken.map(|&category| DesksFault::TwoForCategory {
                desk: id.clone(),
                region: region.clone(),
                category,
            }));
        }
        let sorting = desks.iter().position(|desk| desk.is_general() && desk.region == HOME);
        match sorting {
            Some(sorting) if faults.is_empty() => Ok(Self { desks, profiles, sorting }),
            Some(_) => Err(faults),
            None => {
                faults.push(DesksFault::NobodySorts);
                Err(faults)
            }
        }
    }

    /// All desks, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Desk> {
        self.desks.iter()
    }

    /// All profiles, in file order.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// The desk of that id.
    pub fn get(&self, id: &DeskId) -> Option<&Desk> {
        self.desks.iter().find(|desk| desk.id == *id)
    }

    /// The profile of that id; an error names those there are.
    pub fn profile(&self, id: &ProfileId) -> Result<&Profile, UnknownProfile> {
        self.profiles.iter().find(|profile| profile.id == *id).ok_or_else(|| UnknownProfile {
            id: id.clone(),
            known: self.profiles.iter().map(|profile| format!("{}（{}）", profile.id, profile.name)).collect(),
        })
    }

    /// The desk of the province for everything, which sorts what is unsure.
    pub fn sorting(&self) -> &Desk {
        &self.desks[self.sorting]
    }

    /// The desk that is responsible: the one nearest to the region, there the one named for the category first.
    ///
    /// An unsure category, a region that was not told and a region without any desk above it go to the one that sorts.
    pub fn route(&self, category: Option<Category>, region: Option<&str>, regions: &Regions) -> &Desk {
        let (Some(category), Some(region)) = (category, region) else { return self.sorting() };
        let mut at = regions.get(region);
        while let Some(region) = at {
            let here = || self.desks.iter().filter(|desk| desk.region == region.name);
            let named = here().find(|desk| desk.categories.contains(&category));
            if let Some(desk) = named.or_else(|| here().find(|desk| desk.is_general())) {
                return desk;
            }
            at = region.parent.as_deref().and_then(|parent| regions.get(parent));
        }
        self.sorting()
    }
}

fn profile_faults(profiles: &[Profile]) -> Vec<DesksFault> {
    let mut faults = Vec::new();
    let mut ids = HashSet::new();
    for profile in profiles {
        if !ids.insert(&profile.id) {
            faults.push(DesksFault::ProfileTwice(profile.id.clone()));
        }
        // Working time and natural time have no order: nothing is said of those.
        if profile.accept > profile.reply || profile.reply > profile.answer {
            faults.push(DesksFault::OutOfOrder(profile.id.clone()));
        }
    }
    if profiles.is_empty() {
        faults.push(DesksFault::NoProfile);
    }
    faults
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::domain::calendar::Allowance;
    use crate::domain::region::{Level, Region};

    fn regions() -> Regions {
        let region = |name: &str, level, parent: Option<&str>| Region {
            name: name.into(),
            level,
            area_code: None,
            parent: parent.map(Into::into),
            aliases: vec![],
        };
        Regions::new(vec![
            region(HOME, Level::Province, None),
            region("四平市", Level::City, Some(HOME)),
            region("四平市铁西区", Level::District, Some("四平市")),
            region("白城市", Level::City, Some(HOME)),
            region("四川省", Level::Province, None),
        ])
    }

    fn desk(id: &str, region: &str, categories: &[Category]) -> Desk {
        Desk {
            id: DeskId::new(id).unwrap(),
            name: id.to_owned(),
            region: region.to_owned(),
            categories: categories.to_vec(),
            departments: vec![],
        }
    }

    fn profile(id: &str, hours: [i64; 3]) -> Profile {
        let [accept, reply, answer] = hours.map(|hours| Allowance::NaturalTime(SignedDuration::from_hours(hours)));
        let id = ProfileId::new(id).unwrap();
        let soon = "25%".parse().unwrap();
        Profile {
            id,
            name: "示例".into(),
            accept,
            reply,
            answer,
            extended: answer,
            remind: answer,
            lapse: answer,
            soon,
        }
    }

    #[test]
    fn the_nearest_desk_is_responsible_and_the_named_one_first() {
        let desks = vec![
            desk("jilin-power", HOME, &[Category::Power, Category::Heat]),
            desk("jilin", HOME, &[]),
            desk("siping", "四平市", &[]),
            desk("siping-finance", "四平市", &[Category::Finance]),
            desk("tiexi-land", "四平市铁西区", &[Category::Land]),
        ];
        let (regions, profiles) = (regions(), vec![profile("hours", [2, 24, 168])]);
        let desks = Desks::new(desks, profiles, &regions).unwrap();
        for (category, region, expected) in [
            (Some(Category::Land), Some("四平市铁西区"), "tiexi-land"),
            (Some(Category::Finance), Some("四平市铁西区"), "siping-finance"),
            (Some(Category::Power), Some("四平市铁西区"), "siping"),
            (Some(Category::Other), Some("四平市"), "siping"),
            (Some(Category::Power), Some("白城市"), "jilin-power"),
            (Some(Category::Permits), Some("白城市"), "jilin"),
            (Some(Category::Heat), Some(HOME), "jilin-power"),
            // Unsure: the desk that sorts.
            (None, Some("四平市铁西区"), "jilin"),
            (Some(Category::Power), None, "jilin"),
            (None, None, "jilin"),
            (Some(Category::Power), Some("四川省"), "jilin"),
            (Some(Category::Power), Some("没有的地方"), "jilin"),
        ] {
            assert_eq!(desks.route(category, region, &regions).id.as_str(), expected, "{category:?} {region:?}");
        }
    }

    #[test]
    fn every_fault_is_named() {
        let id = |id| DeskId::new(id).unwrap();
        let place = |name: &str| name.to_owned();
        let wrong = vec![
            desk("a", "四平市", &[]),
            desk("a", "白城市", &[]),
            desk("b", "四平市", &[]),
            desk("c", "某市", &[]),
            desk("d", HOME, &[Category::Power]),
            desk("e", HOME, &[Category::Gas, Category::Power]),
        ];
        let profiles = vec![profile("x", [2, 24, 168]), profile("x", [48, 24, 168])];
        let faults = Desks::new(wrong, profiles, &regions()).unwrap_err();
        let twice = ProfileId::new("x").unwrap();
        let expected = [
            DesksFault::ProfileTwice(twice.clone()),
            DesksFault::OutOfOrder(twice),
            DesksFault::DeskTwice(id("a")),
            DesksFault::TwoGeneral { desk: id("b"), region: place("四平市") },
            DesksFault::UnknownRegion { desk: id("c"), region: place("某市") },
            DesksFault::TwoForCategory { desk: id("e"), region: place(HOME), category: Category::Power },
            DesksFault::NobodySorts,
        ];
        assert_eq!(faults, expected);
        assert_eq!(
            Desks::new(vec![desk("jilin", HOME, &[])], vec![], &regions()).unwrap_err(),
            [DesksFault::NoProfile]
        );
    }

    #[test]
    fn an_unknown_profile_is_told_with_those_there_are() {
        let desks =
            Desks::new(vec![desk("jilin", HOME, &[])], vec![profile("hours", [2, 24, 168])], &regions()).unwrap();
        assert!(desks.profile(&ProfileId::new("hours").unwrap()).is_ok());
        let said = desks.profile(&ProfileId::new("days").unwrap()).unwrap_err().to_string();
        assert_eq!(said, "没有编号为“days”的时限方案；可选：hours（示例）");
    }
}
