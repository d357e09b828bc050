//! What goes to stdout and to files. A reader that stops reading, such as `head`, ends the command quietly.

use super::input::Failure;
use policy_calculator::model::Text;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Writes a text that ends its line itself.
pub fn write(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::usage(Text::new(
            format!("写不了标准输出：{error}"),
            format!("cannot write to stdout: {error}"),
        ))),
        _ => Ok(()),
    }
}

/// Writes a line.
pub fn line(text: &str) -> Result<(), Failure> {
    write(&format!("{text}\n"))
}

/// What to say of a file that cannot be written.
pub fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(Text::new(
        format!("写不了 {}：{error}", path.display()),
        format!("cannot write {}: {error}", path.display()),
    ))
}
