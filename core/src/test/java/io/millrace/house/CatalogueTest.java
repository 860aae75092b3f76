package io.millrace.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.fixture.Conformance;
import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every case of the conformance catalogue that the core has come to has a test that names it.
class CatalogueTest {
    private static final String CONFORMANCE = Conformance.class.descriptorString();

    private static Stream<String> section(String letter, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(number -> letter + number);
    }

    @Test
    void every_case_that_the_core_has_come_to_has_a_test() throws Exception {
        Set<String> wanted = new TreeSet<>();
        section("A", 1, 22).forEach(wanted::add);
        section("B", 23, 40).forEach(wanted::add);
        section("C", 41, 52).forEach(wanted::add);
        section("D", 53, 57).forEach(wanted::add);
        section("E", 58, 65).forEach(wanted::add);
        section("F", 66, 85).forEach(wanted::add);
        section("G", 86, 96).forEach(wanted::add);
        section("H", 97, 111).forEach(wanted::add);
        section("I", 112, 120).forEach(wanted::add);
        section("N", 152, 162).forEach(wanted::add);
        section("O", 163, 169).forEach(wanted::add);
        section("J", 121, 129).forEach(wanted::add);
        section("K", 130, 138).forEach(wanted::add);
        section("L", 139, 146).forEach(wanted::add);
        section("M", 147, 151).forEach(wanted::add);
        section("P", 170, 176).forEach(wanted::add);
        section("Q", 177, 179).forEach(wanted::add);
        wanted.removeAll(shown());
        assertEquals(Set.of(), wanted, "cases without a test");
    }

    private static Set<String> shown() throws Exception {
        Path tests =
                Path.of(CatalogueTest.class.getResource("CatalogueTest.class").toURI())
                        .getParent()
                        .getParent();
        var cases = new TreeSet<String>();
        try (var files = Files.walk(tests)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                cases.addAll(casesOf(ClassFile.of().parse(file)));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return cases;
    }

    private static List<String> casesOf(ClassModel type) {
        return type.methods().stream()
                .flatMap(method ->
                        method.findAttribute(Attributes.runtimeVisibleAnnotations()).stream())
                .flatMap(found -> found.annotations().stream())
                .filter(annotation -> annotation.className().equalsString(CONFORMANCE))
                .flatMap(CatalogueTest::values)
                .toList();
    }

    private static Stream<String> values(Annotation annotation) {
        return annotation.elements().stream()
                .map(element -> (AnnotationValue.OfArray) element.value())
                .flatMap(array -> array.values().stream())
                .map(value -> ((AnnotationValue.OfString) value).stringValue());
    }
}
