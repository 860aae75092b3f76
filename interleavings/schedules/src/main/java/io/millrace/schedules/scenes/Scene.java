package io.millrace.schedules.scenes;

import java.util.List;

/// A small program of Java code, to be run on a stage, again and again.
public interface Scene {

    /// Puts the scene's threads on the stage, and says what must hold afterwards.
    void set(Stage stage);

    /// Returns the name, from which [Scenes#named] makes this scene again.
    String name();

    /// Returns the scenes that lack something of this one.
    default List<Scene> smaller() {
        return List.of();
    }
}
