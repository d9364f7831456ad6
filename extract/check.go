package extract

import "nianbao/report"

// checkIdentities compares the figures of the official tables with each other.
func checkIdentities(d *report.Document) {}
