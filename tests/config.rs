//! Settings: which source wins, and what is said about settings that are wrong.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::ffi::OsString;
use std::path::PathBuf;

use secrecy::ExposeSecret;
use zhuqi::config::{Ask, Budget, Mode, Settings, StoreUrl};

const TOKEN: &str = "123456789:AAEexampleexampleexampleexample_00";
const OTHER_TOKEN: &str = "987654321:BBEexampleexampleexampleexample_11";

/// Settings from a file with this text (none if it is empty) and these variables.
fn load(file: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("zhuqi.toml");
    std::fs::write(&path, file).unwrap();
    let variables = variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
    let loaded = Settings::load(Some(&path), variables.collect::<Vec<_>>());
    loaded.map_err(|error| error.to_string().replace(&dir.path().display().to_string(), "DIR"))
}

fn store(settings: &Settings) -> PathBuf {
    match &settings.store.url {
        StoreUrl::Sled(path) => path.clone(),
        StoreUrl::Postgres(_) => panic!("not the embedded store"),
    }
}

fn token(settings: &Settings) -> Option<&str> {
    settings.telegram.token.as_ref().map(ExposeSecret::expose_secret)
}

#[test]
fn without_any_setting_the_defaults_hold() {
    let settings = load("", &[]).unwrap();
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(store(&settings), PathBuf::from("data"));
    assert_eq!(settings.knowledge.dir, PathBuf::from("knowledge"));
    assert_eq!(settings.dialogs.dir, PathBuf::from("dialogs"));
    assert_eq!(settings.telegram.mode, Mode::Polling);
    assert!(settings.telegram.token.is_none());
    assert_eq!(settings.desk.profile.as_str(), "working-days");
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_defaults() {
    let file = "[server]\nlisten = \"127.0.0.1:1\"\n[store]\nurl = \"sled://von/der/datei\"\n";
    let settings = load(file, &[("ZHUQI_SERVER__LISTEN", "[::1]:2")]).unwrap();
    assert_eq!(settings.server.listen.to_string(), "[::1]:2");
    assert_eq!(store(&settings), PathBuf::from("von/der/datei"));
}

#[test]
fn an_operator_is_named_without_the_blanks_around_the_name() {
    let operator = |name| load("", &[("ZHUQI_SERVER__OPERATOR", name)]).unwrap().server.operator;
    assert_eq!(operator(" 某某市工信局 ").as_deref(), Some("某某市工信局"));
    assert_eq!(operator("  "), None);
}

#[test]
fn our_own_names_win_over_borrowed_ones() {
    let borrowed = [("TELOXIDE_TOKEN", TOKEN), ("TELOXIDE_API_URL", "http://127.0.0.1:9/")];
    let settings = load("[telegram]\nmode = \"webhook\"\n", &borrowed).unwrap();
    assert_eq!(token(&settings), Some(TOKEN));
    assert_eq!(settings.telegram.api_url.unwrap().as_str(), "http://127.0.0.1:9/");
    assert_eq!(settings.telegram.mode, Mode::Webhook);
    for both in [
        [("ZHUQI_TELEGRAM__TOKEN", OTHER_TOKEN), ("TELOXIDE_TOKEN", TOKEN)],
        [("TELOXIDE_TOKEN", TOKEN), ("ZHUQI_TELEGRAM__TOKEN", OTHER_TOKEN)],
    ] {
        assert_eq!(token(&load("", &both).unwrap()), Some(OTHER_TOKEN));
    }
}

#[test]
fn a_value_that_looks_like_a_number_stays_text() {
    let settings = load("", &[("ZHUQI_TELEGRAM__WEBHOOK_SECRET", "007"), ("ZHUQI_KNOWLEDGE__DIR", "2021")]).unwrap();
    assert_eq!(settings.telegram.webhook_secret.unwrap().expose_secret(), "007");
    assert_eq!(settings.knowledge.dir, PathBuf::from("2021"));
    for (file, variables) in [
        ("[telegram]\nstaff_chat = -1001234567890", &[][..]),
        ("", &[("ZHUQI_TELEGRAM__STAFF_CHAT", "-1001234567890")]),
    ] {
        assert_eq!(load(file, variables).unwrap().telegram.staff_chat, Some(-1_001_234_567_890));
    }
}

#[test]
fn a_judge_is_set_by_file_and_environment_alike() {
    let variables = [("ZHUQI_JUDGE__TIMEOUT", "3"), ("ZHUQI_JUDGE__BUDGET", "2000 calls")];
    let judge = load("[judge]\nask = \"unsure\"\n", &variables).unwrap().judge;
    assert_eq!((judge.timeout.as_secs(), judge.budget, judge.ask), (3, Budget::Calls(2000), Ask::Unsure));
}

#[test]
fn other_variables_and_empty_ones_are_no_settings() {
    let variables = [("ZHUQI_HOME", "/srv"), ("ZHUQI_RELEASE", "1"), ("PATH", "/bin"), ("ZHUQI_TELEGRAM__TOKEN", "")];
    assert!(load("", &variables).unwrap().telegram.token.is_none());
}

#[test]
fn what_is_wrong_is_named_with_its_place_and_its_cure() {
    /// A file, variables and what is said about them.
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);
    let cases: [Case<'_>; 16] = [
        ("[server]\nport = 1\n", &[], "设置有误：文件 DIR/zhuqi.toml 里的 server.port：没有这一项；这里可以写：listen"),
        ("[sever]\nlisten = \"\"\n", &[], "文件 DIR/zhuqi.toml 里的 sever：没有这一项；这里可以写：server、store、"),
        ("[desk]\nlevels = 1\n", &[], "文件 DIR/zhuqi.toml 里的 desk.levels：没有这一项；这里可以写：profile"),
        ("[desk]\nprofile = \"小时\"\n", &[], "里的 desk.profile：时限方案编号只能由小写字母、数字和连字符组成"),
        ("", &[("ZHUQI_SERVER__PORT", "1")], "环境变量 ZHUQI_SERVER__PORT：没有这一项；这里可以写：listen"),
        ("[server]\nlisten = \"localhost\"\n", &[], "里的 server.listen：写法不对，例如 127.0.0.1:8080"),
        ("[server]\nlisten = 8080\n", &[], "里的 server.listen：写法不对，例如 127.0.0.1:8080"),
        ("", &[("ZHUQI_STORE__URL", "mysql://x")], "环境变量 ZHUQI_STORE__URL：要写成“sled://文件夹”"),
        ("[telegram]\nmode = \"push\"\n", &[], "里的 telegram.mode：只能是 polling 或 webhook"),
        ("[telegram]\nstaff_chat = \"@group\"\n", &[], "里的 telegram.staff_chat：要写群的数字编号"),
        (
            "",
            &[("TELOXIDE_API_URL", "nonsense")],
            "环境变量 ZHUQI_TELEGRAM__API_URL（或 TELOXIDE_API_URL）：写法不对，例如 https://api.telegram.org",
        ),
        ("", &[("TELOXIDE_TOKEN", "123")], "（或 TELOXIDE_TOKEN）：格式不对"),
        ("[judge]\ntimeout = 9\n", &[], "里的 judge.timeout：要写 1 到 7 之间的整数"),
        ("", &[("ZHUQI_JUDGE__BUDGET", "很多")], "环境变量 ZHUQI_JUDGE__BUDGET：要写一天最多用多少"),
        ("[judge]\nask = \"never\"\n", &[], "里的 judge.ask：只能是 always 或 unsure"),
        ("[server\nlisten", &[], "文件 DIR/zhuqi.toml 不是有效的 TOML：TOML parse error at line 1"),
    ];
    for (file, variables, expected) in cases {
        let said = load(file, variables).expect_err(expected);
        assert!(said.contains(expected), "{said}\ndoes not say\n{expected}");
    }
}

#[test]
fn a_wrong_secret_is_never_repeated() {
    for file in ["[telegram]\ntoken = \"4711:geheim\"", "[telegram]\ntoken = \"geheim", "[embeddings]\napi_key = 4711"]
    {
        let said = load(file, &[]).expect_err(file);
        assert!(!said.contains("geheim") && !said.contains("4711"), "{said}");
    }
    let shown = format!("{:?}", load("", &[("TELOXIDE_TOKEN", TOKEN)]).unwrap());
    assert!(!shown.contains("AAEexample"), "{shown}");
}

#[test]
fn a_named_file_must_exist() {
    let missing = PathBuf::from("no/such/zhuqi.toml");
    let said = Settings::load(Some(&missing), Vec::new()).unwrap_err().to_string();
    assert_eq!(said, "设置有误：找不到设置文件 no/such/zhuqi.toml");
}
