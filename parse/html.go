package parse

import "nianbao/report"

// readHTML fills d from a decoded page.
func readHTML(d *report.Document, text string) {
	d.Fail(report.Unsupported, "HTML pages are not read yet")
}
