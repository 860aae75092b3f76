/// The Reactive Streams TCK over the publishers and the subscriber of pipelines.
///
/// The TCK is made of TestNG classes, which skip what they cannot check. `TckTest` runs them, and
/// names everything that was skipped.
package io.millrace.tck;
