//! The dashboard: the rates, what is open, where it comes from; each figure leads to the tickets behind it.

use axum::extract::State;
use axum::response::{Html, Redirect};
use jiff::ToSpan;
use jiff::civil::Date;
use minijinja::{Value, context};

use super::Console;
use super::chart::{Columns, length};
use super::criteria::{Criteria, NONE};
use super::fields::{Asked, Fields};
use crate::desk::figures::Share;
use crate::desk::office::Office;
use crate::desk::overview::{Age, Overview, Period, Span, Tally, Window, overview};
use crate::domain::calendar;
use crate::domain::staff::Staff;
use crate::domain::ticket::{Category, Filter, Measure, Place};
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// A chart of fewer periods would be all bar.
const FEWEST_PERIODS: usize = 6;

/// What the dashboard looks at.
struct Look {
    region: String,
    window: Window,
    /// The window as it stands in links.
    from: String,
    until: String,
    span: Span,
}

/// The address with a slash leads to the one without.
pub(super) async fn home() -> Redirect {
    Redirect::permanent("/console")
}

/// Shows the figures.
pub(super) async fn show(
    State(console): State<Console>,
    me: SignedIn,
    Asked(fields): Asked,
) -> Result<Html<String>, Problem> {
    let (office, now) = (console.relay.office(), console.relay.now());
    let today = calendar::day(now);
    let look = Look::read(&fields, today);
    let place = Some(&look.region).filter(|region| !region.is_empty());
    let place = place.map(|region| Place::Within(office.regions().within(region)));
    let filter = Filter { scope: office.scope(&me.staff), place, ..Filter::default() };
    let mut seen = overview(&**console.store(), &filter, look.window, look.span, &office, now).await?;
    // The time before the first ticket tells nothing.
    let first = seen.periods.iter().position(|period| period.tally.total > 0).unwrap_or(0);
    seen.periods.drain(..first.min(seen.periods.len().saturating_sub(FEWEST_PERIODS)));
    let content = context! {
        tab => "dashboard",
        is_fresh => look.region.is_empty() && console.store().count(&filter).await? == 0,
        rates => Measure::ALL.map(|measure| look.rate(&seen, measure)),
        stock => look.stock(&seen),
        total => figure(seen.tally.total, &look.link(&[("status", "all")])),
        ages => ages(&seen.ages, &look),
        categories => look.categories(&seen.categories),
        regions => look.regions(&seen.regions),
        periods => look.periods(&seen.periods),
        chart => Columns::new(seen.periods.iter().map(|period| (look.label(period), period.tally.total, period.tally.closed))),
        by_week => look.span == Span::Week,
        presets => look.presets(today),
        chosen => context! { region => look.region, from => look.from, until => look.until, by => look.by() },
        choices => choices(&office, &me.staff),
    };
    console.page(&me, "dashboard.html", content)
}

fn choices(office: &Office, staff: &Staff) -> Vec<String> {
    let scope = office.scope(staff);
    office.regions().iter().map(|region| region.name.clone()).filter(|name| scope.covers_region(name)).collect()
}

/// A number that leads to the tickets behind it.
fn figure(count: usize, href: &str) -> Value {
    context! { count, href }
}

fn percent(share: Share) -> String {
    share.percent().map_or_else(|| "—".to_owned(), |percent| format!("{percent:.1}%"))
}

fn ages(ages: &[Age], look: &Look) -> Vec<Value> {
    let highest = ages.iter().map(|age| age.count).max().unwrap_or(0);
    let line = |age: &Age| {
        let from = age.from.map(|day| day.to_string()).unwrap_or_default();
        let until = if age.until == Date::MAX { String::new() } else { age.until.to_string() };
        let href = Criteria::link(&[("status", "open"), ("region", &look.region), ("from", &from), ("until", &until)]);
        context! { name => age.name, count => age.count, href, length => length(age.count, highest) }
    };
    ages.iter().map(line).collect()
}

impl Look {
    fn read(fields: &Fields, today: Date) -> Self {
        let day = |name: &str| fields.get(name).and_then(|text| text.parse::<Date>().ok());
        let (mut from, until) = (day("from"), day("until"));
        // Nothing said: the last twelve months. An empty field asks for all.
        if fields.iter().all(|(name, _)| name != "from") {
            from = Some(today.saturating_sub(1.year()).saturating_add(1.day()));
        }
        let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            region: fields.get("region").unwrap_or_default().to_owned(),
            window: Window { from, until },
            from: text(from),
            until: text(until),
            span: if fields.get("by") == Some("week") { Span::Week } else { Span::Month },
        }
    }

    fn by(&self) -> &'static str {
        if self.span == Span::Week { "week" } else { "month" }
    }

    /// A link to tickets of the time and the region looked at.
    fn link(&self, pairs: &[(&str, &str)]) -> String {
        let named = |name: &str| pairs.iter().any(|(known, _)| *known == name);
        let own = [("region", self.region.as_str()), ("from", self.from.as_str()), ("until", self.until.as_str())];
        let own = own.into_iter().filter(|(name, _)| !named(name));
        Criteria::link(&pairs.iter().copied().chain(own).collect::<Vec<_>>())
    }

    fn rate(
        &self,
        seen: &Overview,
        measure: (Measure, &'static str, &'static str, &'static str, &'static str),
    ) -> Value {
        let (measure, code, name, formula, rest) = measure;
        let share = seen.rates.get(measure);
        let side = |side| self.link(&[("status", "all"), ("rate", code), ("side", side)]);
        context! {
            name, formula, rest,
            percent => percent(share),
            length => length(share.part, share.whole),
            part => figure(share.part, &side("part")),
            whole => figure(share.whole, &self.link(&[("status", "all"), ("rate", code)])),
            missed => figure(share.whole - share.part, &side("rest")),
        }
    }

    /// What stands open now, whenever it was registered.
    fn stock(&self, seen: &Overview) -> Vec<Value> {
        let tile = |name: &str, tone: &str, count: usize, pairs: &[(&str, &str)]| {
            let mut pairs = pairs.to_vec();
            pairs.push(("region", self.region.as_str()));
            context! { name, tone => if count == 0 { "fine" } else { tone }, count, href => Criteria::link(&pairs) }
        };
        vec![
            tile("未办结", "work", seen.open, &[("status", "open")]),
            tile("超期", "late", seen.overdue, &[("status", "open"), ("due", "overdue")]),
            tile("待受理", "new", seen.untaken, &[("status", "submitted")]),
            tile("待企业评价", "wait", seen.answered, &[("status", "answered")]),
        ]
    }

    fn tally(&self, name: &str, tally: &Tally, highest: usize, pairs: &[(&str, &str)]) -> Value {
        let with = |more: &[(&str, &str)]| self.link(&[pairs, more].concat());
        context! {
            name,
            length => length(tally.total, highest),
            open_length => length(tally.open, highest),
            total => figure(tally.total, &with(&[("status", "all")])),
            open => figure(tally.open, &with(&[("status", "open")])),
            overdue => figure(tally.overdue, &with(&[("status", "open"), ("due", "overdue")])),
            closed => figure(tally.closed, &with(&[("status", "closed")])),
        }
    }

    fn categories(&self, categories: &[(Option<Category>, Tally)]) -> Vec<Value> {
        let highest = categories.iter().map(|(_, tally)| tally.total).max().unwrap_or(0);
        let line = |(category, tally): &(Option<Category>, Tally)| {
            let name = category.map_or("待定", |category| category.as_str());
            let code = category.map_or(NONE, |category| category.as_str());
            self.tally(name, tally, highest, &[("category", code)])
        };
        categories.iter().map(line).collect()
    }

    fn regions(&self, regions: &[(Option<String>, Tally)]) -> Vec<Value> {
        let highest = regions.iter().map(|(_, tally)| tally.total).max().unwrap_or(0);
        let line = |(region, tally): &(Option<String>, Tally)| {
            let (name, code) = region.as_ref().map_or(("地区未填", NONE), |region| (region, region));
            self.tally(name, tally, highest, &[("region", code)])
        };
        regions.iter().map(line).collect()
    }

    fn periods(&self, periods: &[Period]) -> Vec<Value> {
        let line = |period: &Period| {
            let (from, until) = (period.from.to_string(), period.until.to_string());
            let tally = self.tally(&self.label(period), &period.tally, 0, &[("from", &from), ("until", &until)]);
            let rates = Measure::ALL.map(|(measure, code, ..)| {
                let share = period.rates.get(measure);
                let behind = [("status", "all"), ("rate", code), ("from", from.as_str()), ("until", until.as_str())];
                context! { percent => percent(share), whole => share.whole, href => self.link(&behind) }
            });
            context! { rates, ..tally }
        };
        periods.iter().rev().map(line).collect()
    }

    fn label(&self, period: &Period) -> String {
        match self.span {
            Span::Month if period.from.month() == 1 => period.from.strftime("%Y年1月").to_string(),
            Span::Month => format!("{}月", period.from.month()),
            Span::Week => period.from.strftime("%m-%d").to_string(),
        }
    }

    /// Times to look at, one press away.
    fn presets(&self, today: Date) -> Vec<Value> {
        let ago = |days: i32| today.saturating_sub((days - 1).days()).to_string();
        let year = today.first_of_year().to_string();
        let last_12 = today.saturating_sub(1.year()).saturating_add(1.day()).to_string();
        let presets =
            [("近30天", ago(30)), ("近12周", ago(84)), ("今年", year), ("近12个月", last_12), ("全部", String::new())];
        let preset = |(name, from): (&str, String)| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("from", &from).append_pair("region", &self.region).append_pair("by", self.by());
            let here = self.until.is_empty() && self.from == from;
            context! { name, href => format!("/console?{}", query.finish()), here }
        };
        presets.into_iter().map(preset).collect()
    }
}
