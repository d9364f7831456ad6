package web

import (
	"encoding/json"

	"nianbao/report"
)

// A Live is what a page's script draws in place of a picture: the same values.
type Live struct {
	Kind  LiveKind  `json:"kind"`
	Unit  string    `json:"unit"`
	Years []int     `json:"years,omitempty"`
	Own   bool      `json:"own,omitempty"` // each small chart has a scale of its own
	Rows  []LiveRow `json:"rows"`
}

// A LiveKind is how it is drawn.
type LiveKind string

const (
	LiveLines     LiveKind = "lines"
	LiveMultiples LiveKind = "multiples"
	LiveBars      LiveKind = "bars"
	LiveTiles     LiveKind = "tiles"
	LiveTreemap   LiveKind = "treemap"
)

// A LiveRow is a body, a place or an indicator with its values.
type LiveRow struct {
	Name   string      `json:"name"`
	Title  string      `json:"title,omitempty"` // in full, where the name is short
	Group  string      `json:"group,omitempty"` // of a treemap
	Href   string      `json:"href,omitempty"`  // where it leads as a whole; else to its values' reports
	Unit   string      `json:"unit,omitempty"`  // where it has one of its own
	Sub    string      `json:"sub,omitempty"`   // below the value: of how many
	Col    int         `json:"col"`
	Row    int         `json:"row"`
	Rest   bool        `json:"-"`     // what was gathered: it has no shade
	Shade  int         `json:"shade"` // from 0 to 4; -1 for none
	Points []LivePoint `json:"points"`
}

// A LivePoint is a value, or why there is none.
type LivePoint struct {
	Year   int            `json:"year,omitempty"`
	Value  report.Decimal `json:"value"` // null where there is none: it is never zero then
	Text   string         `json:"text"`
	Notes  []string       `json:"notes,omitempty"` // why there is none, a break, of how many
	Broken bool           `json:"broken,omitempty"`
	Report string         `json:"report,omitempty"` // address
}

// liveWords are what the script itself says.
var liveWords = []string{"keys", "reset", "gaps", "zoom", "open", "into"}

// liveJSON is a chart with the script's words, as a page carries it.
func (f *Frame) liveJSON(l *Live, title string) (string, error) {
	if l == nil {
		return "", nil
	}
	said := map[string]string{"title": title}
	for _, word := range liveWords {
		said[word] = f.Say("live." + word)
	}
	b, err := json.Marshal(struct {
		*Live
		Words map[string]string `json:"words"`
	}{l, said})
	return string(b), err
}

var liveTexts = map[string]both{
	"live.keys":  {"方向键逐个查看数值，回车打开报告", "Arrow keys go from value to value, Enter opens the report"},
	"live.reset": {"显示全部年份", "Show all years"},
	"live.gaps":  {"轴下短线：该年没有数值，不是零", "Ticks below the axis: no figure in that year, which is not zero"},
	"live.zoom":  {"横向拖动可放大几年", "Drag across to zoom in on years"},
	"live.open":  {"点击看报告原文", "Click for the sentence in the report"},
	"live.into":  {"点击看其中的机构", "Click for the bodies in it"},
}
