package main

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestKept(t *testing.T) {
	now, stamp, made, takes := time.Unix(1000, 0), "a", 0, time.Duration(0)
	var fails error
	k := keep(t.Context(), func() time.Time { return now }, func(context.Context) (string, error) { return stamp, nil }, func(context.Context) (int, error) {
		made++
		now = now.Add(takes)
		return made, fails
	})
	look := func() (int, bool) {
		k.get()
		k.work.Wait()
		k.mu.Lock()
		defer k.mu.Unlock()
		return k.value, k.has
	}
	if _, has := k.get(); has {
		t.Error("something before it was made")
	}
	k.work.Wait()
	for _, c := range []struct {
		what  string
		after time.Duration
		stamp string
		takes time.Duration
		fails error
		want  int
	}{
		{"made once", 0, "a", 0, nil, 1},
		{"the database is the same", time.Hour, "a", 0, nil, 1},
		{"another one, looked at too soon", time.Second, "b", 0, nil, 1},
		{"another one", time.Minute, "b", 10 * time.Second, nil, 2},
		{"which took ten seconds", 190 * time.Second, "c", 0, nil, 2},
		{"a while later it fails", 20 * time.Second, "c", 0, errors.New("no"), 2},
		{"and is tried again", time.Minute, "c", 0, nil, 4},
	} {
		now, stamp, takes, fails = now.Add(c.after), c.stamp, c.takes, c.fails
		if got, _ := look(); got != c.want {
			t.Errorf("%s: %d, want %d", c.what, got, c.want)
		}
	}
	k.end()
	now = now.Add(time.Hour)
	stamp = "d"
	if got, _ := look(); got != 4 {
		t.Error("it is made after the end")
	}
}
