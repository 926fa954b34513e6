//! An option of a list is the text that stands for it: its machine name, as `Display` shows it.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::{OptionList, OtherOption};

/// Writes an option: its machine name, or what the site stores where another option has that name
/// too. Either is read again as the same option.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<O: OptionList, S: Serializer>(
    option: &O,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let name = option.as_str();
    serializer.serialize_str(if O::from_text(name) == *option {
        name
    } else {
        option.stored()
    })
}

/// Reads an option by its machine name or by what the site stores; an unknown one is kept.
///
/// # Errors
///
/// Where it is no text.
pub fn deserialize<'de, O: OptionList, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<O, D::Error> {
    deserializer.deserialize_str(OptionText(PhantomData))
}

struct OptionText<O>(PhantomData<fn() -> O>);

impl<O: OptionList> Visitor<'_> for OptionText<O> {
    type Value = O;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an option's name")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<O, E> {
        Ok(O::from_text(text))
    }
}

impl Serialize for OtherOption {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for OtherOption {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(OtherOption::new)
    }
}

#[cfg(test)]
mod tests {
    use crate::value::OptionList;

    crate::option_list! {
        enum Gender, Unlisted {
            Female = 0, "Female", "1", "Woman";
            Male = 1, "Male", "2", "Man";
        }
    }

    crate::option_list! {
        enum Twins, Unlisted {
            First = 0, "Twin", "a", "The first";
            Second = 1, "Twin", "b", "The second";
        }
    }

    #[test]
    fn an_option_is_its_name_and_is_read_by_its_value_too() {
        let json = serde_json::to_string(&[Gender::Female, Gender::from_text("Diverse")]).unwrap();
        assert_eq!(json, r#"["Female","Diverse"]"#);
        let read: Vec<Gender> = serde_json::from_str(r#"["Female","2","Diverse"]"#).unwrap();
        assert_eq!(
            read,
            [Gender::Female, Gender::Male, Gender::from_text("Diverse")]
        );
    }

    #[test]
    fn options_of_one_name_are_told_apart() {
        let json = serde_json::to_string(&[Twins::First, Twins::Second]).unwrap();
        assert_eq!(json, r#"["Twin","b"]"#);
        let read: Vec<Twins> = serde_json::from_str(&json).unwrap();
        assert_eq!(read, [Twins::First, Twins::Second]);
    }
}
