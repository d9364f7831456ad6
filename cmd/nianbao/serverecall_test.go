package main

import (
	"context"
	"errors"
	"testing"
)

// TestRecall holds that a comparison which takes longer than a page may is made
// once, to its end, and is there for who asks again.
func TestRecall(t *testing.T) {
	r := recall(t.Context())
	defer r.end()
	began, goOn := make(chan bool), make(chan bool)
	times := 0
	slow := func(ctx context.Context) (*compared, bool, error) {
		times++
		began <- true
		<-goOn
		return &compared{problem: true}, true, ctx.Err()
	}
	impatient, leave := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, err := r.get(impatient, "a", slow)
		gone <- err
	}()
	<-began
	leave()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("who went away gets %v", err)
	}
	goOn <- true
	for range 2 {
		m, err := r.get(t.Context(), "a", slow)
		if err != nil || m == nil || !m.problem {
			t.Errorf("who asks again gets %v, %v", m, err)
		}
	}
	if times != 1 {
		t.Errorf("it was made %d times", times)
	}
}

// TestRecallMany holds that what is made beyond its request is never more than
// so many: others end with theirs.
func TestRecallMany(t *testing.T) {
	r := recall(t.Context())
	began, goOn := make(chan bool), make(chan bool)
	slow := func(context.Context) (*compared, bool, error) {
		began <- true
		<-goOn
		return &compared{}, false, nil
	}
	for i := range mostMaking {
		go r.get(t.Context(), string(rune('a'+i)), slow)
		<-began
	}
	ended, leave := context.WithCancel(t.Context())
	leave()
	if _, err := r.get(ended, "z", func(ctx context.Context) (*compared, bool, error) { return nil, false, ctx.Err() }); !errors.Is(err, context.Canceled) {
		t.Errorf("one too many is made beyond its request: %v", err)
	}
	close(goOn)
	r.end()
	if len(r.making) != 0 || len(r.list) != 0 {
		t.Errorf("%d are being made, %d are kept", len(r.making), len(r.list))
	}
}

// TestRecallFew holds that the last ones are kept, and no more.
func TestRecallFew(t *testing.T) {
	r := recall(t.Context())
	defer r.end()
	times := 0
	ask := func(i int) {
		if _, err := r.get(t.Context(), string(rune('a'+i)), func(context.Context) (*compared, bool, error) {
			times++
			return &compared{}, true, nil
		}); err != nil {
			t.Error(err)
		}
	}
	for i := range keptComparisons + 1 {
		ask(i)
	}
	ask(keptComparisons)
	ask(1)
	if times != keptComparisons+1 {
		t.Errorf("made %d times", times)
	}
	if ask(0); times != keptComparisons+2 {
		t.Errorf("what was too many is still kept")
	}
}
