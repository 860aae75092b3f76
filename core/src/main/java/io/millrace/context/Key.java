package io.millrace.context;

import java.lang.invoke.MethodType;
import java.util.Objects;

/// Names a value that a [Context] carries. Two keys are the same only if they are one object, so
/// that a library's keys cannot collide with another's: keep each in a `static final` field.
///
/// @param <V> the type of the value
public final class Key<V> {
    private final String name;
    private final Class<V> type;

    private Key(String name, Class<V> type) {
        this.name = Objects.requireNonNull(name, "name");
        this.type = Objects.requireNonNull(type, "type");
    }

    /// Makes a key.
    ///
    /// @param name for messages
    public static <V> Key<V> of(String name, Class<V> type) {
        @SuppressWarnings("unchecked") // the type of int.class is Integer, too
        var wrapped = (Class<V>) MethodType.methodType(type).wrap().returnType();
        return new Key<>(name, wrapped);
    }

    /// Returns the key's name.
    public String name() {
        return name;
    }

    /// Returns the type of the key's values.
    public Class<V> type() {
        return type;
    }

    @Override
    public String toString() {
        return "key '" + name + "' of " + type.getSimpleName();
    }
}
