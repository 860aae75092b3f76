package main

import (
	"iter"
	"sync"
	"sync/atomic"
	"time"
)

// tally is what came out at the end of a flow: counted, summed up, and compared with the order that was promised.
type tally struct {
	cycle      []int32 // nil for any order
	place      int
	count, sum int64
}

func tableOrder() []int32 {
	order := make([]int32, tableSize)
	for i := range order {
		order[i] = int32(i)
	}
	return order
}

func (t *tally) add(next *item) {
	if t.cycle != nil {
		if next.number != t.cycle[t.place] {
			same("item in its place", t.cycle[t.place], next.number)
		}
		if t.place++; t.place == len(t.cycle) {
			t.place = 0
		}
	}
	t.count++
	t.sum += int64(next.number)
}

func (t *tally) check(count, sum int64) {
	same("items at the end", count, t.count)
	same("sum at the end", sum, t.sum)
}

// source sends so many items of the table, and closes.
func source(items []*item, ops, capacity int) chan *item {
	out := make(chan *item, capacity)
	go func() {
		for i := range ops {
			out <- items[i&mask]
		}
		close(out)
	}()
	return out
}

func mapped(in chan *item, capacity int, f func(*item) *item) chan *item {
	out := make(chan *item, capacity)
	go func() {
		for next := range in {
			out <- f(next)
		}
		close(out)
	}()
	return out
}

func filtered(in chan *item, capacity int, holds func(*item) bool) chan *item {
	out := make(chan *item, capacity)
	go func() {
		for next := range in {
			if holds(next) {
				out <- next
			}
		}
		close(out)
	}()
	return out
}

// How long does an element take through five stages: a source, a map, a filter, a map and a sink?
func stages(o order) workload {
	capacity, ops := o.get("cap"), o.share(tableSize)*tableSize
	items := numbers(tableSize)
	shift := func(steps int32) func(*item) *item {
		return func(next *item) *item { return items[(next.number+steps)&mask] }
	}
	first, second := shift(1), shift(2)
	threeOfFour := func(next *item) bool { return next.number&3 != 0 }
	var cycle []int32
	var cycleSum int64
	for _, next := range items {
		if next = first(next); threeOfFour(next) {
			number := second(next).number
			cycle, cycleSum = append(cycle, number), cycleSum+int64(number)
		}
	}
	tables := int64(ops / tableSize)
	return func(*chunk) {
		t := &tally{cycle: cycle}
		if capacity == 0 {
			for next := range mapSeq(filterSeq(mapSeq(itemSeq(items, ops), first), threeOfFour), second) {
				t.add(next)
			}
		} else {
			for next := range mapped(filtered(mapped(source(items, ops, capacity), capacity, first), capacity,
				threeOfFour), capacity, second) {
				t.add(next)
			}
		}
		t.check(int64(len(cycle))*tables, cycleSum*tables)
	}
}

func itemSeq(items []*item, ops int) iter.Seq[*item] {
	return func(yield func(*item) bool) {
		for i := range ops {
			if !yield(items[i&mask]) {
				return
			}
		}
	}
}

func mapSeq(in iter.Seq[*item], f func(*item) *item) iter.Seq[*item] {
	return func(yield func(*item) bool) {
		for next := range in {
			if !yield(f(next)) {
				return
			}
		}
	}
}

func filterSeq(in iter.Seq[*item], holds func(*item) bool) iter.Seq[*item] {
	return func(yield func(*item) bool) {
		for next := range in {
			if holds(next) && !yield(next) {
				return
			}
		}
	}
}

// worker makes the function of a parallel map: it computes or it waits.
func worker(o order) func(*item) *item {
	work, wait := time.Duration(o.get("work", 0)), time.Duration(o.get("wait", 0))*time.Millisecond
	return func(next *item) *item {
		if wait > 0 {
			time.Sleep(wait)
		} else {
			spin(work)
		}
		return next
	}
}

// How long does an element take through a stage that works on several at a time, in order or not?
func parallelMap(o order) workload {
	workers, window, ordered, ops := o.get("workers"), o.get("window"), o.get("ordered") == 1, o.get("ops")
	work, items := worker(o), numbers(tableSize)
	return func(*chunk) {
		t := &tally{}
		if ordered {
			t.cycle = tableOrder()
			mapInOrder(items, ops, workers, window, work, t.add)
		} else {
			for next := range mapAsTheyCome(source(items, ops, window/2), workers, window, work) {
				t.add(next)
			}
		}
		t.check(int64(ops), sum(ops))
	}
}

func mapAsTheyCome(in chan *item, workers, window int, work func(*item) *item) chan *item {
	out := make(chan *item, window/2)
	var tasks sync.WaitGroup
	for range workers {
		tasks.Go(func() {
			for next := range in {
				out <- work(next)
			}
		})
	}
	go func() {
		tasks.Wait()
		close(out)
	}()
	return out
}

type numbered struct {
	number int
	value  *item
}

// mapInOrder numbers what comes in, and lets it out in the order of the numbers; so many as the
// window is large may be on their way.
func mapInOrder(items []*item, ops, workers, window int, work func(*item) *item, sink func(*item)) {
	room := make(chan struct{}, window)
	todo, done := make(chan numbered, window), make(chan numbered, window)
	go func() {
		for i := range ops {
			room <- struct{}{}
			todo <- numbered{i, items[i&mask]}
		}
		close(todo)
	}()
	var tasks sync.WaitGroup
	for range workers {
		tasks.Go(func() {
			for next := range todo {
				done <- numbered{next.number, work(next.value)}
			}
		})
	}
	go func() {
		tasks.Wait()
		close(done)
	}()
	turns, turn := make([]*item, window), 0
	for next := range done {
		turns[next.number%window] = next.value
		for turns[turn%window] != nil {
			sink(turns[turn%window])
			turns[turn%window] = nil
			turn++
			<-room
		}
	}
}

// How long does an element take into a list, and with that to a sink?
func lists(o order) workload {
	capacity, size := o.get("cap"), o.get("size")
	ops := o.share(size) * size
	items := numbers(tableSize)
	return func(*chunk) {
		t := &tally{cycle: tableOrder()}
		sink := func(list []*item) bool {
			same("items in a list", size, len(list))
			for _, next := range list {
				t.add(next)
			}
			return true
		}
		seq := itemSeq(items, ops)
		if capacity > 0 {
			in := source(items, ops, capacity)
			seq = func(yield func(*item) bool) {
				for next := range in {
					if !yield(next) {
						return
					}
				}
			}
		}
		list := make([]*item, 0, size)
		for next := range seq {
			if list = append(list, next); len(list) == size {
				sink(list)
				list = make([]*item, 0, size)
			}
		}
		t.check(int64(ops), sum(ops))
	}
}

// How long does an element take from a source to all of several consumers?
func broadcast(o order) workload {
	capacity, consumers, ops := o.get("cap"), o.get("consumers"), o.get("ops")
	items := numbers(tableSize)
	return func(*chunk) {
		in := source(items, ops, capacity)
		copies := make([]chan *item, consumers)
		var tasks sync.WaitGroup
		for i := range copies {
			copies[i] = make(chan *item, capacity)
			mine := copies[i]
			tasks.Go(func() {
				t := &tally{cycle: tableOrder()}
				for next := range mine {
					t.add(next)
				}
				t.check(int64(ops), sum(ops))
			})
		}
		for next := range in {
			for _, each := range copies {
				each <- next
			}
		}
		for _, each := range copies {
			close(each)
		}
		tasks.Wait()
	}
}

// How long does a job take from its submitter through a pool of workers, each with the others?
func pool(o order) workload {
	workers, queue, ops := o.get("workers"), o.get("cap"), o.get("ops")
	work := time.Duration(o.get("work"))
	return func(*chunk) {
		jobs := make(chan func(), queue)
		var tasks sync.WaitGroup
		for range workers {
			tasks.Go(func() {
				for job := range jobs {
					job()
				}
			})
		}
		var done atomic.Int64
		for range ops {
			jobs <- func() {
				if work > 0 {
					spin(work)
				}
				done.Add(1)
			}
		}
		close(jobs)
		tasks.Wait()
		same("jobs done", int64(ops), done.Load())
	}
}
