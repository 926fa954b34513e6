//! Entities that were read for a struct before: a crate with many structs of one entity reads its
//! file once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

use civi_schema::Entity;

/// An entity as it was read, and the file's state at that time: an editor's server for macros lives
/// longer than a file stays as it is.
struct Kept {
    file: PathBuf,
    state: State,
    entity: Rc<Entity>,
}

#[derive(PartialEq, Eq)]
struct State {
    modified: SystemTime,
    length: u64,
}

impl State {
    fn of(file: &Path) -> Option<Self> {
        let metadata = file.metadata().ok()?;
        Some(State {
            modified: metadata.modified().ok()?,
            length: metadata.len(),
        })
    }
}

thread_local! {
    static KEPT: RefCell<BTreeMap<(PathBuf, String), Kept>> = const { RefCell::new(BTreeMap::new()) };
}

/// The entity of this name in this snapshot, with its file, as it was read before, if the file is
/// still the same.
pub(crate) fn find(folder: &Path, name: &str) -> Option<(Rc<Entity>, PathBuf)> {
    KEPT.with_borrow(|kept| {
        let kept = kept.get(&(folder.to_owned(), name.to_owned()))?;
        (State::of(&kept.file)? == kept.state).then(|| (Rc::clone(&kept.entity), kept.file.clone()))
    })
}

/// Keeps an entity that was read.
pub(crate) fn keep(folder: &Path, name: &str, file: &Path, entity: &Rc<Entity>) {
    if let Some(state) = State::of(file) {
        let kept = Kept {
            file: file.to_owned(),
            state,
            entity: Rc::clone(entity),
        };
        KEPT.with_borrow_mut(|all| all.insert((folder.to_owned(), name.to_owned()), kept));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Contact.json");
        std::fs::write(&file, "one").unwrap();
        let entity = Rc::new(Entity::default());
        assert!(find(folder.path(), "Contact").is_none());
        keep(folder.path(), "Contact", &file, &entity);
        assert!(find(folder.path(), "Contact").is_some());
        std::fs::write(&file, "another").unwrap();
        assert!(find(folder.path(), "Contact").is_none());
    }
}
