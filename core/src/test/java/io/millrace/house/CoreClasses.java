package io.millrace.house;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The compiled main code of the core, as these tests see it.
final class CoreClasses {
    private CoreClasses() {}

    /// Returns the module's own descriptor.
    static ModuleDescriptor descriptor() {
        return reference().descriptor();
    }

    /// Returns the folder of the compiled main code, without the tests.
    static Path folder() {
        return Path.of(reference().location().orElseThrow());
    }

    /// Returns every class of the main code.
    static List<ClassModel> all() {
        try (var files = Files.walk(folder())) {
            List<ClassModel> classes =
                    files.filter(file -> file.toString().endsWith(".class"))
                            .sorted()
                            .map(CoreClasses::parse)
                            .toList();
            assertFalse(classes.isEmpty(), "no class found in " + folder());
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns one class of the tests, by name beside this one: `planted/Name`.
    static ClassModel planted(Class<?> type) {
        String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return ClassFile.of().parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModuleReference reference() {
        Module core = CoreClasses.class.getModule();
        assertTrue(
                core.isNamed(),
                "these tests read the module io.millrace: run them on the module path");
        return core.getLayer().configuration().findModule(core.getName()).orElseThrow().reference();
    }
}
