//! An office with one desk and short deadlines.

use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::time;
use zhuqi::desk::office::Office;
use zhuqi::domain::calendar::{Allowance, Calendar};
use zhuqi::domain::deadlines::Profile;
use zhuqi::domain::desks::{Desk, Desks, HOME};
use zhuqi::domain::ids::{DeskId, ProfileId};
use zhuqi::domain::knowledge::Knowledge;
use zhuqi::domain::region::{Level, Region, Regions};

/// One hour to take a ticket, two to reply, four to answer; after the answer an hour until each next step.
pub(crate) fn office() -> Arc<Office> {
    office_with("jilin")
}

/// The same with a desk of this id.
pub(crate) fn office_with(desk: &str) -> Arc<Office> {
    let hours = |hours| Allowance::NaturalTime(SignedDuration::from_hours(hours));
    let profile = Profile {
        id: ProfileId::new("sample").unwrap(),
        name: "示例".to_owned(),
        accept: hours(1),
        reply: hours(2),
        answer: hours(4),
        extended: hours(48),
        remind: hours(1),
        lapse: hours(1),
        soon: "25%".parse().unwrap(),
    };
    let province =
        Region { name: HOME.to_owned(), level: Level::Province, parent: None, area_code: None, aliases: vec![] };
    let regions = Regions::new(vec![province]);
    let desk = Desk {
        id: DeskId::new(desk).unwrap(),
        name: "示例服务台".to_owned(),
        region: HOME.to_owned(),
        categories: vec![],
        departments: vec![],
    };
    let desks = Desks::new(vec![desk], vec![profile.clone()], &regions).unwrap();
    let calendar = Calendar::new(time(8, 30, 0, 0), time(17, 30, 0, 0), &[]).unwrap();
    let knowledge = Knowledge { regions, ..Knowledge::default() };
    Arc::new(Office::new(Arc::new(knowledge), Arc::new(calendar), Arc::new(desks), profile))
}
