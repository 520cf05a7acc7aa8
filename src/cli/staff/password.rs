//! Takes a password from a terminal, unseen, or from standard input; an empty one has the product choose.

use std::io::{self, BufRead, IsTerminal, Write};

use anyhow::bail;

use crate::desk::accounts::Password;
use crate::domain::staff::StaffId;

/// The password for a login, and whether the product has chosen it, so that it is to be shown once.
pub(super) fn ask(id: &StaffId) -> anyhow::Result<(Password, bool)> {
    let typed = if io::stdin().is_terminal() {
        let typed = rpassword::prompt_password("密码（直接回车就由系统生成）：")?;
        if !typed.is_empty() && rpassword::prompt_password("再输一遍：")? != typed {
            bail!("两次输入的密码不一样");
        }
        typed
    } else {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    if typed.is_empty() {
        return Ok((Password::fresh(), true));
    }
    let password = Password::typed(typed);
    password.suits(id)?;
    Ok((password, false))
}

/// Shows a password that the product has chosen.
pub(super) fn show(password: &Password) -> io::Result<()> {
    writeln!(io::stdout(), "{}", password.reveal())?;
    writeln!(io::stderr(), "这是临时密码，只显示这一次；请本人登录后换成自己的。")
}
