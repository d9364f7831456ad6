package chart

import (
	"math"
	"strconv"
	"strings"
)

// mostTicks is how many marks an axis has.
const mostTicks = 6

// ticks gives the marks of an axis from zero or below to what holds the
// greatest value, with their words. Values that are all whole have whole marks.
func ticks(least, greatest float64, whole bool) (at []float64, words []string) {
	if least == greatest {
		greatest = least + 1
	}
	step := math.Pow(10, math.Floor(math.Log10((greatest-least)/mostTicks)))
	for _, times := range []float64{1, 2, 5, 10} {
		if (greatest-least)/(step*times) <= mostTicks {
			step *= times
			break
		}
	}
	if whole {
		step = max(step, 1)
	}
	for n := math.Floor(least / step); ; n++ {
		v, _ := strconv.ParseFloat(strconv.FormatFloat(n*step, 'g', 12, 64), 64) // 0.3, not 0.30000000000000004
		at, words = append(at, v), append(words, thousands(v))
		if v >= greatest || len(at) > 2*mostTicks {
			return at, words
		}
	}
}

// thousands writes a number with its thousands set apart.
func thousands(v float64) string {
	s := strconv.FormatFloat(math.Abs(v), 'f', -1, 64)
	if len(s) > 18 {
		return strconv.FormatFloat(v, 'g', 4, 64)
	}
	whole, frac, pointed := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if pointed {
		whole += "." + frac
	}
	if v < 0 {
		whole = "-" + whole
	}
	return whole
}

// span gives the least and the greatest of values, with zero among them.
func span(values []float64) (least, greatest float64) {
	for _, v := range values {
		least, greatest = min(least, v), max(greatest, v)
	}
	return least, greatest
}
