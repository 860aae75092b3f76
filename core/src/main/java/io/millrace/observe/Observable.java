package io.millrace.observe;

/// Something that a [Watch] can see.
///
/// Millrace's own objects register themselves; register one of your own with [Watch#register].
public interface Observable {

    /// Returns the object's figures at this instant. Called from any thread, some times a second;
    /// must not wait.
    Stats stats();
}
