//! `desks.toml`: the desks that tickets are sent to, and the profiles of deadlines.

use std::ops::Range;
use std::str::FromStr;

use jiff::SignedDuration;
use serde::Deserialize;
use toml::Spanned;

use super::fault::{Fault, SourceFile};
use super::toml_file::parse_toml;
use crate::domain::calendar::Allowance;
use crate::domain::deadlines::{Profile, Share};
use crate::domain::desks::{Desk, Desks, DesksFault};
use crate::domain::ids::{DeskId, ProfileId};
use crate::domain::region::Regions;
use crate::domain::ticket::Category;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DesksFile {
    #[serde(default)]
    profile: Vec<ProfileEntry>,
    #[serde(default)]
    desk: Vec<DeskEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileEntry {
    id: Spanned<ProfileId>,
    name: String,
    accept: Spanned<String>,
    reply: Spanned<String>,
    answer: Spanned<String>,
    extended: Spanned<String>,
    remind: Spanned<String>,
    lapse: Spanned<String>,
    soon: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeskEntry {
    id: Spanned<DeskId>,
    name: String,
    region: Spanned<String>,
    #[serde(default)]
    categories: Vec<Spanned<String>>,
    #[serde(default)]
    departments: Vec<String>,
}

/// Reads the desks; gives every fault found in them. One 工作日 is `working_day` long.
pub(super) fn parse(source: &SourceFile, regions: &Regions, working_day: SignedDuration) -> Result<Desks, Vec<Fault>> {
    let file: DesksFile = parse_toml(source, 0..source.text.len()).map_err(|fault| vec![fault])?;
    let mut reader = Reader { source, working_day, faults: Vec::new() };
    let profiles: Vec<_> = file.profile.iter().filter_map(|entry| reader.profile(entry)).collect();
    let profiles_read = profiles.len() == file.profile.len();
    let desks = file.desk.iter().filter_map(|entry| reader.desk(entry)).collect();
    let mut faults = reader.faults;
    let desks = Desks::new(desks, profiles, regions);
    for fault in desks.as_ref().err().into_iter().flatten() {
        // Where a profile could not be read, that there is none says nothing new.
        if profiles_read || *fault != DesksFault::NoProfile {
            faults.push(source.fault(place(&file, fault), fault.to_string(), cure(fault)));
        }
    }
    desks.ok().filter(|_| faults.is_empty()).ok_or(faults)
}

/// Collects faults while reading.
struct Reader<'a> {
    source: &'a SourceFile,
    working_day: SignedDuration,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn profile(&mut self, entry: &ProfileEntry) -> Option<Profile> {
        let [accept, reply, answer, extended, remind, lapse] =
            [&entry.accept, &entry.reply, &entry.answer, &entry.extended, &entry.remind, &entry.lapse]
                .map(|text| self.allowance(text));
        let soon = self.read::<Share>(&entry.soon, "写成“25%”：剩下的时间不到这么多，就算快到期");
        Some(Profile {
            id: entry.id.as_ref().clone(),
            name: entry.name.clone(),
            accept: accept?,
            reply: reply?,
            answer: answer?,
            extended: extended?,
            remind: remind?,
            lapse: lapse?,
            soon: soon?,
        })
    }

    fn desk(&mut self, entry: &DeskEntry) -> Option<Desk> {
        let cure = "类别写企业诉求的类别名称；什么都办的服务台不写 categories";
        let categories: Vec<_> = entry.categories.iter().filter_map(|text| self.read::<Category>(text, cure)).collect();
        // A desk of which no category can be read is not one for everything.
        (categories.is_empty() == entry.categories.is_empty()).then(|| Desk {
            id: entry.id.as_ref().clone(),
            name: entry.name.clone(),
            region: entry.region.as_ref().clone(),
            categories,
            departments: entry.departments.clone(),
        })
    }

    fn allowance(&mut self, text: &Spanned<String>) -> Option<Allowance> {
        let read = Allowance::parse(text.as_ref(), self.working_day);
        let cure = "工作日只算上班时间，小时和天不分昼夜和节假日都算";
        read.map_err(|error| self.faults.push(self.source.fault(text.span(), error.to_string(), cure))).ok()
    }

    fn read<T: FromStr<Err: ToString>>(&mut self, text: &Spanned<String>, cure: &str) -> Option<T> {
        let read = text.as_ref().parse();
        read.map_err(|error: T::Err| self.faults.push(self.source.fault(text.span(), error.to_string(), cure))).ok()
    }
}

/// Where what a fault speaks of stands in the file; the last place, if there are two.
fn place(file: &DesksFile, fault: &DesksFault) -> Range<usize> {
    let desk = |id| file.desk.iter().rfind(|entry| entry.id.as_ref() == id);
    let profile = |id| file.profile.iter().rfind(|entry| entry.id.as_ref() == id);
    let place = match fault {
        DesksFault::DeskTwice(id) => desk(id).map(|entry| entry.id.span()),
        DesksFault::UnknownRegion { desk: id, .. } | DesksFault::TwoGeneral { desk: id, .. } => {
            desk(id).map(|entry| entry.region.span())
        }
        DesksFault::TwoForCategory { desk: id, category, .. } => desk(id).and_then(|entry| {
            entry.categories.iter().rfind(|text| text.as_ref().trim() == category.as_str()).map(Spanned::span)
        }),
        DesksFault::ProfileTwice(id) => profile(id).map(|entry| entry.id.span()),
        DesksFault::OutOfOrder(id) => profile(id).map(|entry| entry.accept.span()),
        DesksFault::NobodySorts | DesksFault::NoProfile => None,
    };
    place.unwrap_or_default()
}

fn cure(fault: &DesksFault) -> &'static str {
    match fault {
        DesksFault::UnknownRegion { .. } => "地区写正式名称，见 regions.toml",
        DesksFault::DeskTwice(_) | DesksFault::ProfileTwice(_) => "换一个编号，或删去其中一节",
        DesksFault::TwoGeneral { .. } => "只留一个，或给其中一个写上 categories",
        DesksFault::TwoForCategory { .. } => "一个地区的一个类别只归一个服务台",
        DesksFault::NobodySorts => "加一节 [[desk]]，region 写“吉林省”，不写 categories",
        DesksFault::NoProfile => "加一节 [[profile]]",
        DesksFault::OutOfOrder(_) => "改正 accept、reply、answer，先到的时间写短些",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::region::{Level, Region};

    const PROFILE: &str = "[[profile]]\nid = \"hours\"\nname = \"示例\"\naccept = \"2小时\"\nreply = \"24小时\"\n\
        answer = \"7天\"\nextended = \"15天\"\nremind = \"3个工作日\"\nlapse = \"5个工作日\"\nsoon = \"25%\"\n";

    fn regions() -> Regions {
        #[derive(Deserialize)]
        struct File {
            region: Vec<Region>,
        }
        Regions::new(toml::from_str::<File>(include_str!("../../knowledge/regions.toml")).unwrap().region)
    }

    fn read(text: &str) -> Result<Desks, Vec<Fault>> {
        let source = SourceFile { text: Arc::new(text.to_owned()), ..SourceFile::named("desks.toml") };
        parse(&source, &regions(), SignedDuration::from_hours(9))
    }

    #[test]
    fn every_city_of_the_province_has_a_shipped_desk_and_every_category_one_of_the_province() {
        let (desks, regions) = (read(include_str!("../../knowledge/desks.toml")).unwrap(), regions());
        assert_eq!(desks.sorting().id.as_str(), "jilin-province");
        let route = |category, region: &str| desks.route(Some(category), Some(region), &regions);
        let cities =
            regions.iter().filter(|region| region.level == Level::City && regions.lies_in(&region.name, "吉林省"));
        for city in cities.map(|city| city.name.as_str()).chain(["梅河口市"]) {
            assert_eq!(route(Category::Power, city).region, city);
        }
        assert_eq!(route(Category::Land, "四平市铁西区").id.as_str(), "siping");
        for (category, name) in Category::ALL.iter().filter(|(category, _)| *category != Category::Other) {
            assert!(route(*category, "吉林省").categories.contains(category), "{name}");
        }
        assert_eq!(route(Category::Other, "吉林省"), desks.sorting());
    }

    #[test]
    fn the_shipped_profiles_are_what_they_are_called() {
        let desks = read(include_str!("../../knowledge/desks.toml")).unwrap();
        let words = |id: &str| {
            let profile = desks.profile(&ProfileId::new(id).unwrap()).unwrap();
            [profile.accept, profile.reply, profile.answer, profile.extended]
                .map(|span| span.in_words(SignedDuration::from_hours(9)))
        };
        assert_eq!(words("working-days"), ["1个工作日", "3个工作日", "15个工作日", "15个工作日"]);
        assert_eq!(words("hours"), ["2小时", "24小时", "7天", "15天"]);
    }

    #[test]
    fn every_fault_names_its_line() {
        let faults = |text: &str| {
            let faults = read(text).unwrap_err();
            faults.iter().map(|fault| (fault.line(), fault.reason().to_owned())).collect::<Vec<_>>()
        };
        let sorting = "[[desk]]\nid = \"jilin\"\nname = \"省\"\nregion = \"吉林省\"\n";
        let other = |lines: &str| format!("{PROFILE}{sorting}[[desk]]\nid = \"b\"\nname = \"某台\"\n{lines}\n");
        for (text, line, reason) in [
            (PROFILE.to_owned(), 1, "吉林省没有不分类别的服务台"),
            (sorting.to_owned(), 1, "没有时限方案"),
            (other("region = \"某市\""), 18, "没有“某市”这个地区"),
            (other("region = \"吉林省\""), 18, "吉林省有两个不分类别的服务台"),
            (other("region = \"四平市\"\ncategories = [\"供电\",\n\"供水\"]"), 20, "没有“供水”这个类别"),
            (other("region = \"四平市\"\ncategories = [\"供电\",\n\"供电\"]"), 20, "四平市有两个服务台都办“供电”"),
            (other("region = \"四平市\"").replace("\"b\"", "\"jilin\""), 16, "服务台编号“jilin”用了两次"),
            (format!("{PROFILE}{PROFILE}{sorting}"), 12, "时限方案编号“hours”用了两次"),
            (format!("{PROFILE}{sorting}").replace("\"2小时\"", "\"48小时\""), 4, "受理不能晚于首次回复"),
            (format!("{PROFILE}{sorting}").replace("\"7天\"", "\"七天\""), 6, "“七天”不是期限"),
            (format!("{PROFILE}{sorting}").replace("25%", "四分之一"), 10, "“四分之一”不是份额"),
        ] {
            let found = faults(&text);
            assert!(
                found.len() == 1 && found[0].0 == line && found[0].1.contains(reason),
                "{line} {reason}: {found:?}"
            );
        }
    }
}
