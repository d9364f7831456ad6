package extract

import (
	"strings"

	"nianbao/report"
)

// codeTables gives codes to the figures of tables that are no official form, by
// their labels and by what the prose before the table speaks of: a row 提供部分资料
// under the requests of the year is an outcome.
func (x *Extractor) codeTables(figures []report.Figure, families map[int]string) {
	for i := range figures {
		f := &figures[i]
		if f.Indicator != "" || f.Status != report.Printed || f.Label == "" || adrift(f) {
			continue // the numbers of a row whose columns are lost state its code in part
		}
		family := families[f.Table]
		view := f.Label + markSelf + f.Unit + markUnit
		if mt, ok := x.best(view, family); ok && !mt.open && mt.priority >= usualPriority {
			f.Indicator, f.Dims, f.Rule = mt.indicator, copyDims(mt.dims), mt.rule
			for k, v := range x.dimsOf(mt.indicator, mt.words, f.Label) {
				if f.Dims == nil {
					f.Dims = map[string]string{}
				}
				if f.Dims[k] == "" {
					f.Dims[k] = v
				}
			}
			continue
		}
		if family != "requests" {
			continue
		}
		if dims := x.dimsOf("requests.outcome", f.Label, f.Label); len(dims) > 0 && fits(report.Case, f.Measure) && !strings.Contains(f.Label, "合计") {
			f.Indicator, f.Dims, f.Rule = "requests.outcome", dims, "requests.outcome#part"
		}
	}
}
