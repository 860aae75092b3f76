package io.millrace.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Inside the core there are only storeys: a package uses lower ones only.
class StoreysTest {
    private static final JavaClasses CORE =
            new ClassFileImporter().importPath(CoreClasses.folder());

    @Test
    void every_package_of_the_core_is_in_a_storey() {
        assertFalse(CORE.isEmpty(), "no class found");
        var homeless = new TreeSet<String>();
        for (JavaClass type : CORE) {
            if (!Storeys.has(type.getPackageName())) {
                homeless.add(type.getPackageName());
            }
        }
        assertEquals(
                List.of(),
                List.copyOf(homeless),
                "packages in no storey; give them one in " + Storeys.class);
    }

    @Test
    void a_package_of_the_core_uses_lower_storeys_only() {
        var wrong = new TreeSet<String>();
        for (JavaClass type : CORE) {
            for (Dependency use : type.getDirectDependenciesFromSelf()) {
                String from = type.getPackageName();
                String to = use.getTargetClass().getBaseComponentType().getPackageName();
                if (to.startsWith("io.millrace") && !Storeys.mayUse(from, to)) {
                    wrong.add(
                            from
                                    + " (storey "
                                    + Storeys.storey(from)
                                    + ") uses "
                                    + to
                                    + " (storey "
                                    + Storeys.storey(to)
                                    + "): "
                                    + use.getDescription());
                }
            }
        }
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    @Test
    void the_plan_knows_up_from_down() {
        assertTrue(Storeys.mayUse("io.millrace.channel", "io.millrace.select"));
        assertTrue(Storeys.mayUse("io.millrace.pipeline", "io.millrace.observe"));
        assertTrue(Storeys.mayUse("io.millrace.select", "io.millrace.select.x"));
        assertTrue(Storeys.mayUse("io.millrace.select.x", "io.millrace.select"));
        assertFalse(Storeys.mayUse("io.millrace.waiting", "io.millrace.channel"));
        assertFalse(Storeys.mayUse("io.millrace.channel", "io.millrace.context"));
        assertFalse(Storeys.has("io.millrace"));
        assertFalse(Storeys.has("io.millrace.channels"));
        assertThrows(IllegalArgumentException.class, () -> Storeys.storey("io.millrace.nowhere"));
    }
}
