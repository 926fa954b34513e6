//! What a `get` asks for, and the type that its rows have.

/// What a call on entity `E` asks for: a field, a tuple of up to 16 fields, a derived struct, or
/// the whole row.
pub trait Selection<E> {
    /// The Rust type of one row.
    type Row: Send + 'static;
    // The request language's owner completes this: wire expressions, columns, slots, finish.
}
