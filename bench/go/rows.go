package main

import (
	"sync"
	"sync/atomic"
	"time"
)

// item is what goes through the channels.
type item struct {
	number int32
	stamp  time.Time
}

const (
	tableSize = 1024
	mask      = tableSize - 1
)

// last tells a worker that nothing more comes.
var last = &item{number: -1}

func numbers(count int) []*item {
	items := make([]*item, count)
	for i := range items {
		items[i] = &item{number: int32(i)}
	}
	return items
}

// sum returns what the numbers of the first count items of an endlessly repeated table sum up to.
func sum(count int) int64 {
	rounds, rest := int64(count/tableSize), int64(count%tableSize)
	return rounds*(tableSize*(tableSize-1)/2) + rest*(rest-1)/2
}

// How long does an element take from producers to consumers through one channel?
func many(o order) workload {
	capacity, producers, consumers := o.get("cap"), o.get("producers", 1), o.get("consumers", 1)
	sends, receives := o.share(producers), o.share(consumers)
	inOrder := producers == 1 && consumers == 1
	items := numbers(tableSize)
	return func(*chunk) {
		line := make(chan *item, capacity)
		var tasks sync.WaitGroup
		var total atomic.Int64
		for i := range max(producers, consumers) {
			if i < consumers {
				tasks.Go(func() {
					sum := int64(0)
					for i := range receives {
						number := (<-line).number
						sum += int64(number)
						if inOrder && number != int32(i&mask) {
							same("place in the order", int32(i&mask), number)
						}
					}
					total.Add(sum)
				})
			}
			if i < producers {
				tasks.Go(func() {
					for i := range sends {
						line <- items[i&mask]
					}
				})
			}
		}
		tasks.Wait()
		same("sum of what was received", int64(producers)*sum(sends), total.Load())
	}
}

// How long does a round trip between two tasks take?
func pingPong(o order) workload {
	capacity, rounds := o.get("cap"), o.get("ops")
	items := numbers(tableSize)
	return func(*chunk) {
		there, back := make(chan *item, capacity), make(chan *item, capacity)
		var tasks sync.WaitGroup
		tasks.Go(func() {
			for range rounds {
				back <- <-there
			}
		})
		tasks.Go(func() {
			total := int64(0)
			for i := range rounds {
				there <- items[i&mask]
				total += int64((<-back).number)
			}
			same("sum of what came back", sum(rounds), total)
		})
		tasks.Wait()
	}
}

// How long does a hop take, when one element goes round a ring of very many tasks?
func ring(o order) workload {
	capacity, size := o.get("cap"), o.get("tasks")
	laps := o.share(size)
	return func(c *chunk) {
		lines := make([]chan *item, size)
		for i := range lines {
			lines[i] = make(chan *item, capacity)
		}
		var tasks, ready sync.WaitGroup
		var hops atomic.Int64
		ready.Add(size - 1)
		for i := 1; i < size; i++ {
			in, out := lines[i], lines[(i+1)%size]
			tasks.Go(func() {
				ready.Done()
				for range laps {
					out <- <-in
				}
				hops.Add(int64(laps))
			})
		}
		ready.Wait()
		c.begin() // all tasks are there
		tasks.Go(func() {
			token := &item{number: 1}
			for range laps {
				lines[1] <- token
				same("the token", 1, (<-lines[0]).number)
			}
			hops.Add(int64(laps))
		})
		tasks.Wait()
		same("hops", int64(laps*size), hops.Load())
	}
}

// How long does it take to find one channel empty?
func try(o order) workload {
	line, tries := make(chan *item, o.get("cap")), o.get("ops")
	return func(*chunk) {
		var tasks sync.WaitGroup
		tasks.Go(func() {
			empty := 0
			for range tries {
				select {
				case <-line:
				default:
					empty++
				}
			}
			same("tries that found nothing", tries, empty)
		})
		tasks.Wait()
	}
}

// How long does a select with a default take that finds all its channels empty?
func selectTry(o order) workload {
	same("cases", 2, o.get("cases"))
	one, two, tries := make(chan *item, o.get("cap")), make(chan *item, o.get("cap")), o.get("ops")
	return func(*chunk) {
		var tasks sync.WaitGroup
		tasks.Go(func() {
			empty := 0
			for range tries {
				select {
				case <-one:
				case <-two:
				default:
					empty++
				}
			}
			same("selects that found nothing", tries, empty)
		})
		tasks.Wait()
	}
}

// How long does an element take through a pipeline of stages: a source, relays, a sink?
func pipeline(o order) workload {
	capacity, stages, ops := o.get("cap"), o.get("stages"), o.get("ops")
	items := numbers(tableSize)
	return func(*chunk) {
		lines := make([]chan *item, stages-1)
		for i := range lines {
			lines[i] = make(chan *item, capacity)
		}
		var tasks sync.WaitGroup
		tasks.Go(func() {
			for i := range ops {
				lines[0] <- items[i&mask]
			}
		})
		for stage := 1; stage < len(lines); stage++ {
			in, out := lines[stage-1], lines[stage]
			tasks.Go(func() {
				for range ops {
					out <- <-in
				}
			})
		}
		tasks.Go(func() {
			end, total := lines[len(lines)-1], int64(0)
			for range ops {
				total += int64((<-end).number)
			}
			same("sum at the sink", sum(ops), total)
		})
		tasks.Wait()
	}
}

// What do a send and a receive cost together, when one task does both and nobody else is there?
func uncontended(o order) workload {
	line, ops := make(chan *item, o.get("cap")), o.get("ops")
	items := numbers(tableSize)
	return func(*chunk) {
		var tasks sync.WaitGroup
		tasks.Go(func() {
			total := int64(0)
			for i := range ops {
				line <- items[i&mask]
				total += int64((<-line).number)
			}
			same("sum of what was received", sum(ops), total)
		})
		tasks.Wait()
	}
}

// How long does the prime sieve take: a chain of filters that grows by a task with every prime?
func sieve(o order) workload {
	capacity, primes, end := o.get("cap"), o.get("primes"), o.get("last")
	naturals := numbers(end + 1)
	return func(*chunk) {
		var tasks sync.WaitGroup
		line := make(chan *item, capacity)
		source := line
		tasks.Go(func() {
			for i := 2; i <= end; i++ {
				source <- naturals[i]
			}
			source <- last
		})
		prime := int32(0)
		for range primes {
			prime = (<-line).number
			in, out, by := line, make(chan *item, capacity), prime
			tasks.Go(func() {
				for {
					next := <-in
					if next.number%by != 0 {
						out <- next
					}
					if next == last {
						return
					}
				}
			})
			line = out
		}
		same("the last prime", int32(end), prime)
		same("what follows the last", last, <-line)
		tasks.Wait()
	}
}

// How long does an element take through workers that work for a microsecond each, and back into one channel?
func fan(o order) workload {
	capacity, workers, ops := o.get("cap"), o.get("workers"), o.get("ops")
	work := time.Duration(o.get("work"))
	items := numbers(tableSize)
	return func(*chunk) {
		jobs, results := make(chan *item, capacity), make(chan *item, capacity)
		var tasks sync.WaitGroup
		for range workers {
			tasks.Go(func() {
				for next := <-jobs; next != last; next = <-jobs {
					spin(work)
					results <- next
				}
			})
		}
		tasks.Go(func() {
			for i := range ops {
				jobs <- items[i&mask]
			}
			for range workers {
				jobs <- last
			}
		})
		tasks.Go(func() {
			total := int64(0)
			for range ops {
				total += int64((<-results).number)
			}
			same("sum of the results", sum(ops), total)
		})
		tasks.Wait()
	}
}

// How long after it was sent is an element in the hands of a receiver that waits for it?
func latency(o order) workload {
	capacity, ops := o.get("cap"), o.get("ops")
	pace := time.Duration(o.get("pace"))
	items := numbers(tableSize)
	return func(c *chunk) {
		line := make(chan *item, capacity)
		latencies := make([]int64, ops)
		var tasks sync.WaitGroup
		tasks.Go(func() {
			total := int64(0)
			for i := range ops {
				next := <-line
				latencies[i] = time.Since(next.stamp).Nanoseconds()
				total += int64(next.number)
			}
			same("sum of what was received", sum(ops), total)
		})
		tasks.Go(func() {
			for i := range ops {
				next := items[i&mask]
				spin(pace)
				next.stamp = time.Now()
				line <- next
			}
		})
		tasks.Wait()
		c.latencies = latencies
	}
}

func spin(long time.Duration) {
	for start := time.Now(); time.Since(start) < long; {
	}
}
