//! Which tickets a command is about, asked of a running server or of the store itself.

use clap::Args;
use jiff::Timestamp;

use crate::app;
use crate::config::Settings;
use crate::domain::ticket::{Category, Ending, Filter, Place, Status, statuses_that};

/// Which tickets are wanted; all of them where nothing is said.
#[derive(Debug, Args)]
pub(super) struct Wanted {
    /// 只要这些状态的，例如 待受理；可以写几次，“未办结”表示还要办的
    #[arg(long, value_name = "状态", value_parser = statuses)]
    status: Vec<Statuses>,
    /// 只要这个类别的，例如 供电
    #[arg(long, value_name = "类别")]
    category: Option<Category>,
    /// 只要这个地区的，含下级，例如 四平市
    #[arg(long, value_name = "地区")]
    region: Option<String>,
    /// 只要超期的
    #[arg(long)]
    overdue: bool,
}

/// What one word says of states.
#[derive(Debug, Clone)]
struct Statuses(Vec<Status>);

impl Wanted {
    /// Whether anything is asked for.
    pub(super) fn is_everything(&self) -> bool {
        self.status.is_empty() && self.category.is_none() && self.region.is_none() && !self.overdue
    }

    /// The same as the API asks it.
    pub(super) fn query(&self) -> Vec<(&'static str, String)> {
        let codes: Vec<String> = self.statuses().into_iter().map(code).collect();
        let mut query = Vec::new();
        query.extend((!codes.is_empty()).then(|| ("status", codes.join(","))));
        query.extend(self.category.map(|category| ("category", category.to_string())));
        query.extend(self.region.clone().map(|region| ("region", region)));
        query.extend(self.overdue.then(|| ("overdue", "true".to_owned())));
        query
    }

    /// The same as the store asks it.
    pub(super) fn filter(&self, settings: &Settings, now: Timestamp) -> anyhow::Result<Filter> {
        let place = match &self.region {
            None => None,
            Some(region) => Some(Place::within(region, &app::edition(settings)?.knowledge.regions)?),
        };
        Ok(Filter {
            statuses: self.statuses(),
            categories: self.category.map(Some).into_iter().collect(),
            place,
            ending: self.overdue.then(|| Ending::before(now)),
            ..Filter::default()
        })
    }

    fn statuses(&self) -> Vec<Status> {
        self.status.iter().flat_map(|Statuses(statuses)| statuses.iter().copied()).collect()
    }
}

fn statuses(text: &str) -> Result<Statuses, String> {
    if matches!(text, "未办结" | "open") {
        return Ok(Statuses(statuses_that(Status::is_open)));
    }
    let found = Status::ALL.iter().find(|(status, name)| *name == text || code(*status) == text);
    let known = || Status::ALL.map(|(_, name)| name).join("、");
    found
        .map(|(status, _)| Statuses(vec![*status]))
        .ok_or_else(|| format!("没有“{text}”这个状态；可选：未办结、{}", known()))
}

fn code(status: Status) -> String {
    serde_json::to_value(status).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
