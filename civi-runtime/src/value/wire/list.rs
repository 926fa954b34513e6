//! Serialised fields, which hold a list.

use serde_json::Value as Json;

use super::{IntoWire, Wire};

/// A list of values; an empty one and null are told apart when they are read again.
pub(super) fn list(wires: impl Iterator<Item = Wire>) -> Wire {
    let mut items = Vec::new();
    let mut whole = Wire::stored(Json::Null);
    for wire in wires {
        whole.suffix = wire.suffix;
        whole.problem = whole.problem.or(wire.problem);
        whole.unlisted.extend(wire.unlisted);
        whole.parents.extend(wire.parents);
        items.push(wire.value);
    }
    whole.value = Json::Array(items);
    whole
}

#[diagnostic::do_not_recommend]
impl<T, V: IntoWire<T>> IntoWire<Vec<T>> for Vec<V> {
    fn into_wire(self) -> Wire {
        list(self.into_iter().map(IntoWire::into_wire))
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: IntoWire<T>> IntoWire<Option<Vec<T>>> for Vec<V> {
    fn into_wire(self) -> Wire {
        list(self.into_iter().map(IntoWire::<T>::into_wire))
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: IntoWire<T>, const N: usize> IntoWire<Vec<T>> for [V; N] {
    fn into_wire(self) -> Wire {
        list(self.into_iter().map(IntoWire::into_wire))
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: IntoWire<T>, const N: usize> IntoWire<Option<Vec<T>>> for [V; N] {
    fn into_wire(self) -> Wire {
        list(self.into_iter().map(IntoWire::<T>::into_wire))
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: IntoWire<T> + Clone> IntoWire<Vec<T>> for &[V] {
    fn into_wire(self) -> Wire {
        list(self.iter().cloned().map(IntoWire::into_wire))
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: IntoWire<T> + Clone> IntoWire<Option<Vec<T>>> for &[V] {
    fn into_wire(self) -> Wire {
        list(self.iter().cloned().map(IntoWire::<T>::into_wire))
    }
}
