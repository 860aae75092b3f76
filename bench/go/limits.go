//go:build xtime

package main

import (
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

func init() {
	rows["limit"] = limits
}

// limits is the twin of LimitRow: what does it cost to ask a limiter, when each time is granted, or refused?
func limits(o order) workload {
	refuses, tasks := o.get("refuse") == 1, o.get("tasks")
	each := o.share(tasks)
	return func(*chunk) {
		limiter := rate.NewLimiter(rate.Every(time.Nanosecond), 1_000_000)
		if refuses {
			limiter = rate.NewLimiter(rate.Every(time.Hour), 1)
			same("the one permit", true, limiter.Allow())
		}
		var running sync.WaitGroup
		var granted atomic.Int64
		for range tasks {
			running.Go(func() {
				taken := int64(0)
				for range each {
					if limiter.Allow() {
						taken++
					}
				}
				granted.Add(taken)
			})
		}
		running.Wait()
		expected := int64(tasks * each)
		if refuses {
			expected = 0
		}
		same("permits that were granted", expected, granted.Load())
	}
}
