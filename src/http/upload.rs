//! Reads a form that carries a file, and names a file for download.

use axum::extract::Multipart;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::problem::{FieldFault, Problem};
use crate::domain::attachment::Attached;

/// What the other fields and the wrapping of a form need at most, in bytes.
const WRAPPING: u64 = 64 * 1024;

/// A form with a file is so large at most, in bytes.
#[expect(clippy::cast_possible_truncation, reason = "ten million fit into any usize")]
pub const LIMIT: usize = (Attached::MAX_BYTES + WRAPPING) as usize;

/// A form with a file.
#[derive(Debug, Default)]
pub struct Upload {
    /// The name and the bytes of the file; none where none was chosen.
    pub file: Option<(String, Vec<u8>)>,
    /// The other fields, in their order.
    pub fields: Vec<(String, String)>,
}

impl Upload {
    /// The text of a field; empty where it is missing.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text)
    }
}

/// Reads a form: its file is the field `file`.
pub async fn read(form: Result<Multipart, MultipartRejection>) -> Result<Upload, Problem> {
    let unreadable = "请用 multipart/form-data 上传，文件放在 file 这一项。";
    let mut form = form.map_err(|_| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, unreadable))?;
    let mut upload = Upload::default();
    while let Some(field) = form.next_field().await.map_err(refused)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(refused)?.to_vec();
            // A browser sends an empty file where none was chosen.
            upload.file = (!file.is_empty() || !bytes.is_empty()).then_some((file, bytes));
        } else {
            upload.fields.push((name, field.text().await.map_err(refused)?));
        }
    }
    Ok(upload)
}

/// The problem of a form without a file.
pub fn missing() -> Problem {
    Problem::invalid(vec![FieldFault { field: "file".to_owned(), reason: "请选一个文件".to_owned() }])
}

/// The header by which a browser saves a file under its name and never shows it as a page.
pub fn disposition(name: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    format!("attachment; filename*=UTF-8''{}", encoded.replace('+', "%20").replace('*', "%2A"))
}

/// A file of a ticket, to be saved and never to be run.
pub fn saved(file: &Attached, bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, file.media.as_str().to_owned()),
        (CONTENT_DISPOSITION, disposition(&file.name)),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    (headers, bytes).into_response()
}

fn refused(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let most = Attached::MAX_BYTES / (1024 * 1024);
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, format!("文件太大了，最大 {most} MB。"))
        }
        _ => Problem::new(StatusCode::BAD_REQUEST, "文件没有收全，请再传一次。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_travels_in_a_header_whatever_it_is() {
        assert_eq!(disposition("电 表.png"), "attachment; filename*=UTF-8''%E7%94%B5%20%E8%A1%A8.png");
        assert!(disposition("a\"\r\n*.pdf").is_ascii() && !disposition("a\"\r\n").contains(['"', '\r', '\n']));
    }
}
