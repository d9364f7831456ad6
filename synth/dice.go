package synth

// A dice throws numbers that its seed alone decides, on every machine and by
// every version of Go.
type dice struct{ state uint64 }

// newDice makes one from numbers that name what it is thrown for.
func newDice(names ...int) *dice {
	d := &dice{0x6e69616e62616f}
	for _, n := range names {
		d.state ^= uint64(n) + 0x9e3779b97f4a7c15
		d.next()
	}
	return d
}

// next is splitmix64.
func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below throws 0 to n-1; 0 for n of 0.
func (d *dice) below(n int) int {
	if n <= 1 {
		return 0
	}
	return int(d.next() % uint64(n))
}

// between throws low to high, both included.
func (d *dice) between(low, high int) int { return low + d.below(high-low+1) }

// percent is true in so many of a hundred throws.
func (d *dice) percent(n int) bool { return d.below(100) < n }

func pick[T any](d *dice, of []T) T { return of[d.below(len(of))] }

// split parts a total by weights, with some chance in it. The parts sum to it.
func (d *dice) split(total int, weights ...int) []int {
	parts := make([]int, len(weights))
	weight, rest := 0, total
	for _, w := range weights {
		weight += w
	}
	for i, w := range weights {
		if weight == 0 || rest == 0 {
			break
		}
		part := rest
		if i < len(weights)-1 && w < weight {
			part = min(rest, (rest*w*d.between(70, 130)/100+d.below(weight))/weight)
		}
		parts[i] = part
		rest -= part
		weight -= w
	}
	parts[0] += rest
	return parts
}
