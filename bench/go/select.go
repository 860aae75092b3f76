package main

import "sync"

// How long does a select take that receives from cases channels, each with a sender of its own?
//
// Go has no select over a slice but the slow one of package reflect, so the cases are written out: 2, 8 and 64.
func selectFrom(o order) workload {
	capacity, cases := o.get("cap"), o.get("cases")
	sends := o.share(cases)
	items := numbers(tableSize)
	choose, ok := map[int]func([]chan *item) *item{2: selectOf2, 8: selectOf8, 64: selectOf64}[cases]
	if !ok {
		fail("a select of %d is not written out", cases)
	}
	return func(*chunk) {
		lines := make([]chan *item, cases)
		var tasks sync.WaitGroup
		for i := range lines {
			line := make(chan *item, capacity)
			lines[i] = line
			tasks.Go(func() {
				for i := range sends {
					line <- items[i&mask]
				}
			})
		}
		tasks.Go(func() {
			total := int64(0)
			for range cases * sends {
				total += int64(choose(lines).number)
			}
			same("sum of what was selected", int64(cases)*sum(sends), total)
		})
		tasks.Wait()
	}
}

func selectOf2(c []chan *item) *item {
	select {
	case v := <-c[0]:
		return v
	case v := <-c[1]:
		return v
	}
}

func selectOf8(c []chan *item) *item {
	select {
	case v := <-c[0]:
		return v
	case v := <-c[1]:
		return v
	case v := <-c[2]:
		return v
	case v := <-c[3]:
		return v
	case v := <-c[4]:
		return v
	case v := <-c[5]:
		return v
	case v := <-c[6]:
		return v
	case v := <-c[7]:
		return v
	}
}

func selectOf64(c []chan *item) *item {
	select {
	case v := <-c[0]:
		return v
	case v := <-c[1]:
		return v
	case v := <-c[2]:
		return v
	case v := <-c[3]:
		return v
	case v := <-c[4]:
		return v
	case v := <-c[5]:
		return v
	case v := <-c[6]:
		return v
	case v := <-c[7]:
		return v
	case v := <-c[8]:
		return v
	case v := <-c[9]:
		return v
	case v := <-c[10]:
		return v
	case v := <-c[11]:
		return v
	case v := <-c[12]:
		return v
	case v := <-c[13]:
		return v
	case v := <-c[14]:
		return v
	case v := <-c[15]:
		return v
	case v := <-c[16]:
		return v
	case v := <-c[17]:
		return v
	case v := <-c[18]:
		return v
	case v := <-c[19]:
		return v
	case v := <-c[20]:
		return v
	case v := <-c[21]:
		return v
	case v := <-c[22]:
		return v
	case v := <-c[23]:
		return v
	case v := <-c[24]:
		return v
	case v := <-c[25]:
		return v
	case v := <-c[26]:
		return v
	case v := <-c[27]:
		return v
	case v := <-c[28]:
		return v
	case v := <-c[29]:
		return v
	case v := <-c[30]:
		return v
	case v := <-c[31]:
		return v
	case v := <-c[32]:
		return v
	case v := <-c[33]:
		return v
	case v := <-c[34]:
		return v
	case v := <-c[35]:
		return v
	case v := <-c[36]:
		return v
	case v := <-c[37]:
		return v
	case v := <-c[38]:
		return v
	case v := <-c[39]:
		return v
	case v := <-c[40]:
		return v
	case v := <-c[41]:
		return v
	case v := <-c[42]:
		return v
	case v := <-c[43]:
		return v
	case v := <-c[44]:
		return v
	case v := <-c[45]:
		return v
	case v := <-c[46]:
		return v
	case v := <-c[47]:
		return v
	case v := <-c[48]:
		return v
	case v := <-c[49]:
		return v
	case v := <-c[50]:
		return v
	case v := <-c[51]:
		return v
	case v := <-c[52]:
		return v
	case v := <-c[53]:
		return v
	case v := <-c[54]:
		return v
	case v := <-c[55]:
		return v
	case v := <-c[56]:
		return v
	case v := <-c[57]:
		return v
	case v := <-c[58]:
		return v
	case v := <-c[59]:
		return v
	case v := <-c[60]:
		return v
	case v := <-c[61]:
		return v
	case v := <-c[62]:
		return v
	case v := <-c[63]:
		return v
	}
}
