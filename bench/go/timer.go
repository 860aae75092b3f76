package main

import "time"

// timers is the twin of TimerRow: deadlines that are set and taken back, or moved on.
func timers(o order) workload {
	ops := o.get("ops")
	set := func(hours int) *time.Timer { return time.NewTimer(time.Duration(hours) * time.Hour) }
	if o.get("calls") == 1 {
		set = func(hours int) *time.Timer { return time.AfterFunc(time.Duration(hours)*time.Hour, func() {}) }
	}
	hours := func(i int) int { return 1 + i*619%1000 }
	var others []*time.Timer
	for i := range o.get("pending", 0) {
		others = append(others, set(hours(i)))
	}
	return func(c *chunk) {
		stopped := 0
		if o.get("resets", 0) == 1 {
			timer := set(1)
			for i := range ops {
				timer.Reset(time.Duration(1+i%2) * time.Hour)
			}
			if timer.Stop() {
				stopped = ops
			}
		} else {
			for i := range ops {
				if set(hours(i)).Stop() {
					stopped++
				}
			}
		}
		same("deadlines that were taken back", ops, stopped)
		same("others", o.get("pending", 0), len(others))
	}
}
