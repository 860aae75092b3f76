package main

import (
	"container/list"
	"context"
	"sync"
	"sync/atomic"
)

// weighted is golang.org/x/sync/semaphore.Weighted, written anew after its description and its steps: a mutex, a list of
// those who wait, a channel for each of them.
type weighted struct {
	size, held int64
	mutex      sync.Mutex
	waiters    list.List
}

type weightedWaiter struct {
	count int64
	ready chan struct{}
}

func (s *weighted) acquire(ctx context.Context, count int64) error {
	done := ctx.Done()
	s.mutex.Lock()
	select {
	case <-done:
		s.mutex.Unlock()
		return ctx.Err()
	default:
	}
	if s.size-s.held >= count && s.waiters.Len() == 0 {
		s.held += count
		s.mutex.Unlock()
		return nil
	}
	ready := make(chan struct{})
	place := s.waiters.PushBack(weightedWaiter{count, ready})
	s.mutex.Unlock()
	select {
	case <-done:
		s.mutex.Lock()
		defer s.mutex.Unlock()
		select {
		case <-ready:
			s.held -= count
		default:
			s.waiters.Remove(place)
		}
		s.serve()
		return ctx.Err()
	case <-ready:
		return nil
	}
}

func (s *weighted) release(count int64) {
	s.mutex.Lock()
	s.held -= count
	if s.held < 0 {
		fail("released more than is held")
	}
	s.serve()
	s.mutex.Unlock()
}

func (s *weighted) serve() {
	for first := s.waiters.Front(); first != nil; first = s.waiters.Front() {
		waiter := first.Value.(weightedWaiter)
		if s.size-s.held < waiter.count {
			return
		}
		s.held += waiter.count
		s.waiters.Remove(first)
		close(waiter.ready)
	}
}

// steps makes so many steps, each of which needs what the one before came to.
func steps(at int64, count int) int64 {
	for range count {
		at ^= at << 13
		at ^= int64(uint64(at) >> 7)
		at ^= at << 17
	}
	return at
}

// What does it cost to go in and out, when one task does it, or several at the same time?
func lock(o order) workload {
	permits, tasks := o.get("permits"), o.get("tasks")
	inside, outside := o.get("inside", 0), o.get("outside", 0)
	each := o.share(tasks)
	expected := int64(tasks) * steps(1, each*(inside+outside))
	ctx, cancel := context.WithCancel(context.Background())
	_ = cancel
	return func(*chunk) {
		var running sync.WaitGroup
		var total, worked atomic.Int64
		var guarded int64
		var mutex sync.Mutex
		semaphore := weighted{size: int64(permits)}
		for range tasks {
			running.Go(func() {
				entered, work := int64(0), int64(1)
				for range each {
					if permits == 0 {
						mutex.Lock()
						guarded++
						entered++
						work = steps(work, inside)
						mutex.Unlock()
						work = steps(work, outside)
						continue
					}
					if err := semaphore.acquire(ctx, 1); err != nil {
						fail("%v", err)
					}
					if permits == 1 {
						guarded++
					}
					entered++
					work = steps(work, inside)
					semaphore.release(1)
					work = steps(work, outside)
				}
				total.Add(entered)
				worked.Add(work)
			})
		}
		running.Wait()
		same("work", expected, worked.Load())
		same("times that somebody went in", int64(tasks*each), total.Load())
		if permits <= 1 {
			same("increments that were counted", int64(tasks*each), guarded)
		}
	}
}

// What does a task cost that is started, counts down and is waited for together with others?
func group(o order) workload {
	tasks := o.get("tasks")
	rounds := o.share(tasks)
	return func(*chunk) {
		var ran atomic.Int64
		for round := range rounds {
			var all sync.WaitGroup
			for range tasks {
				all.Go(func() { ran.Add(1) })
			}
			all.Wait()
			same("tasks that ran", int64((round+1)*tasks), ran.Load())
		}
	}
}

// What does it cost to count down, when one task does it, or several at the same time, and one waits for zero?
func count(o order) workload {
	tasks := o.get("tasks")
	each := o.share(tasks)
	return func(*chunk) {
		var all, running sync.WaitGroup
		all.Add(tasks * each)
		for range tasks {
			running.Go(func() {
				for range each {
					all.Done()
				}
			})
		}
		all.Wait()
		running.Wait()
	}
}
