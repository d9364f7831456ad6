package compare

import (
	"math/big"

	"nianbao/report"
)

// Digits is how many digits after the point a rounded number has.
const Digits = 4

// round gives a number of at most Digits digits after the point, halves away
// from zero.
func round(r *big.Rat) report.Decimal { return Round(r, Digits) }

// Round gives a number of at most so many digits after the point, halves away
// from zero; "" for one that is too long for a report.Decimal.
func Round(r *big.Rat, digits int) report.Decimal {
	d, _ := report.ParseDecimal(r.FloatString(digits))
	return d
}

// percent is how many per cent of whole part is.
func percent(part, whole *big.Rat) report.Decimal {
	p := new(big.Rat).Quo(part, whole)
	return round(p.Mul(p, big.NewRat(100, 1)))
}

// set keeps a number, or why there is none.
func set(d report.Decimal, to *report.Decimal, why *Reason) {
	if *to = d; d == "" {
		*why = TooLong
	}
}

// exact is a sum, a difference or half a sum of decimals, which is one too.
func exact(r *big.Rat) report.Decimal {
	digits, _ := r.FloatPrec()
	return Round(r, digits)
}
