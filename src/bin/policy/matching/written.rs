//! Where the lines of the result go: a file, or stdout until nobody reads on.
//!
//! Must never: overwrite the table that is being read.

use crate::input::Failure;
use crate::output::cannot_write;
use policy_calculator::model::Text;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Where lines go.
pub enum Output {
    Stdout(io::Stdout),
    File(File, PathBuf),
    /// Nobody reads on, such as behind `head`.
    Closed,
}

impl Output {
    /// Opens what is to be written anew.
    ///
    /// # Errors
    ///
    /// A file that cannot be written, or that is the table itself.
    pub fn open(path: &Path, table: &Path) -> Result<Output, Failure> {
        if path == Path::new("-") {
            return Ok(Output::Stdout(io::stdout()));
        }
        let same = std::fs::canonicalize(path).ok().zip(std::fs::canonicalize(table).ok());
        if same.is_some_and(|(output, table)| output == table) {
            return Err(Failure::usage(Text::new(
                format!("{} 就是企业表，结果请写到另一个文件", path.display()),
                format!("{} is the table of companies; write the result to another file", path.display()),
            )));
        }
        let file = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| File::create(path));
        match file {
            Ok(file) => Ok(Output::File(file, path.to_owned())),
            Err(error) => Err(cannot_write(path, &error)),
        }
    }

    /// Writes bytes.
    ///
    /// # Errors
    ///
    /// A fault of the file.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Output::Stdout(stdout) => match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                    *self = Output::Closed;
                    Ok(())
                }
                result => result.map_err(|error| cannot_write(Path::new("stdout"), &error)),
            },
            Output::File(file, path) => file.write_all(bytes).map_err(|error| cannot_write(path, &error)),
            Output::Closed => Ok(()),
        }
    }
}
