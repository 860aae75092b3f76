package io.millrace.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.millrace.house.planted.Shows;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The public library shows its users only what they can name.
class ExportsTest {
    @Test
    void an_exported_type_shows_exported_types_only() {
        Set<String> exported =
                CoreClasses.descriptor().exports().stream()
                        .filter(export -> !export.isQualified())
                        .map(ModuleDescriptor.Exports::source)
                        .collect(Collectors.toSet());
        List<String> found =
                new Exports(exported)
                        .violations(new ClassFileImporter().importPath(CoreClasses.folder()));
        assertTrue(found.isEmpty(), () -> String.join("\n", found));
    }

    @Test
    void hidden_types_are_found_in_parents_and_signatures() {
        var classes = new ClassFileImporter().importClasses(Shows.class, Shows.Fine.class);
        List<String> found = new Exports(Set.of(Shows.class.getPackageName())).violations(classes);
        assertEquals(6, found.size(), () -> String.join("\n", found));
    }
}
