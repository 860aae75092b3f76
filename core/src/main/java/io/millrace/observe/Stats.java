package io.millrace.observe;

/// What one object says of itself at one instant. Each kind of object has its own record.
public interface Stats {

    /// Returns what kind of thing this is, in one word: `channel`, `scope`.
    String kind();

    /// Returns the name that the object was given, or one made of its kind and a number.
    String name();
}
