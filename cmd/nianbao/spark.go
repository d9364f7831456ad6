package main

import (
	"math/big"
	"strings"

	"nianbao/report"
)

// bars are the heights of a sparkline.
var bars = []rune("▁▂▃▅▇")

// A tick is one year of a sparkline.
type tick struct {
	value  report.Decimal // "" where none is reported
	broken bool           // the series breaks before it
}

// spark draws years as bars from zero to the greatest of them, or from the least
// where one is below zero. A year without a figure is a gap.
func spark(ticks []tick) string {
	least, greatest := new(big.Rat), new(big.Rat)
	for _, t := range ticks {
		if v := t.value.Rat(); v != nil {
			if v.Cmp(least) < 0 {
				least = v
			}
			if v.Cmp(greatest) > 0 {
				greatest = v
			}
		}
	}
	height := new(big.Rat).Sub(greatest, least)
	var b strings.Builder
	for _, t := range ticks {
		if t.broken {
			b.WriteRune('|')
		}
		v := t.value.Rat()
		switch {
		case v == nil:
			b.WriteRune('·')
		case height.Sign() == 0:
			b.WriteRune(bars[0])
		default:
			part := new(big.Rat).Quo(v.Sub(v, least), height)
			at, _ := part.Mul(part, big.NewRat(int64(len(bars)), 1)).Float64()
			b.WriteRune(bars[min(int(at), len(bars)-1)])
		}
	}
	return b.String()
}
