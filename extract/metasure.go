package extract

import "nianbao/report"

// regionConfidence is how often a region is right, by what decided it: of the
// decisions judged, (right + 1) / (judged + 2), which is less than 1 however
// many were right. Judged by hand were documents on real bodies and, where only
// the town or district in them is invented, those of fixtures (60 or so; the
// invented ones with an invented city tell nothing). Beside them, names cut off
// from the front, with the document's text as it was: 长安区… of 西安市长安区….
// A text that has the full name is kinder than one that never does, so that
// words counts a little less than its share.
//
//	path    51 of 51, 7 of them cut off
//	words   29 of 29, 23 of them cut off: 0.97
//	unique  9 of 10: an invented city had a real county's name
//	orders  5 of 6
//
// The sample is small, and says that path is as good as certain and orders is
// not; it cannot tell 0.95 from 0.98. common was not met in it: all divisions
// of the name lie there, so it errs as unique does. A manifest is taken at its
// word. A body whose name was misread is not counted here: see docs/accuracy.md.
var regionConfidence = map[report.RegionBasis]float64{
	report.ByManifest: 1,
	report.ByPath:     0.98,
	report.ByWords:    0.95,
	report.ByUnique:   0.83,
	report.ByCommon:   0.83,
	report.ByOrders:   0.75,
}
