package main

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// What do start and join of a task cost, when very many that do nearly nothing are joined together?
func spawn(o order) workload {
	count := o.get("ops")
	return func(*chunk) {
		var tasks sync.WaitGroup
		var ran atomic.Int64
		for range count {
			tasks.Go(func() { ran.Add(1) })
		}
		tasks.Wait()
		same("tasks that ran", int64(count), ran.Load())
	}
}

// What does a task cost that is parked on a receive: bytes that live, and time to release it?
func parked(o order) workload {
	capacity, count := o.get("cap"), o.get("ops")
	return func(c *chunk) {
		line := make(chan *item, capacity)
		before := live()
		var waiting, tasks sync.WaitGroup
		var received atomic.Int64
		waiting.Add(count)
		for range count {
			tasks.Go(func() { await(line, &waiting, &received) })
		}
		waiting.Wait()
		time.Sleep(20 * time.Millisecond) // the last ones are on their way into the queue
		after := live()
		c.begin()
		close(line)
		tasks.Wait()
		c.end()
		c.bytes = float64(after - before)
		same("items received", 0, received.Load())
	}
}

// How long does it take a close to release very many receivers, for each of them?
func closeAll(o order) workload {
	capacity, count := o.get("cap"), o.get("ops")
	return func(c *chunk) {
		line := make(chan *item, capacity)
		var waiting, tasks sync.WaitGroup
		var received atomic.Int64
		waiting.Add(count)
		for range count {
			tasks.Go(func() { await(line, &waiting, &received) })
		}
		waiting.Wait()
		time.Sleep(10 * time.Millisecond) // the last ones are on their way into the queue
		c.begin()
		close(line)
		tasks.Wait()
		c.end()
		same("items received", 0, received.Load())
	}
}

func await(line chan *item, waiting *sync.WaitGroup, received *atomic.Int64) {
	waiting.Done()
	if _, ok := <-line; ok {
		received.Add(1)
	}
}

// How long does it take to cancel very many tasks that wait for a receive, for each of them?
//
// A task can be cancelled in Go only where it selects on its context, so each does.
func cancelAll(o order) workload {
	capacity, count := o.get("cap"), o.get("ops")
	return func(c *chunk) {
		line := make(chan *item, capacity)
		ctx, cancel := context.WithCancel(context.Background())
		var waiting, tasks sync.WaitGroup
		var cancelled atomic.Int64
		waiting.Add(count)
		for range count {
			tasks.Go(func() {
				waiting.Done()
				select {
				case <-line:
				case <-ctx.Done():
					cancelled.Add(1)
				}
			})
		}
		waiting.Wait()
		time.Sleep(10 * time.Millisecond) // the last ones are on their way into the queue
		c.begin()
		cancel()
		tasks.Wait()
		c.end()
		same("tasks that were cancelled", int64(count), cancelled.Load())
	}
}

// live returns the bytes of the heap and the stacks that are in use after a collection.
func live() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc + stats.StackInuse
}
