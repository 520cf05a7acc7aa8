//! Looks at a file that somebody wants to attach: what it is, its content says, not its name.

use sha2::{Digest, Sha256};

use super::refusal::Refusal;
use crate::domain::attachment::{Attached, MediaType};

/// The longest name that is kept, in characters.
const NAME_LIMIT: usize = 80;

/// What a file without a name is called.
const NAMELESS: &str = "附件";

/// What is to be attached, if the file may be: its bytes are to be kept under the digest before anybody reads of it.
pub fn examine(name: &str, bytes: &[u8]) -> Result<Attached, Refusal> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size == 0 {
        return Err(Refusal::Invalid("这个文件是空的，请重新选一个".to_owned()));
    }
    if size > Attached::MAX_BYTES {
        let most = Attached::MAX_BYTES / (1024 * 1024);
        return Err(Refusal::Invalid(format!("文件太大了，最大 {most} MB")));
    }
    let found = infer::get(bytes).map(|kind| kind.mime_type());
    let media = MediaType::ALL.iter().find(|(_, media, _)| Some(*media) == found).map(|(media, ..)| *media);
    let Some(media) = media else {
        let reason = "只收照片（JPEG、PNG、WebP）和 PDF；这个文件的内容不是这几种，改扩展名也不行";
        return Err(Refusal::Invalid(reason.to_owned()));
    };
    let digest = format!("{:x}", Sha256::digest(bytes));
    Ok(Attached { digest, name: tidy(name, media), media, bytes: size })
}

/// The name without folders and control characters, with an extension that fits the content.
fn tidy(name: &str, media: MediaType) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // Marks that turn the direction of reading make `gpj.exe` look like another name.
    let plain = |c: &char| {
        !c.is_control() && !matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let plain: String = last.chars().filter(plain).collect();
    let (stem, extension) = plain.rsplit_once('.').unwrap_or((&plain, ""));
    let fits = extension.eq_ignore_ascii_case(media.extension())
        || (media == MediaType::Jpeg && extension.eq_ignore_ascii_case("jpeg"));
    let stem = if fits { stem } else { &plain };
    let stem: String = stem.trim().trim_matches('.').chars().take(NAME_LIMIT).collect();
    let stem = if stem.is_empty() { NAMELESS } else { &stem };
    format!("{stem}.{}", media.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    #[test]
    fn what_a_file_is_its_content_says() {
        let named = |name: &str| examine(name, PNG).map(|file| (file.media, file.name));
        assert_eq!(named("电表.png"), Ok((MediaType::Png, "电表.png".to_owned())));
        assert_eq!(named("C:\\照片\\电表.jpg"), Ok((MediaType::Png, "电表.jpg.png".to_owned())));
        assert_eq!(named("../../\u{202e}x.exe\n"), Ok((MediaType::Png, "x.exe.png".to_owned())));
        assert_eq!(named(""), Ok((MediaType::Png, "附件.png".to_owned())));
        assert_eq!(examine("a.pdf", b"%PDF-1.7\n").map(|file| file.media), Ok(MediaType::Pdf));
        for disguised in [&b"MZ\x90\0program"[..], b"<html><script>", b"PK\x03\x04zip", b"GIF89a", b"text"] {
            assert!(matches!(examine("photo.jpg", disguised), Err(Refusal::Invalid(_))));
        }
    }

    #[test]
    fn a_file_is_neither_empty_nor_huge() {
        assert!(examine("a.png", b"").is_err());
        let largest = usize::try_from(Attached::MAX_BYTES).unwrap();
        let mut bytes = PNG.to_vec();
        bytes.resize(largest, 0);
        assert_eq!(examine("a.png", &bytes).unwrap().bytes, Attached::MAX_BYTES);
        bytes.push(0);
        assert!(examine("a.png", &bytes).is_err());
    }
}
