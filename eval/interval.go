package eval

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// An Interval holds the true value in 95 of 100 samples drawn alike.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

const z95 = 1.959963984540054 // the normal distribution's 97.5 % point

// Wilson gives the interval of a share of which so many of so many were seen,
// by Wilson's score. The trials are taken as independent of one another. Of
// nothing seen nothing is known: 0 to 1.
func Wilson(right, of float64) Interval {
	if of <= 0 {
		return Interval{0, 1}
	}
	p, z := right/of, z95*z95
	middle := p + z/(2*of)
	reach := z95 * math.Sqrt(max(0, p*(1-p)/of+z/(4*of*of)))
	i := Interval{(middle - reach) / (1 + z/of), (middle + reach) / (1 + z/of)}
	if right <= 0 { // but for rounding
		i.Low = 0
	}
	if right >= of {
		i.High = 1
	}
	return i
}

const (
	resamples = 2000
	// fewest documents that an interval of F1 is made from: fewer say too little
	// of how documents differ.
	fewest = 5
)

// bootstrapF1 gives the interval of F1 over documents like these: it is no
// share, so that Wilson's does not hold for it, and the figures of one document
// are right or wrong together. Documents are drawn anew with replacement, as
// many as there are, 2,000 times, always by the same random numbers. It is
// false where the documents are too few, or where all draws agree: that says
// only that nothing rare was met.
func bootstrapF1(documents []Count) (Interval, bool) {
	n := len(documents)
	if n < fewest {
		return Interval{}, false
	}
	random := rand.NewPCG(1, 2)
	f1 := make([]float64, resamples)
	for i := range f1 {
		var c Count
		for range n {
			drawn, _ := bits.Mul64(random.Uint64(), uint64(n))
			c.add(documents[drawn])
		}
		f1[i] = c.F1()
	}
	slices.Sort(f1)
	at := Interval{f1[resamples/40], f1[resamples-1-resamples/40]}
	return at, at.Low < at.High
}
