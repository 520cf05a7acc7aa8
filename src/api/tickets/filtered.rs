//! Which tickets can be asked for, as the description of the API has it.

use utoipa::IntoParams;

/// What is read from the address of a list, its figures and its export.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes what is read from the address")]
pub(in super::super) struct Filtered {
    /// 状态，可用逗号写几个；open 表示工作人员还有事要做的
    status: Option<String>,
    /// 类别；none 表示没有类别的
    category: Option<String>,
    /// 地区全称，含下级；none 表示没填地区的
    region: Option<String>,
    /// 主办或协办的服务台
    desk: Option<String>,
    /// 经办人的账号；me 是自己，none 是还没有人的
    agent: Option<String>,
    /// 共性问题
    cause: Option<String>,
    /// 单号、企业名称、联系人、电话、问题里的字；空格隔开的几个都要有
    q: Option<String>,
    /// 写 true 只要超期的
    overdue: Option<bool>,
    /// 写 true 只要快到期的
    soon: Option<bool>,
    /// 计入这个率的：responded、solved、content、on_time
    rate: Option<String>,
    /// 和 rate 一起用：part 只要分子里的，rest 只要分母里其余的
    side: Option<String>,
    /// 时限在这以前的（日期或时间）
    due_before: Option<String>,
    /// 这以后登记的（日期或时间）
    from: Option<String>,
    /// 这以前登记的；写日期时含当天
    until: Option<String>,
}
