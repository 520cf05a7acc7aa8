//! The audit log, for administrators: who did what to what, newest first.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};

use super::Console;
use super::fields::Asked;
use crate::desk::sheet::Sheet;
use crate::domain::calendar;
use crate::domain::ticket::TicketNumber;
use crate::http::download;
use crate::http::problem::Problem;
use crate::http::staff_session::Administrator;

/// Lines on a page.
const PAGE: usize = 100;
/// Lines in a file.
const FILE: usize = 10_000;

/// What actions are called; others are shown as they are kept.
const NAMES: [(&str, &str); 53] = [
    ("ticket.submitted", "登记诉求"),
    ("ticket.accepted", "受理"),
    ("ticket.assigned", "派单"),
    ("ticket.transferred", "转办"),
    ("ticket.sent_back", "退单"),
    ("ticket.started", "开始办理"),
    ("ticket.asked", "请企业补充"),
    ("ticket.supplied", "补充材料"),
    ("ticket.held", "挂起"),
    ("ticket.resumed", "恢复办理"),
    ("ticket.replied", "回复企业"),
    ("ticket.answered", "答复"),
    ("ticket.reminded", "提醒评价"),
    ("ticket.prompted", "催补材料"),
    ("ticket.lapsed", "按未评价办结"),
    ("ticket.confirmed", "确认解决"),
    ("ticket.rated", "评价"),
    ("ticket.reopened", "重办"),
    ("ticket.withdrawn", "撤回"),
    ("ticket.merged", "并单"),
    ("ticket.absorbed", "并入"),
    ("ticket.grouped", "归为共性问题"),
    ("ticket.extended", "延期"),
    ("ticket.sorted", "更正类别或地区"),
    ("ticket.corrected", "更正登记信息"),
    ("ticket.chased", "催办"),
    ("ticket.noted", "内部备注"),
    ("ticket.attached", "添加附件"),
    ("ticket.due_soon", "临期提醒"),
    ("ticket.overdue", "超期督办"),
    ("tickets.exported", "导出诉求单"),
    ("audit.exported", "导出审计记录"),
    ("staff.added", "新增人员"),
    ("staff.edited", "修改人员"),
    ("staff.reset", "重设密码"),
    ("staff.disabled", "停用账号"),
    ("staff.enabled", "启用账号"),
    ("staff.signed_in", "登录"),
    ("staff.signed_out", "退出"),
    ("staff.sign_in_refused", "登录被拒"),
    ("staff.password_changed", "修改密码"),
    ("staff.sessions_ended", "结束登录"),
    ("staff.link_code", "给出 Telegram 绑定码"),
    ("staff.linked", "绑定 Telegram"),
    ("staff.unlinked", "解除 Telegram 绑定"),
    ("staff.token_made", "发接口令牌"),
    ("staff.token_revoked", "停用接口令牌"),
    ("roster.imported", "导入名册"),
    ("answer.helpful", "评价答案有帮助"),
    ("answer.unhelpful", "评价答案没帮助"),
    ("profile.changed", "更新企业画像"),
    ("consent.given", "同意登记"),
    ("consent.withdrawn", "撤回同意"),
];

/// Shows a page of the log, or gives its newest lines as a file.
pub(super) async fn show(
    State(console): State<Console>,
    Administrator(me): Administrator,
    Asked(fields): Asked,
) -> Result<Response, Problem> {
    me.everywhere(&console.relay.office())?;
    if let Some(format) = fields.get("format") {
        let lines = console.store().audit(None, FILE).await?;
        let row = |line: &crate::store::Audit| {
            vec![calendar::readable(line.at), actor(&line.actor), name(&line.action).to_owned(), line.subject.clone()]
        };
        let rows = lines.iter().map(|(_, line)| row(line)).collect();
        let columns = vec![("时间", 17), ("谁", 24), ("做了什么", 20), ("对象", 30)];
        return download::sheet(Sheet { name: "审计记录", columns, rows }, format == "csv", "审计记录").await;
    }
    let before = fields.get("before").and_then(|before| before.parse().ok());
    let lines = console.store().audit(before, PAGE).await?;
    let next = lines.last().filter(|_| lines.len() == PAGE).map(|(place, _)| *place);
    let line = |line: &crate::store::Audit| -> Value {
        context! {
            at => calendar::readable(line.at),
            actor => actor(&line.actor),
            action => name(&line.action),
            subject => line.subject,
            is_ticket => line.subject.parse::<TicketNumber>().is_ok(),
        }
    };
    let lines: Vec<Value> = lines.iter().map(|(_, entry)| line(entry)).collect();
    let is_first = before.is_none();
    Ok(console.page(&me, "audit.html", context! { tab => "audit", lines, next, is_first })?.into_response())
}

fn name(action: &str) -> &str {
    NAMES.iter().find(|(code, _)| *code == action).map_or(action, |(_, name)| name)
}

/// Who did it: conversations are named by their channel alone, their id is of no use to a reader.
fn actor(actor: &str) -> String {
    match actor.split_once(':') {
        Some(("staff", login)) => login.to_owned(),
        Some((channel, _)) => format!("企业（{channel}）"),
        None => match actor {
            "system" => "系统".to_owned(),
            "enterprise" => "企业".to_owned(),
            "control" => "命令行".to_owned(),
            "anonymous" => "未登录".to_owned(),
            other => other.to_owned(),
        },
    }
}
