package io.millrace.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Finds types that users see but cannot name: in the signature of an exported type, and not
/// exported themselves.
final class Exports {
    private final Set<String> exported; // names of packages

    Exports(Set<String> exported) {
        this.exported = exported;
    }

    /// Returns a line for each hidden type in what a user of the classes can see.
    List<String> violations(JavaClasses classes) {
        var found = new ArrayList<String>();
        for (JavaClass type : classes) {
            if (isVisible(type)) {
                type.getSuperclass().ifPresent(parent -> check(type.getName(), parent, found));
                type.getInterfaces().forEach(parent -> check(type.getName(), parent, found));
                for (JavaCodeUnit unit : type.getCodeUnits()) {
                    if (isOpen(unit.getModifiers())) {
                        check(unit.getFullName(), unit.getReturnType(), found);
                        unit.getParameterTypes()
                                .forEach(part -> check(unit.getFullName(), part, found));
                        unit.getExceptionTypes()
                                .forEach(part -> check(unit.getFullName(), part, found));
                    }
                }
                for (JavaField field : type.getFields()) {
                    if (isOpen(field.getModifiers())) {
                        check(field.getFullName(), field.getType(), found);
                    }
                }
            }
        }
        return found;
    }

    private void check(String where, JavaType part, List<String> found) {
        for (JavaClass seen : part.getAllInvolvedRawTypes()) {
            JavaClass named = seen.getBaseComponentType();
            if (named.getPackageName().startsWith("io.millrace") && !isVisible(named)) {
                found.add(where + " shows " + named.getName() + ", which is not exported");
            }
        }
    }

    private boolean isVisible(JavaClass type) {
        return exported.contains(type.getPackageName())
                && isOpen(type.getModifiers())
                && type.getEnclosingClass().map(this::isVisible).orElse(true);
    }

    private static boolean isOpen(Set<JavaModifier> modifiers) {
        return !modifiers.contains(JavaModifier.SYNTHETIC)
                && (modifiers.contains(JavaModifier.PUBLIC)
                        || modifiers.contains(JavaModifier.PROTECTED));
    }
}
