package io.millrace.bench.jmh;
import org.openjdk.jmh.annotations.*;
public class X { @Benchmark public int x() { return 1; } }
