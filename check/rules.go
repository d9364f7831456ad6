package check

import "nianbao/report"

// Rules are the names that checks may have.
func Rules() []string {
	out := []string{"text.table", "text.sum", "text.share", "text.change",
		"years.carry_over", "years.stock", "years.items", "years.previous", "years.change", "years.jump", "copy"}
	for _, r := range listSums {
		out = append(out, string(report.Era2014)+".1."+r.rule)
	}
	out = append(out, string(report.Era2014)+".1."+answered)
	for _, r := range listParts {
		out = append(out, string(report.Era2014)+".1."+r.rule)
	}
	for _, era := range []report.Era{report.Era2019, report.Era2021} {
		for _, rule := range []string{"3.column_total", "3.column_balance", "3.row_total", "4.cases_total"} {
			out = append(out, string(era)+"."+rule)
		}
	}
	return out
}
