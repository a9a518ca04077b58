//! A folder that another system watches: one file for each message, whole or not there, and never twice.

use std::{
    fs::{File, Permissions},
    io::{Error, ErrorKind, Write},
    path::Path,
};

use domain::Message;

use crate::Sent;

/// Files begin with this while they are written, and end without `.json`: a watcher takes neither for a message.
const DRAFT: &str = ".draft-";

/// The owner writes, the group of the folder reads, others do not: letters are not for everybody on a machine.
#[cfg(unix)]
const MODE: u32 = 0o640;

/// Keeps a body durably as `ID.json`; `false` when it is there already. It is written under another name first: a
/// half-written file never has the name of a message, and a name that is taken is not written over.
///
/// # Errors
/// When the folder cannot be written, or the id is no file name.
pub fn keep(folder: &Path, id: &str, body: &[u8]) -> Result<bool, Error> {
    // The id may come from outside and becomes a file name: only what an id is made of may be in it.
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
        return Err(Error::new(ErrorKind::InvalidInput, "the id of the message is no file name"));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(DRAFT);
    #[cfg(unix)]
    let readable = <Permissions as std::os::unix::fs::PermissionsExt>::from_mode(MODE);
    #[cfg(unix)]
    builder.permissions(readable);
    let mut draft = builder.tempfile_in(folder)?;
    draft.write_all(body)?;
    draft.as_file().sync_all()?;
    match draft.persist_noclobber(folder.join(format!("{id}.json"))) {
        Ok(_) => {
            // The name is part of what must survive a power cut.
            #[cfg(unix)]
            File::open(folder)?.sync_all()?;
            Ok(true)
        }
        Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(refused) => Err(refused.error),
    }
}

/// Puts the message's payload into the folder. A file that is there already is the message, from an attempt whose
/// outcome was lost.
pub(crate) async fn send(folder: &Path, message: &Message) -> Sent {
    let (path, id, body) = (folder.to_owned(), message.id.to_string(), message.payload.clone());
    let kept = tokio::task::spawn_blocking(move || keep(&path, &id, body.as_bytes())).await;
    match kept.map_err(Error::other).flatten() {
        Ok(_) => Sent::taken(None),
        Err(error) => {
            let folder = folder.display();
            Sent::failed(
                None,
                format!("the folder {folder} cannot be written; check that it is there: {error}"),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_is_kept_once_and_a_path_is_no_id() {
        let folder = tempfile::tempdir().unwrap();
        assert!(keep(folder.path(), "0190-a", b"{}").unwrap());
        assert!(!keep(folder.path(), "0190-a", b"other").unwrap());
        assert_eq!(std::fs::read(folder.path().join("0190-a.json")).unwrap(), b"{}");
        assert!(keep(folder.path(), "../escape", b"{}").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left behind");
    }
}
