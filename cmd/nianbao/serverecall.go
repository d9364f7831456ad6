package main

import (
	"context"
	"slices"
	"sync"
	"time"
)

const (
	// keptComparisons is how many of them are kept for the picture of a page and
	// the pages that follow.
	keptComparisons = 12
	// mostMaking is how many are made at once beyond the request that asked.
	mostMaking = 2
	// makingFor is how long one may be made.
	makingFor = 30 * time.Second
)

// recalled keeps the last comparisons. One that takes longer than a page may is
// made to its end: who asks again, as the page says, finds it made.
type recalled struct {
	ctx  context.Context
	stop context.CancelFunc
	work sync.WaitGroup

	mu     sync.Mutex
	list   []recalledOne
	making map[string]*making
}

type recalledOne struct {
	key string
	m   *compared
}

// making is a comparison under way.
type making struct {
	done chan struct{} // closed when it is made
	m    *compared
	err  error
}

func recall(ctx context.Context) *recalled {
	r := &recalled{making: map[string]*making{}}
	r.ctx, r.stop = context.WithCancel(ctx)
	return r
}

// end stops the making and waits for it.
func (r *recalled) end() {
	r.stop()
	r.work.Wait()
}

// get finds what was made, waits for what is being made, or makes it. Where too
// many are being made already it is made for the request alone.
func (r *recalled) get(ctx context.Context, key string, compare func(context.Context) (m *compared, keep bool, err error)) (*compared, error) {
	r.mu.Lock()
	if i := slices.IndexFunc(r.list, func(one recalledOne) bool { return one.key == key }); i >= 0 {
		defer r.mu.Unlock()
		return r.list[i].m, nil
	}
	now := r.making[key]
	if now == nil && len(r.making) >= mostMaking {
		r.mu.Unlock()
		m, keep, err := compare(ctx)
		if keep {
			r.put(key, m)
		}
		return m, err
	}
	if now == nil {
		now = &making{done: make(chan struct{})}
		r.making[key] = now
		r.work.Go(func() {
			ctx, cancel := context.WithTimeout(r.ctx, makingFor)
			defer cancel()
			var keep bool
			now.m, keep, now.err = compare(ctx)
			if keep {
				r.put(key, now.m)
			}
			r.mu.Lock()
			delete(r.making, key)
			r.mu.Unlock()
			close(now.done)
		})
	}
	r.mu.Unlock()
	select {
	case <-now.done:
		return now.m, now.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (r *recalled) put(key string, m *compared) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, recalledOne{key, m})
	if n := len(r.list) - keptComparisons; n > 0 {
		r.list = slices.Delete(r.list, 0, n)
	}
}
