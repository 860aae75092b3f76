/// What the tests for jcstress share. The tests are in two packages: `promises`, which must hold,
/// and `planted`, whose faults must be found.
///
/// Every build runs a short round: some of the tests, in one mode of the JVM. The long round takes
/// all of them in all modes, and exits with 0 if no forbidden outcome was seen:
///
/// ```sh
/// ./mvnw -q -Dquick -pl interleavings/jcstress -am package -DskipTests
/// java --enable-native-access=ALL-UNNAMED -jar interleavings/jcstress/target/quick/jcstress.jar \
///     -t io.millrace.jcstress.promises -m default -r interleavings/jcstress/target/round
/// ```
///
/// With `-t io.millrace.jcstress.planted -m quick` it must exit with something else: that shows
/// that the machine at hand can bring such faults to light. The JVM of the command must be 25 or
/// newer. It leaves its raw results in the working folder, and a report behind `-r`.
@NullMarked
package io.millrace.jcstress;

import org.jspecify.annotations.NullMarked;
