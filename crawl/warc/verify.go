package warc

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// A Verdict says what an archive holds.
type Verdict struct {
	Files, Answers int   // of ours, and the answers in them
	Bodies         int   // bytes that it keeps by their hash
	Bytes          int64 // of its files
	Unindexed      int   // records that the index of their file does not know: the next night makes it whole
}

// Verify reads all of an archive again and compares every body with its hash. A
// file that ends in a torn record is as a killed night leaves it, and sound: the
// next night cuts it off. The error joins what is not; nothing is changed.
func Verify(ctx context.Context, dir string) (v Verdict, err error) {
	files, err := filesOf(dir)
	if err != nil {
		return v, err
	}
	var faults []error
	for _, file := range files {
		if info, err := os.Stat(filepath.Join(dir, file)); err == nil {
			v.Bytes += info.Size()
		}
		v.Files++
		var places []Place
		_, _, missing, err := load(dir, file, func(p Place) { places = append(places, p) })
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", file, err))
			continue
		}
		v.Unindexed += len(missing)
		for _, p := range append(places, missing...) {
			if ctx.Err() != nil {
				return v, ctx.Err()
			}
			v.Answers++
			a, err := readPlace(dir, p, maxVerified)
			if err == nil && !p.Revisit && p.SHA256 != "" {
				v.Bodies++
				if digest(a.Body) != p.SHA256 {
					err = errors.New("other bytes than its hash says")
				}
			}
			if err != nil {
				faults = append(faults, fmt.Errorf("%s at %d, %s: %w", file, p.Offset, p.URL, err))
			}
		}
	}
	if len(faults) > maxFaults {
		faults = append(faults[:maxFaults], fmt.Errorf("and %d more", len(faults)-maxFaults))
	}
	return v, errors.Join(faults...)
}

const (
	maxVerified = 1 << 30 // bytes of a body: those of a night are far smaller
	maxFaults   = 20      // told one by one
)
