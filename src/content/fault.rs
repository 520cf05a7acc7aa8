//! A fault in a content file: where it is, what is wrong, how to mend it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, Severity, SourceCode, SourceSpan};

/// A content file as it was read, kept to show its lines in a fault.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What it says.
    pub text: Arc<String>,
    /// Whether the file begins with a byte order mark, which is no part of the text.
    pub has_mark: bool,
}

impl SourceFile {
    /// A file of which only the name is known.
    pub fn named(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), text: Arc::default(), has_mark: false }
    }

    /// Reads a file; a fault says why it could not be read.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let whole = |text: &str| Self { text: Arc::new(text.to_owned()), ..Self::named(path) };
        let bytes = std::fs::read(path).map_err(|error| {
            whole("").fault(0..0, format!("这个文件读不了：{error}"), "检查文件是否存在、有没有读取权限")
        })?;
        match String::from_utf8(bytes) {
            Ok(text) => Ok(match text.strip_prefix('\u{feff}') {
                Some(text) => Self { has_mark: true, ..whole(text) },
                None => whole(&text),
            }),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let source = whole(&String::from_utf8_lossy(error.as_bytes()));
                let line = source.text[..at].matches('\n').count() + 1;
                let end = at + char::REPLACEMENT_CHARACTER.len_utf8();
                Err(source.fault(at..end, format!("第{line}行起不是 UTF-8 文字"), "用编辑器另存为 UTF-8 编码"))
            }
        }
    }

    /// A fault at a place of this file, in bytes.
    pub fn fault(&self, at: std::ops::Range<usize>, reason: impl Into<String>, cure: impl Into<String>) -> Fault {
        Fault {
            severity: Severity::Error,
            file: self.clone(),
            at: at.start.min(self.text.len())..at.end.min(self.text.len()),
            reason: reason.into(),
            cure: cure.into(),
        }
    }
}

/// Something in a content file that is wrong, or that deserves a look.
#[derive(Debug, Clone)]
pub struct Fault {
    severity: Severity,
    file: SourceFile,
    at: std::ops::Range<usize>,
    reason: String,
    cure: String,
}

impl Fault {
    /// The same fault as something that deserves a look but does not stop the product.
    pub fn as_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Whether the product may not start with it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The file it is in.
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// The line it is on, from one.
    pub fn line(&self) -> usize {
        self.file.text[..self.at.start].matches('\n').count() + 1
    }

    /// What is wrong.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// How to mend it.
    pub fn cure(&self) -> &str {
        &self.cure
    }

    /// Whether the file's text is known, so that a printer can show the cure beside it.
    pub fn shows_text(&self) -> bool {
        !self.file.text.is_empty()
    }

    /// The fault with the file's text, ready to be printed.
    pub fn diagnostic(&self) -> FaultDiagnostic {
        let name = self.file.path.display().to_string();
        FaultDiagnostic { fault: self.clone(), source: NamedSource::new(name, self.file.text.as_str().to_owned()) }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}。{}", self.path().display(), self.line(), self.reason, self.cure)
    }
}

impl std::error::Error for Fault {}

/// A fault together with its source text, for a diagnostic printer.
#[derive(Debug)]
pub struct FaultDiagnostic {
    fault: Fault,
    source: NamedSource<String>,
}

impl fmt::Display for FaultDiagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fault.reason)
    }
}

impl std::error::Error for FaultDiagnostic {}

impl Diagnostic for FaultDiagnostic {
    fn severity(&self) -> Option<Severity> {
        Some(self.fault.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = SourceSpan::from(self.fault.at.clone());
        let label = LabeledSpan::new_with_span(Some(format!("改法：{}", self.fault.cure)), span);
        Some(Box::new(std::iter::once(label)))
    }
}
