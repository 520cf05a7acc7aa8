//! `/api/v1/roster`: who looks after which enterprise, for administrators.

use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::Service;
use super::query::Asked;
use super::tickets::attachments::UploadForm;
use crate::content::roster::{self, RosterFault};
use crate::desk::officers;
use crate::domain::credit_code::CreditCode;
use crate::domain::roster::{RosterEntry, RosterRole};
use crate::http::problem::{FieldFault, Problem};
use crate::http::staff_session::Administrator;
use crate::http::upload;

/// So many faults are told where no row is sound.
const TOLD: usize = 50;

/// 名册
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RosterBody {
    /// 按企业排
    entries: Vec<EntryBody>,
}

/// 名册里的一条
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EntryBody {
    /// 企业名称
    enterprise: String,
    /// 统一社会信用代码
    #[schema(value_type = Option<String>)]
    credit_code: Option<CreditCode>,
    /// 地区全称
    region: String,
    /// officer 包保干部，secretary 项目服务秘书
    #[schema(value_type = String, pattern = "^(officer|secretary)$")]
    role: RosterRole,
    /// 姓名
    name: String,
    /// 电话，中间几位不显示
    phone: String,
    /// 账号
    login: Option<String>,
}

/// 一次导入
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportedBody {
    /// 是不是真的导入了；试读时是 false
    imported: bool,
    /// 读到几条没有问题
    sound: usize,
    /// 读了哪些工作表；文件里只有一个时是空的
    sheets: Vec<String>,
    /// 有问题的行，没有导入
    faults: Vec<FaultBody>,
}

/// 名册文件里的一处问题
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FaultBody {
    /// 哪一个工作表；文件里只有一个时为 null
    sheet: Option<String>,
    /// 第几行；说的是整个文件时为 null
    row: Option<usize>,
    /// 哪一列
    column: Option<&'static str>,
    /// 有什么问题
    reason: String,
    /// 怎么改
    cure: &'static str,
}

/// 包保干部和项目服务秘书的名册（负责全部地区的管理员）
#[utoipa::path(get, path = "/api/v1/roster", tag = "administration",
    responses((status = 200, description = "名册", body = RosterBody)), security(("token" = [])))]
pub(super) async fn list(
    State(service): State<Service>,
    Administrator(me): Administrator,
) -> Result<Json<RosterBody>, Problem> {
    me.everywhere(&service.relay.office())?;
    let entries = officers::all(&**service.relay.store()).await?;
    Ok(Json(RosterBody { entries: entries.into_iter().map(EntryBody::from).collect() }))
}

/// 导入名册（XLSX 或 CSV，负责全部地区的管理员）
///
/// 同一家企业、同一种角色换成新的，别的不动；有问题的行不导入，逐行说明。再导入一次，结果一样。
#[utoipa::path(post, path = "/api/v1/roster", tag = "administration",
    params(("dry_run" = Option<bool>, Query, description = "写 true 只试读，不导入")),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "读到了什么", body = ImportedBody)), security(("token" = [])))]
pub(super) async fn import(
    State(service): State<Service>,
    Administrator(me): Administrator,
    Asked(mut asked): Asked,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Json<ImportedBody>, Problem> {
    me.everywhere(&service.relay.office())?;
    let dry_run = asked.optional("dry_run", super::query::flag).unwrap_or(false);
    asked.end()?;
    let (_, bytes) = upload::read(form).await?.file().ok_or_else(upload::missing)?;
    let office = service.relay.office();
    // A large file keeps a thread busy for a while.
    let read = tokio::task::spawn_blocking(move || roster::read(&bytes, office.regions())).await;
    let read = read.map_err(|_| Problem::internal())?;
    if read.entries.is_empty() {
        let told = read.faults.iter().take(TOLD);
        let told: Vec<_> =
            told.map(|fault| FieldFault { field: "file".to_owned(), reason: fault.to_string() }).collect();
        let empty = || FieldFault { field: "file".to_owned(), reason: "表头下面一行也没有".to_owned() };
        return Err(Problem::invalid(if told.is_empty() { vec![empty()] } else { told }));
    }
    if !dry_run {
        let (store, now) = (&**service.relay.store(), (service.clock)());
        officers::import(store, &read.entries, &me.audit_name(), now).await?;
    }
    let (sound, faults) = (read.entries.len(), read.faults.into_iter().map(FaultBody::from).collect());
    Ok(Json(ImportedBody { imported: !dry_run, sound, sheets: read.sheets, faults }))
}

impl From<RosterEntry> for EntryBody {
    fn from(entry: RosterEntry) -> Self {
        let RosterEntry { enterprise, credit_code, region, role, name, phone, login } = entry;
        Self { enterprise, credit_code, region, role, name, phone: phone.masked(), login }
    }
}

impl From<RosterFault> for FaultBody {
    fn from(fault: RosterFault) -> Self {
        let RosterFault { sheet, row, column, reason, cure } = fault;
        Self { sheet, row, column, reason, cure }
    }
}
