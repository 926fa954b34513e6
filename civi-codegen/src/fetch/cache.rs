//! [`Cache`]: what has come, kept until the snapshot is written.

use std::fs;
use std::path::{Path, PathBuf};

use civi_schema::raw::{Answers, Question};
use serde_json::{Map, Value};

use super::Error;

/// A folder of answers of one site, user and day. It holds only what a site says of its schema.
pub(super) struct Cache {
    folder: PathBuf,
}

const MARK: &str = "about.json";

impl Cache {
    /// Uses this folder, emptied first where it is of something else than `mark` says.
    pub(super) fn open(folder: &Path, mark: &Value) -> Result<Self, Error> {
        let path = folder.join(MARK);
        if read(&path).as_ref() != Some(mark) {
            match fs::remove_dir_all(folder) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Error::cache(error, folder));
                }
                _ => {}
            }
            fs::create_dir_all(folder).map_err(|error| Error::cache(error, folder))?;
            write(&path, mark)?;
        }
        Ok(Cache {
            folder: folder.to_owned(),
        })
    }

    /// Puts what is here into the answers; says how many.
    pub(super) fn restore(&self, answers: &mut Answers, names: &[String]) -> usize {
        let mut restored = 0;
        for question in Question::ALL {
            let mut index = 0;
            // A part that was cut off ends what is of use.
            while let Some(Value::Object(part)) = read(&self.part(question, index)) {
                for (entity, rows) in part {
                    let known = names.contains(&entity);
                    if let (true, Value::Array(rows)) = (known, rows) {
                        answers.put(question, &entity, Ok(rows));
                        restored += 1;
                    }
                }
                index += 1;
            }
        }
        restored
    }

    /// Keeps these answers.
    pub(super) fn keep(&self, question: Question, part: Map<String, Value>) -> Result<(), Error> {
        let mut index = 0;
        while self.part(question, index).exists() {
            index += 1;
        }
        write(&self.part(question, index), &Value::Object(part))
    }

    fn part(&self, question: Question, index: usize) -> PathBuf {
        self.folder
            .join(format!("{}.{index}.json", question.name()))
    }
}

fn read(path: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Writes whole or not at all.
fn write(path: &Path, value: &Value) -> Result<(), Error> {
    let beside = path.with_extension("part");
    fs::write(&beside, value.to_string())
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|error| Error::cache(error, path))
}
