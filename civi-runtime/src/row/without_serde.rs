//! What bindings that are to have serde's traits call where the feature `serde` is off: one error
//! that says what to turn on.

#[doc(hidden)]
#[macro_export]
macro_rules! serialize_row {
    ($($row:tt)*) => {};
}

#[doc(hidden)]
#[macro_export]
macro_rules! serialize_query_row {
    ($($row:tt)*) => {};
}

#[doc(hidden)]
#[macro_export]
macro_rules! deserialize_row {
    ($($row:tt)*) => {};
}

#[doc(hidden)]
#[macro_export]
macro_rules! require_serde {
    () => {
        ::core::compile_error!(
            "`row-derives`, `option-derives` or `#[civi_option(serde)]` ask for serde's traits: turn on the feature `serde` of civi-runtime"
        );
    };
}
