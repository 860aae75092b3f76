package io.millrace.schedules.programs;

import io.millrace.waiting.Patience;
import java.lang.reflect.Field;

/// Makes a channel, or a select, one that has learned to look and to give way before it parks: by
/// itself it comes to that after more waits than a small program has.
final class Learned {
    private Learned() {}

    /// Sets the named fields of an object.
    static <T> T by(T thing, String... patiences) {
        for (String name : patiences) {
            try {
                field(thing.getClass(), name).set(thing, new Patience());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return thing;
    }

    private static Field field(Class<?> type, String name) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        throw new IllegalStateException(type + " has no field " + name + " any more");
    }
}
