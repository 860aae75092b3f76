/// Runs the core under Lincheck, which steers threads through many orders of their steps.
///
/// Two kinds of tests. *Linearizable*: random programs of operations that never wait, on two or
/// three threads; each history must be one that a sequential model could have had. *Promises*: a
/// small program that waits; in every order that is tried, what it asserts holds and nobody is
/// stuck. Lincheck knows platform threads only, which run the same code of the core. It sees a
/// sequentially consistent memory; what needs less is for jcstress.
///
/// Start with [TryFormsTest] and [PromisesTest]. [PlantedFaultsTest] shows that either kind can
/// fail.
@NullMarked
package io.millrace.lincheck;

import org.jspecify.annotations.NullMarked;
