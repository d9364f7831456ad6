package parse

// pdfBorders finds how much of a border is drawn.
type pdfBorders map[pdfBorderKey][]pdfRule

type pdfBorderKey struct {
	vertical bool
	at       float64
}

func newBorders(rules []pdfRule) pdfBorders {
	b := pdfBorders{}
	for _, r := range rules {
		k := pdfBorderKey{r.vertical, r.at}
		b[k] = append(b[k], r)
	}
	return b
}

// share is how much of the piece from lo to hi is drawn, from 0 to 1.
func (b pdfBorders) share(vertical bool, at, lo, hi float64) float64 {
	if hi <= lo {
		return 1
	}
	drawn := 0.0
	for _, r := range b[pdfBorderKey{vertical, at}] {
		drawn += max(0, min(hi, r.hi)-max(lo, r.lo))
	}
	return drawn / (hi - lo)
}

// A unionFind joins numbers into sets.
type unionFind []int

func newUnionFind(n int) unionFind {
	u := make(unionFind, n)
	for i := range u {
		u[i] = i
	}
	return u
}

func (u unionFind) find(i int) int {
	for u[i] != i {
		u[i] = u[u[i]]
		i = u[i]
	}
	return i
}

func (u unionFind) join(a, b int) {
	if a, b = u.find(a), u.find(b); a < b {
		u[b] = a
	} else {
		u[a] = b
	}
}
