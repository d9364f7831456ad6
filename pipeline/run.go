// Package pipeline composes the stages for one document ([Reader]) and runs
// many documents at once, with their results committed in order ([Run]).
package pipeline

import (
	"context"
	"iter"

	"golang.org/x/sync/errgroup"
)

// Run calls work on every item of src, at most n at a time, and calls commit
// with each result from a single goroutine, in the order src yielded the items.
//
// A failure of work belongs into Out: one bad document must not stop a run. An
// error of commit or a cancelled ctx stops everything, and Run returns it after
// the work in hand has ended.
func Run[In, Out any](ctx context.Context, n int, src iter.Seq[In],
	work func(context.Context, In) Out, commit func(context.Context, Out) error) error {
	g, ctx := errgroup.WithContext(ctx)
	// The queue is both the bound and the order: n-1 results wait in it, the
	// n-th is in the committer's hand.
	queue := make(chan chan Out, max(n, 1)-1)
	g.Go(func() error {
		defer close(queue)
		for in := range src {
			slot := make(chan Out, 1)
			select {
			case queue <- slot:
			case <-ctx.Done():
				return ctx.Err()
			}
			g.Go(func() error {
				slot <- work(ctx, in)
				return nil
			})
		}
		return nil
	})
	g.Go(func() error {
		for slot := range queue {
			select {
			case out := <-slot:
				if err := commit(ctx, out); err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return ctx.Err()
	})
	return g.Wait()
}
