//! `GET /api/v1/figures`: the rates of a set of tickets, with their parts.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::Service;
use super::query::Asked;
use super::tickets::filtered::Filtered;
use super::tickets::list::filter;
use crate::desk::figures::{Rates, Share};
use crate::domain::ticket::Summary;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// 一组诉求单的数字
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FiguresBody {
    /// 一共几张
    total: usize,
    /// 每个状态几张
    by_status: BTreeMap<String, usize>,
    /// 超期的几张
    overdue: usize,
    /// 四率
    #[serde(flatten)]
    rates: RatesBody,
}

/// 四率
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RatesBody {
    /// 响应率：按时受理的 ÷（已受理的 + 过了受理时限的）
    responded: ShareBody,
    /// 解决率：企业说解决了的 ÷ 已办结的
    solved: ShareBody,
    /// 满意率：评 4、5 分的 ÷ 评过分的
    content: ShareBody,
    /// 按时办结率：每一轮都按时答复的 ÷（已答复的 + 过了答复时限的）
    on_time: ShareBody,
}

/// 一个比率
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ShareBody {
    /// 分子
    part: usize,
    /// 分母
    whole: usize,
    /// 百分比；分母是 0 时为 null
    percent: Option<f64>,
}

/// 四率和各状态的数量；可用的条件和 GET /api/v1/tickets 一样（不含 order、after、limit）
#[utoipa::path(get, path = "/api/v1/figures", tag = "desk",
    params(Filtered),
    responses((status = 200, description = "数字", body = FiguresBody)), security(("token" = [])))]
pub(super) async fn figures(
    State(service): State<Service>,
    signed_in: SignedIn,
    Asked(mut asked): Asked,
) -> Result<Json<FiguresBody>, Problem> {
    let filter = filter(&mut asked, &service, &signed_in);
    asked.end()?;
    let now = (service.clock)();
    let (mut by_status, mut rates) = (BTreeMap::new(), Rates::default());
    let (mut total, mut overdue) = (0, 0);
    let mut look = |ticket: &Summary| {
        total += 1;
        overdue += usize::from(ticket.is_overdue(now));
        *by_status.entry(ticket.status).or_insert(0) += 1;
        rates.count(ticket, now);
    };
    service.relay.store().survey(&filter, &mut look).await?;
    let by_status = by_status.into_iter().map(|(status, count)| (super::schema::code(status), count)).collect();
    Ok(Json(FiguresBody { total, by_status, overdue, rates: rates_body(rates) }))
}

/// The rates with their parts.
pub(super) fn rates_body(rates: Rates) -> RatesBody {
    let share = |share: Share| ShareBody { part: share.part, whole: share.whole, percent: share.percent() };
    let Rates { responded, solved, content, on_time } = rates;
    RatesBody { responded: share(responded), solved: share(solved), content: share(content), on_time: share(on_time) }
}
