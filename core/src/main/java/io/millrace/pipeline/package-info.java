/// Pipelines: work on elements in stages, each with threads, room and order of its own.
///
/// Storey 6: uses [io.millrace.task], [io.millrace.guard], [io.millrace.sync] and below.
///
/// | I want to | |
/// |---|---|
/// | begin with a collection, a file, a channel, a producer, a publisher, a stream | [Source] |
/// | work on the elements | the stages of [Pipeline] |
/// | work on several at a time, in order or not, or in order for each key | [Workers] |
/// | retry, limit or time out what a stage calls | [Workers#guarded] |
/// | drop or replace what fails | [Workers#skipping], [Pipeline#map(Workers, Mapping, Recovery)] |
/// | let one stage run ahead of the next | [Pipeline#buffer] |
/// | lists of so many, or of what came within a time | [Pipeline#batch], [Pipeline#sliding], [Pipeline#window] |
/// | a result | the terminal operations of [Pipeline] |
/// | give the elements to a stream, a loop, a channel, a subscriber | [Pipeline#stream], [Pipeline#iterator], [Pipeline#receiver], [Pipeline#publisher] |
/// | see how much it holds, and what it does | [Pipeline#describe], [PipelineStats] |
///
/// Start reading the code at `Stage`: its note draws a pipeline and names the rules between stages.
@NullMarked
package io.millrace.pipeline;

import org.jspecify.annotations.NullMarked;
