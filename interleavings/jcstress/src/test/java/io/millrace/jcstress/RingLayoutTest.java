package io.millrace.jcstress;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Where the JVM puts the fields of a ring's two ends, and of a patience. What keeps them out of
/// each other's cache lines is padding, and padding fails silently: it was 4 bytes instead of 128
/// in a trial, which made it up to five times slower.
class RingLayoutTest {
    private static final int TWO_LINES = 128; // the hardware fetches them in pairs

    @Test
    void two_cache_lines_lie_between_what_a_side_writes_and_whatever_comes_behind_it()
            throws Exception {
        Class<?> padded = Class.forName("io.millrace.channel.BatchSide$Padded");
        List<Long> hot = new ArrayList<>();
        for (Class<?> type = padded.getSuperclass(); type != Object.class; ) {
            hot.addAll(offsets(type));
            type = type.getSuperclass();
        }
        assertBehind(hot, offsets(padded));
    }

    @Test
    void two_cache_lines_lie_around_what_a_patience_writes() throws Exception {
        Class<?> patience = Class.forName("io.millrace.waiting.Patience");
        List<Long> hot = offsets(patience.getSuperclass());
        assertBehind(hot, offsets(patience));
        long firstHot = hot.stream().mapToLong(Long::longValue).min().orElseThrow();
        assertTrue(firstHot >= TWO_LINES - Long.BYTES, "fields at " + hot);
    }

    private static void assertBehind(List<Long> hot, List<Long> padding) {
        long lastHot = hot.stream().mapToLong(Long::longValue).max().orElseThrow();
        long lastPadding = padding.stream().mapToLong(Long::longValue).max().orElseThrow();
        assertTrue(
                lastPadding + Integer.BYTES - (lastHot + Long.BYTES) >= TWO_LINES - Long.BYTES,
                "fields at " + hot + ", padding at " + padding);
    }

    private static List<Long> offsets(Class<?> type) throws ReflectiveOperationException {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field instance = unsafe.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Method offset = unsafe.getMethod("objectFieldOffset", Field.class);
        var found = new ArrayList<Long>();
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                found.add((Long) offset.invoke(instance.get(null), field));
            }
        }
        return found;
    }
}
