package frozen

import (
	"fmt"
	"hash/fnv"
)

// dice are numbers that follow from words: the same words, the same numbers.
type dice uint64

func newDice(words ...any) *dice {
	h := fnv.New64a()
	fmt.Fprintln(h, words...)
	d := dice(h.Sum64())
	return &d
}

// below is a number from 0 to n-1.
func (d *dice) below(n int) int {
	*d += 0x9e3779b97f4a7c15
	x := uint64(*d)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return int((x ^ x>>31) % uint64(n))
}

func (d *dice) between(low, high int) int { return low + d.below(high-low+1) }

// split cuts n into parts that sum to it.
func (d *dice) split(n, parts int) []int {
	out := make([]int, parts)
	for i := range parts - 1 {
		out[i] = d.below(n/2 + 1)
		n -= out[i]
	}
	out[parts-1] = n
	return out
}
