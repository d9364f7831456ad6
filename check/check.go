// Package check compares figures: those of an official table with each other by
// the sums that its form asks for, text with table, wholes with their parts,
// shares and changes with the counts they speak of, and a body's reports of one
// year with those of the next. Where a table breaks its sums it works out which
// cell must be wrong (solve.go); what it proposes stands beside the printed
// value and never replaces it. It is pure.
package check

import "nianbao/report"

// Document checks the figures of one document with each other, fills Checks and
// Proposals, and gives each figure its confidence.
func Document(d *report.Document) {
	if d.Status == report.Unreadable {
		return
	}
	all := doubtsOf(d)
	for _, s := range sheetsOf(d, all) {
		s.check()
	}
	p := passagesOf(d)
	p.checkTables()
	p.checkSums()
	p.checkShares()
	p.checkChanges()
	judge(d, all)
	setConfidence(d, all)
}
