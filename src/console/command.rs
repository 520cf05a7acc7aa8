//! What a form of the ticket page wants done, and which forms are offered.

use serde::Serialize;

use super::fields::Fields;
use crate::desk::office::Office;
use crate::desk::perform::perform;
use crate::desk::refusal::Refusal;
use crate::desk::who::Who;
use crate::domain::ids::DeskId;
use crate::domain::staff::StaffId;
use crate::domain::ticket::words::{FirmName, PersonName};
use crate::domain::ticket::{Command, Correction, Phone, Ticket};

/// Every form: its code, its name, its hint. The first ones are needed most.
const FORMS: [(&str, &str, &str); 15] = [
    ("accept", "受理", "我们接下这件事；企业会收到通知。"),
    ("start", "开始办理", "已经动手在办；企业会收到通知。"),
    ("resume", "恢复办理", "期限接着走，停下的时间不算。"),
    ("answer", "答复", "写给企业的办理结果。企业会收到全文，并请它评价。"),
    ("reply", "回复企业", "先说一声进展，不算答复。企业会收到全文。"),
    ("assign", "派单", "交给哪个服务台、谁来办。正在办的转给别的服务台要写原因。"),
    ("ask", "请企业补充", "写清楚缺什么。期限停下，企业补充后接着走。"),
    ("note", "内部备注", "只有工作人员看得到。"),
    ("hold", "挂起", "要等别的事先办。期限停下。"),
    ("send_back", "退单", "不归我们管。退给省里分派，写明原因。"),
    ("sort", "更正类别或地区", "企业填错或没填时，在这里改。"),
    ("correct", "更正登记信息", "企业名称、联系人、电话填错了，在这里改；原来写的还在经过里。"),
    ("extend", "延长答复期限", "督办人员给更多时间，写明原因。"),
    ("group", "归为共性问题", "几家企业遇到同一个障碍时，用同一个名字归在一起；留空就是移出。"),
    ("attach", "添加附件", "JPEG、PNG、WebP 图片或 PDF，每个最多 10 MB。"),
];

/// A form that is offered.
#[derive(Debug, Serialize)]
pub(super) struct Offer {
    /// What it asks for.
    pub(super) code: &'static str,
    name: &'static str,
    hint: &'static str,
}

/// The forms somebody may send of a ticket as it stands.
pub(super) fn offers(ticket: &Ticket, who: &Who, office: &Office, now: jiff::Timestamp) -> Vec<Offer> {
    let possible = |code: &str| {
        let Some(command) = sample(code, ticket) else { return false };
        perform(&mut ticket.clone(), who, command, office, now).is_ok()
    };
    let wanted = FORMS.into_iter().filter(|(code, ..)| possible(code));
    wanted.map(|(code, name, hint)| Offer { code, name: named(code, name, ticket), hint }).collect()
}

/// Giving a ticket to somebody else is 转办 once somebody has it.
fn named(code: &str, name: &'static str, ticket: &Ticket) -> &'static str {
    use crate::domain::ticket::Status;
    let given = matches!(ticket.status(), Status::Assigned | Status::InProgress | Status::Reopened);
    if code == "assign" && given { "转办" } else { name }
}

/// A command of that sort that fails only if none of the sort is possible.
fn sample(code: &str, ticket: &Ticket) -> Option<Command> {
    let words = || "样".to_owned();
    Some(match code {
        "accept" => Command::Accept,
        "start" => Command::Start,
        "resume" => Command::Resume,
        "answer" => Command::Answer { text: words() },
        "reply" => Command::Reply { text: words() },
        "assign" => Command::Assign { lead: ticket.duty.lead.clone(), helpers: Vec::new(), agent: None, reason: None },
        "ask" => Command::Ask { question: words() },
        "note" => Command::Note { text: words() },
        "hold" => Command::Hold { reason: words(), until: None },
        "send_back" => Command::SendBack { reason: words() },
        "sort" => Command::Sort { category: ticket.draft.category, region: ticket.draft.region.clone() },
        "correct" => Command::Correct { to: Correction { contact: Some(words()), ..Correction::default() } },
        "extend" => Command::Extend { days: 1, reason: words() },
        "group" => Command::Group { cause: None },
        "attach" => Command::Note { text: words() },
        _ => return None,
    })
}

/// What a form wants.
pub(super) fn wanted(fields: &Fields) -> Result<Command, Refusal> {
    let invalid = |text: &str| Refusal::Invalid(text.to_owned());
    let words = || fields.typed("words");
    Ok(match fields.get("command").unwrap_or_default() {
        "accept" => Command::Accept,
        "start" => Command::Start,
        "resume" => Command::Resume,
        "answer" => Command::Answer { text: words() },
        "reply" => Command::Reply { text: words() },
        "assign" => Command::Assign {
            lead: fields.get("lead").and_then(desk).ok_or_else(|| invalid("请选择主办的服务台"))?,
            helpers: fields.all("helper").filter_map(desk).collect(),
            agent: fields.get("agent").and_then(|agent| StaffId::new(agent).ok()),
            reason: Some(words()),
        },
        "ask" => Command::Ask { question: words() },
        "note" => Command::Note { text: words() },
        "hold" => {
            let until = fields.get("until").map(str::parse).transpose();
            Command::Hold { reason: words(), until: until.map_err(|_| invalid("日期要写成 2026-03-02 这样"))? }
        }
        "send_back" => Command::SendBack { reason: words() },
        "sort" => {
            let category = fields.get("category").map(str::parse).transpose();
            let category = category.map_err(|_| invalid("没有这个类别"))?;
            Command::Sort { category, region: fields.get("region").map(str::to_owned) }
        }
        "correct" => Command::Correct { to: correction(fields)? },
        "extend" => {
            let days = fields.get("days").and_then(|days| days.parse().ok());
            Command::Extend { days: days.ok_or_else(|| invalid("请写延长几个工作日"))?, reason: words() }
        }
        "group" => Command::Group { cause: Some(words()).filter(|cause| !cause.trim().is_empty()) },
        _ => return Err(invalid("没有这个操作，请刷新页面再试")),
    })
}

/// What is put right; a field left empty stays as it is.
fn correction(fields: &Fields) -> Result<Correction, Refusal> {
    let invalid = |error: &dyn std::fmt::Display| Refusal::Invalid(error.to_string());
    let enterprise = fields.get("enterprise").map(FirmName::new).transpose().map_err(|error| invalid(&error))?;
    let contact = fields.get("contact").map(PersonName::new).transpose().map_err(|error| invalid(&error))?;
    let phone = fields.get("phone").map(Phone::new).transpose().map_err(|error| invalid(&error))?;
    let (enterprise, contact) = (enterprise.map(Into::into), contact.map(Into::into));
    Ok(Correction { enterprise, contact, phone, ..Correction::default() })
}

fn desk(id: &str) -> Option<DeskId> {
    DeskId::new(id).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Command, Refusal> {
        wanted(&Fields::read(text.as_bytes()))
    }

    #[test]
    fn every_form_is_understood() {
        for (code, name, _) in FORMS.into_iter().filter(|(code, ..)| *code != "attach") {
            let form = format!("command={code}&words=%E6%A0%B7&lead=siping&days=2");
            assert!(read(&form).is_ok(), "{code} {name}");
        }
        for (form, field) in [("phone=139", "电话"), ("enterprise=1", "企业名称"), ("contact=%0A1", "联系人")]
        {
            let refused = read(&format!("command=correct&{form}")).unwrap_err().to_string();
            assert!(refused.contains(field), "{refused}");
        }
        assert!(read("command=merge").is_err() && read("").is_err());
        assert!(read("command=assign").is_err() && read("command=extend&words=x&days=many").is_err());
        assert!(read("command=hold&words=x&until=tomorrow").is_err());
        let group = read("command=group&words=++").unwrap();
        assert_eq!(group, Command::Group { cause: None });
    }
}
