// Measures Go's channels on one row: go SHAPE key=number.., the twin of the harness in Java.
//
// A row does the same number of the same operations as its twin in src/main/java/io/millrace/bench/row. What goes
// through the channels are pointers to items that were made before, as in Java, so neither side has garbage to collect.
package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

type order map[string]int

// get returns a parameter; without a default it must have been given.
func (o order) get(key string, otherwise ...int) int {
	if value, ok := o[key]; ok {
		return value
	}
	if len(otherwise) == 0 {
		fail("%s=number is missing", key)
	}
	return otherwise[0]
}

// share returns ops divided among shares, which must go without a rest.
func (o order) share(shares int) int {
	ops := o.get("ops")
	if ops%shares != 0 {
		fail("ops=%d cannot be divided among %d", ops, shares)
	}
	return ops / shares
}

// fail ends the process: a wrong figure is worse than none.
func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(3)
}

func same[T comparable](what string, expected, actual T) {
	if expected != actual {
		fail("%s: %v expected, got %v", what, expected, actual)
	}
}

// chunk is the clock and the meter of memory for one chunk.
type chunk struct {
	start      time.Time
	startBytes uint64
	nanos      float64
	bytes      float64
	ended      bool
	latencies  []int64
}

// begin starts the clock, again if it runs: what came before does not count.
func (c *chunk) begin() {
	c.startBytes = allocated()
	c.start = time.Now()
}

// end stops the clock, unless it has been stopped already.
func (c *chunk) end() {
	if !c.ended {
		c.nanos = float64(time.Since(c.start).Nanoseconds())
		c.bytes = float64(allocated() - c.startBytes)
		c.ended = true
	}
}

func allocated() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}

type workload func(c *chunk)

var rows = map[string]func(o order) workload{
	"many":        many,
	"batch":       many, // one at a time: Go has no batches
	"ping-pong":   pingPong,
	"ring":        ring,
	"select":      selectFrom,
	"try":         try,
	"select-try":  selectTry,
	"pipeline":    pipeline,
	"uncontended": uncontended,
	"sieve":       sieve,
	"fan":         fan,
	"latency":     latency,
	"parked":      parked,
	"spawn":       spawn,
	"lock":        lock,
	"group":       group,
	"count":       count,
	"close":       closeAll,
	"cancel":      cancelAll,
	"timer":       timers,
	"stages":      stages,
	"map":         parallelMap,
	"lists":       lists,
	"broadcast":   broadcast,
	"pool":        pool,
}

func main() {
	if len(os.Args) < 2 {
		fail("SHAPE key=number.. expected")
	}
	row, ok := rows[os.Args[1]]
	if !ok {
		fail("%s: no such row", os.Args[1])
	}
	o := order{}
	for _, word := range os.Args[2:] {
		key, value, _ := strings.Cut(word, "=")
		number, err := strconv.Atoi(value)
		if err != nil {
			fail("%s: key=number expected", word)
		}
		o[key] = number
	}
	measure(row(o), o)
}

// measure warms up and measures as Meter in Java does, and prints the same line.
func measure(run workload, o order) {
	one := func() chunk {
		var c chunk
		c.begin()
		run(&c)
		c.end()
		return c
	}
	var chunks []chunk
	if o.get("once", 0) == 1 {
		chunks = []chunk{one()}
	} else {
		warm := time.Duration(o.get("warm", 400)) * time.Millisecond
		budget := time.Duration(o.get("measure", 400)) * time.Millisecond
		start := time.Now()
		for one(); time.Since(start) < warm; {
			one()
		}
		start = time.Now()
		for spent := time.Duration(0); spent < budget || len(chunks) < 3 && spent < 4*budget; spent = time.Since(start) {
			chunks = append(chunks, one())
		}
	}
	ops := float64(o.get("ops"))
	var nanos, bytes []float64
	var latencies []int64
	for _, c := range chunks {
		nanos = append(nanos, c.nanos/ops)
		bytes = append(bytes, c.bytes/ops)
		latencies = append(latencies, c.latencies...)
	}
	fmt.Printf("%.3f\t%.3f\t%s\t%d\n", median(nanos), median(bytes), percentiles(latencies), len(chunks))
}

func median(figures []float64) float64 {
	slices.Sort(figures)
	middle := len(figures) / 2
	if len(figures)%2 == 1 {
		return figures[middle]
	}
	return (figures[middle-1] + figures[middle]) / 2
}

func percentiles(all []int64) string {
	if len(all) == 0 {
		return "-\t-\t-"
	}
	slices.Sort(all)
	at := func(share float64) int64 { return all[min(len(all)-1, int(float64(len(all))*share))] }
	return fmt.Sprintf("%d\t%d\t%d", at(0.5), at(0.99), at(0.999))
}
