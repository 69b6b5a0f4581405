//! The files of a run: all of them whole, or none.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// A directory that can be written to.
#[derive(Debug)]
pub(crate) struct Directory(PathBuf);

impl Directory {
    /// Creates the directory, and sees that a file can be made in it.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        let probe = path.join(".all-in-one.tmp");
        File::create(&probe)?;
        fs::remove_file(probe)?;
        Ok(Self(path.to_path_buf()))
    }

    /// Writes files by name. Each is written whole beside its place first; they take their places only when all are there.
    pub(crate) fn write(&self, files: &[(&str, String)]) -> io::Result<()> {
        let written = files.iter().try_for_each(|(name, text)| {
            let mut file = File::create(self.beside(name))?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        let placed = written.and_then(|()| {
            let mut names = files.iter().map(|(name, _)| name);
            names.try_for_each(|name| fs::rename(self.beside(name), self.0.join(name)))
        });
        if placed.is_err() {
            for (name, _) in files {
                // what is not there need not be removed
                let _ = fs::remove_file(self.beside(name));
            }
        }
        placed
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.0.join(format!(".{name}.tmp"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_replace_what_was_there_and_leave_nothing_beside() {
        let place = tempfile::tempdir().unwrap();
        let directory = Directory::open(&place.path().join("deep/er")).unwrap();
        directory.write(&[("a", "old".into())]).unwrap();
        directory
            .write(&[("a", "new".into()), ("b", "too".into())])
            .unwrap();
        let read = |name| fs::read_to_string(directory.0.join(name)).unwrap();
        assert_eq!((read("a"), read("b")), ("new".into(), "too".into()));
        assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 2);
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_the_others_as_they_were() {
        let place = tempfile::tempdir().unwrap();
        let directory = Directory::open(place.path()).unwrap();
        directory.write(&[("a", "old".into())]).unwrap();
        assert!(
            directory
                .write(&[("a", "new".into()), ("no/where", "x".into())])
                .is_err()
        );
        assert_eq!(fs::read_to_string(place.path().join("a")).unwrap(), "old");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }
}
