// Make fills a new database with reports that package synth writes, to be
// measured: go run ./synth/make -n 100000 -o synth.db, or make synth N=100000.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"time"

	"nianbao/synth"
)

func main() {
	n := flag.Int("n", 500, "reports, about 100 figures each")
	out := flag.String("o", "synth.db", "the database, a new file")
	flag.Parse()
	if err := run(*n, *out); err != nil {
		fmt.Fprintln(os.Stderr, "make synth:", err)
		os.Exit(1)
	}
}

func run(n int, out string) error {
	if n <= 0 {
		return errors.New("-n: at least one report")
	}
	if _, err := os.Stat(out); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already: name a new file, or take it away first", out)
	}
	part := out + ".part" // so that one that was broken off is never taken for a whole one
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(part + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	ctx := context.Background()
	plan := synth.NewPlan(n)
	told := time.Now()
	f, err := synth.Fill(ctx, part, plan, func(f synth.Filled) {
		if time.Since(told) > 10*time.Second {
			told = time.Now()
			fmt.Fprintf(os.Stderr, "%d of %d documents, %d figures, %s\n", f.Documents, plan.Len(), f.Figures, f.Took.Round(time.Second))
		}
	})
	if err == nil {
		err = os.Rename(part, out)
	}
	if err != nil {
		return err
	}
	fmt.Printf("%d reports in %d documents with %d figures in %.0f s: writing them %.0f s, reading %.0f s (of all processors), storing %.0f s\n",
		n, f.Documents, f.Figures, f.Took.Seconds(), f.Writing.Seconds(), f.Reading.Seconds(), f.Storing.Seconds())
	size, err := synth.Measure(ctx, out)
	if err == nil || size.Of == nil && size.Text > 0 {
		size.Write(os.Stdout)
	}
	return err
}
