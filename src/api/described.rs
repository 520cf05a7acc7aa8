//! What the description of the API says of messages and replies, whose own types stand below it.

#![expect(dead_code, reason = "these only describe what is read and written elsewhere")]

use utoipa::ToSchema;
use uuid::Uuid;

use super::schema;

/// 一句话，或按下的一个按钮
#[derive(ToSchema)]
pub(super) struct MessageForm {
    /// 消息编号，可以不写
    #[schema(required = false)]
    id: Option<Uuid>,
    /// 要说的话；和 payload 只写一个
    #[schema(required = false)]
    text: Option<String>,
    /// 按钮的 payload
    #[schema(required = false)]
    payload: Option<String>,
}

/// 一张照片或一份文件，可以带一句话
#[derive(ToSchema)]
pub(super) struct FileForm {
    /// 照片（JPEG、PNG、WebP）或 PDF，最大 10 MB
    #[schema(value_type = String, format = Binary)]
    file: String,
    /// 要说的话，可以不写
    #[schema(required = false)]
    text: Option<String>,
    /// 消息编号，可以不写；同一个编号重复发，只办一次
    #[schema(required = false)]
    id: Option<Uuid>,
}

/// 全部回复，按阅读的顺序
#[derive(ToSchema)]
pub(super) struct RepliesDescribed {
    replies: Vec<ReplyDescribed>,
}

/// 一条回复；每一项都在，没有内容时是 null 或空数组
#[derive(ToSchema)]
pub(super) struct ReplyDescribed {
    /// 回复的是哪条消息
    id: String,
    /// 是什么
    kind: KindDescribed,
    /// 文字，最多 600 个字，不含出处的清单；出处不止一个时，每条要点后面有 [1] 这样的记号，对着 citations 里的 n
    text: String,
    /// 出处
    citations: Vec<SourceDescribed>,
    /// 依据的政策卡片
    card: Option<String>,
    /// 把握有多大，0 到 1
    confidence: Option<f64>,
    /// 可以按的按钮
    buttons: Vec<ButtonDescribed>,
    /// 登记到哪一步了
    report: Option<ReportDescribed>,
    /// 用了多久（微秒）
    elapsed_us: u64,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
enum KindDescribed {
    Answer,
    Clarify,
    NoBasis,
    Report,
    Smalltalk,
    Dialog,
    Match,
    Ticket,
}

/// 文件里的一处
#[derive(ToSchema)]
struct SourceDescribed {
    /// 第几个出处，从 1 数起
    n: usize,
    document: String,
    title: String,
    locator: String,
    region: String,
    period: String,
    in_force: bool,
    /// 网页的路径，写明这一处和从那里写的全部要点
    url: String,
}

/// 按钮：把 payload 原样发回来
#[derive(ToSchema)]
struct ButtonDescribed {
    label: String,
    payload: String,
}

/// 登记到哪一步了
#[derive(ToSchema)]
struct ReportDescribed {
    #[schema(schema_with = schema::category_or_none)]
    category: Option<String>,
    region: Option<String>,
    #[schema(schema_with = schema::number_or_none)]
    number: Option<String>,
}
