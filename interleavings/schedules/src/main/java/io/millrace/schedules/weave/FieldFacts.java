package io.millrace.schedules.weave;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a weaver has to know of a field that some code uses: is it final, is it volatile?
final class FieldFacts {
    private static final int NOT_FOUND = -1;

    private final ClassLoader classes;
    private final Map<String, @Nullable ClassModel> models = new HashMap<>();

    /// @param classes where the class files are found
    FieldFacts(ClassLoader classes) {
        this.classes = classes;
    }

    boolean isFinal(String owner, String field) {
        return has(owner, field, ClassFile.ACC_FINAL);
    }

    boolean isVolatile(String owner, String field) {
        return has(owner, field, ClassFile.ACC_VOLATILE);
    }

    private boolean has(String owner, String field, int flag) {
        int flags = flags(owner, field);
        return flags != NOT_FOUND && (flags & flag) != 0;
    }

    /// Looks for the field where the JVM would: in the class that is named, then in those above it.
    private int flags(String owner, String field) {
        ClassModel model = models.computeIfAbsent(owner, this::read);
        if (model == null) {
            return NOT_FOUND;
        }
        for (FieldModel found : model.fields()) {
            if (found.fieldName().equalsString(field)) {
                return found.flags().flagsMask();
            }
        }
        return model.superclass()
                .map(above -> flags(above.asInternalName(), field))
                .orElse(NOT_FOUND);
    }

    private @Nullable ClassModel read(String internalName) {
        try (InputStream in = classes.getResourceAsStream(internalName + ".class")) {
            return in == null ? null : ClassFile.of().parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
