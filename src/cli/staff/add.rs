//! `zhuqi staff add`: a new account.

use std::io::{self, Write};

use clap::Args;

use super::super::Ending;
use super::origin::Origin;
use super::password;
use crate::domain::ids::DeskId;
use crate::domain::staff::{Role, Staff, StaffId};

/// Arguments of `zhuqi staff add`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi staff add wang.li --name 某某 --role admin\n  zhuqi staff add li.wei --name 某某 --region 四平市 --desk siping\n  zhuqi staff add li.wei --name 某某 < 密码文件\n\n在终端里会问密码；直接回车就生成一个，只显示一次。",
    help_template = super::super::HELP,
    next_help_heading = "选项"
)]
pub(super) struct Arguments {
    /// 账号，小写字母开头，例如 wang.li
    #[arg(value_name = "账号", value_parser = StaffId::new, help_heading = "参数")]
    login: StaffId,
    /// 姓名，别人看到的
    #[arg(long, value_name = "姓名")]
    name: String,
    /// 角色：agent 经办、supervisor 督办、admin 管理员
    #[arg(long, value_name = "角色", default_value = "agent", hide_default_value = true, value_parser = role)]
    role: Role,
    /// 负责的地区，写全称，例如 四平市；不写就是全部
    #[arg(long, value_name = "地区")]
    region: Option<String>,
    /// 所在的服务台，写 desks.toml 里的编号；除了地区里的，还能看到归这个服务台的诉求单；不写就是不限
    #[arg(long, value_name = "服务台", value_parser = desk)]
    desk: Option<DeskId>,
}

/// Makes it.
pub(super) async fn run(arguments: Arguments, origin: &Origin) -> anyhow::Result<Ending> {
    let Arguments { login, name, role, region, desk } = arguments;
    let (password, is_fresh) = password::ask(&login)?;
    let staff = Staff { id: login, name, role, region, desk, telegram: None, disabled: false };
    let (id, role) = (staff.id.clone(), staff.role.as_str());
    origin.add(staff, &password).await?;
    writeln!(io::stderr(), "账号 {id} 建好了，角色是{role}。在 /console 登录。")?;
    if is_fresh {
        password::show(&password)?;
    }
    Ok(Ending::Done)
}

fn role(text: &str) -> Result<Role, String> {
    let wanted = serde_json::Value::from(text);
    let code = serde_json::from_value(wanted).ok();
    let named = Role::ALL.iter().find(|(_, name)| *name == text).map(|(role, _)| *role);
    code.or(named)
        .ok_or_else(|| format!("没有“{text}”这个角色；可选 agent（经办）、supervisor（督办）、admin（管理员）"))
}

fn desk(text: &str) -> Result<DeskId, String> {
    DeskId::new(text).map_err(|_| "服务台要写 desks.toml 里的编号，例如 siping".to_owned())
}
