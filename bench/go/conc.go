//go:build conc

package main

import (
	"sync/atomic"
	"time"

	concpool "github.com/sourcegraph/conc/pool"
	"github.com/sourcegraph/conc/stream"
)

func init() {
	rows["conc-map"] = concMap
	rows["conc-pool"] = concPool
}

// concMap is the twin of MapRow, ordered, with conc's stream.
func concMap(o order) workload {
	workers, ops := o.get("workers"), o.get("ops")
	work, items := worker(o), numbers(tableSize)
	same("ordered", 1, o.get("ordered"))
	return func(*chunk) {
		t := &tally{cycle: tableOrder()}
		s := stream.New().WithMaxGoroutines(workers)
		for i := range ops {
			next := items[i&mask]
			s.Go(func() stream.Callback {
				result := work(next)
				return func() { t.add(result) }
			})
		}
		s.Wait()
		t.check(int64(ops), sum(ops))
	}
}

// concPool is the twin of PoolRow, with conc's pool. It has no queue: who submits waits for a worker.
func concPool(o order) workload {
	workers, ops := o.get("workers"), o.get("ops")
	work := time.Duration(o.get("work"))
	return func(*chunk) {
		p := concpool.New().WithMaxGoroutines(workers)
		var done atomic.Int64
		for range ops {
			p.Go(func() {
				if work > 0 {
					spin(work)
				}
				done.Add(1)
			})
		}
		p.Wait()
		same("jobs done", int64(ops), done.Load())
	}
}
