//! Files that lie among the cards or the dialogs and are not read: what they hold is missing without a word.

use std::path::Path;

use super::fault::{Fault, SourceFile};
use super::files_below;

/// What word processors write.
const DOCUMENTS: [&str; 6] = ["doc", "docx", "wps", "rtf", "odt", "pages"];
/// What editors call text that is meant to be one of ours.
const TEXTS: [&str; 6] = ["txt", "text", "md", "markdown", "mdown", "toml"];
/// What earlier states of a file are called.
const EARLIER: [&str; 5] = ["bak", "old", "orig", "tmp", "new"];

/// A warning for each of them; files whose names begin with a dot are nobody's.
pub(super) fn files(dir: &Path, extension: &str) -> Vec<Fault> {
    let mut nothing_new = Vec::new();
    let all = files_below(dir, None, &mut nothing_new).into_iter();
    let unread = all.filter(|path| path.extension().is_none_or(|found| found != extension));
    unread.map(|path| fault(&path, extension)).collect()
}

fn fault(path: &Path, extension: &str) -> Fault {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let reason = format!("“{name}”没有读：这里只读文件名以 .{extension} 结尾的文件");
    SourceFile::named(path).fault(0..0, reason, cure(&name, extension)).as_warning()
}

/// What to do with a file of that name.
fn cure(name: &str, extension: &str) -> String {
    let lower = name.to_lowercase();
    let mut parts = lower.split(['.', '．']);
    let stem = name.split(['.', '．']).next().unwrap_or_default();
    let right = format!("{stem}.{extension}");
    let endings: Vec<&str> = parts.by_ref().skip(1).collect();
    let last = endings.last().copied().unwrap_or_default();
    if DOCUMENTS.contains(&last) {
        return format!("这是文字处理软件的文件：另存为纯文本（UTF-8 编码），再改名为“{right}”");
    }
    if EARLIER.contains(&last) || last.ends_with('~') {
        return format!("要用就改名为“{right}”，不用就移出这个文件夹");
    }
    if endings.is_empty() || endings.iter().any(|ending| TEXTS.contains(ending) || *ending == extension) {
        return format!("改名为“{right}”；看不到扩展名的话，先在文件夹的“查看”里勾上“文件扩展名”");
    }
    format!("是卡片或对话流程就改名为“{right}”，不是就移出这个文件夹")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_has_its_cure() {
        for (name, cured) in [
            ("jl21-yanfa.md.txt", "改名为“jl21-yanfa.md”；"),
            ("jl21-yanfa.MD", "改名为“jl21-yanfa.md”；"),
            ("jl21-yanfa", "改名为“jl21-yanfa.md”；"),
            ("jl21-yanfa．md", "改名为“jl21-yanfa.md”；"),
            ("研发.docx", "另存为纯文本"),
            ("jl21-yanfa.md.bak", "不用就移出"),
            ("jl21-yanfa.md~", "不用就移出"),
            ("照片.jpg", "不是就移出"),
        ] {
            assert!(cure(name, "md").contains(cured), "{name}: {}", cure(name, "md"));
        }
        assert!(cure("report.toml.txt", "toml").contains("改名为“report.toml”"));
    }
}
