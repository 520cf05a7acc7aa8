//! `GET /api/v1/overview`: what the dashboard shows, for programs.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::Service;
use super::figures::{RatesBody, rates_body};
use super::query::{self, Asked};
use super::schema;
use crate::desk::overview::{Overview, Span, Tally, Window, overview};
use crate::domain::ticket::{Category, Filter};
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// 总览
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OverviewBody {
    /// 所选时间里登记的
    all: TallyBody,
    /// 它们的四率
    rates: RatesBody,
    /// 按类别，多的在前
    by_category: Vec<ByCategory>,
    /// 按市州（县区算在市里），多的在前
    by_region: Vec<ByRegion>,
    /// 近十二个月（或周），旧的在前
    by_period: Vec<ByPeriod>,
    /// 现在没办结的，不论什么时候登记
    now: NowBody,
}

/// 一组诉求单的数量
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TallyBody {
    /// 一共
    total: usize,
    /// 未办结
    open: usize,
    /// 未办结里超期的
    overdue: usize,
    /// 已办结
    closed: usize,
}

/// 一个类别
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ByCategory {
    /// 类别；null 是待定的
    #[schema(schema_with = schema::category_or_none)]
    category: Option<Category>,
    /// 数量
    tally: TallyBody,
}

/// 一个地区
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ByRegion {
    /// 地区；null 是没填的
    region: Option<String>,
    /// 数量
    tally: TallyBody,
}

/// 一个月或一周
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ByPeriod {
    /// 第一天
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// 最后一天
    #[schema(value_type = String, format = Date)]
    until: Date,
    /// 数量
    tally: TallyBody,
    /// 四率
    rates: RatesBody,
}

/// 现在的存量
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NowBody {
    /// 未办结
    open: usize,
    /// 其中超期的
    overdue: usize,
    /// 其中待受理的
    untaken: usize,
    /// 已答复、等企业评价的
    answered: usize,
    /// 未办结的等了多久
    ages: Vec<AgeBody>,
}

/// 等了一样久的
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AgeBody {
    /// 多久
    name: &'static str,
    /// 几张
    count: usize,
}

/// 总览：四率、存量，按类别、地区、月份（或周）分
#[utoipa::path(get, path = "/api/v1/overview", tag = "desk",
    params(("region" = Option<String>, Query, description = "地区全称，含下级"),
        ("from" = Option<String>, Query, description = "从哪天登记的；不写就不限"),
        ("until" = Option<String>, Query, description = "到哪天登记的，含当天"),
        ("by" = Option<String>, Query, description = "month（默认）或 week")),
    responses((status = 200, description = "总览", body = OverviewBody)), security(("token" = [])))]
pub(super) async fn show(
    State(service): State<Service>,
    signed_in: SignedIn,
    Asked(mut asked): Asked,
) -> Result<Json<OverviewBody>, Problem> {
    let (office, now) = (service.relay.office(), (service.clock)());
    let place = asked.optional("region", |text| query::region(text, &office));
    let window = Window { from: asked.optional("from", query::day), until: asked.optional("until", query::day) };
    let span = asked.optional("by", |text| match text {
        "month" => Ok(Span::Month),
        "week" => Ok(Span::Week),
        _ => Err("可选：month、week".to_owned()),
    });
    asked.end()?;
    let filter = Filter { scope: office.scope(&signed_in.staff), place, ..Filter::default() };
    let span = span.unwrap_or(Span::Month);
    Ok(Json(overview(&**service.relay.store(), &filter, window, span, &office, now).await?.into()))
}

impl From<Overview> for OverviewBody {
    fn from(seen: Overview) -> Self {
        let category = |(category, tally)| ByCategory { category, tally: TallyBody::from(tally) };
        let region = |(region, tally)| ByRegion { region, tally: TallyBody::from(tally) };
        let ages = seen.ages.iter().map(|age| AgeBody { name: age.name, count: age.count });
        Self {
            all: seen.tally.into(),
            rates: rates_body(seen.rates),
            by_category: seen.categories.into_iter().map(category).collect(),
            by_region: seen.regions.into_iter().map(region).collect(),
            by_period: seen
                .periods
                .iter()
                .map(|period| ByPeriod {
                    from: period.from,
                    until: period.until,
                    tally: period.tally.into(),
                    rates: rates_body(period.rates),
                })
                .collect(),
            now: NowBody {
                open: seen.open,
                overdue: seen.overdue,
                untaken: seen.untaken,
                answered: seen.answered,
                ages: ages.collect(),
            },
        }
    }
}

impl From<Tally> for TallyBody {
    fn from(tally: Tally) -> Self {
        let Tally { total, open, overdue, closed } = tally;
        Self { total, open, overdue, closed }
    }
}
