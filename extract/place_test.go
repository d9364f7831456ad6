package extract

import (
	"strings"
	"testing"

	"nianbao/normalize"
)

// TestPlaces holds which part of the body each figure of a sentence is of, "-" for
// the body as a whole.
func TestPlaces(t *testing.T) {
	x, err := New()
	if err != nil {
		t.Fatal(err)
	}
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	defer seg.Close()
	for sentence, want := range map[string]string{
		"全县主动公开信息1.2万条，其中青石镇812条、白沙乡300条。": "- 青石镇 白沙乡",
		"白沙县人民法院召开新闻发布会4场。":                "白沙县人民法院",
		"县疾控中心发布信息103条。":                   "县疾控中心",
		"公开信息最多的是青石镇，共702条；白沙乡次之，为615条。":   "青石镇 白沙乡",
		"县规划局、县公安局受理申请分别为12件和9件。":          "县规划局 县公安局",
		"办理申请较多的单位为：县规划局（83件）、县房管局（71件）。":  "县规划局 县房管局",
		"青石镇收到申请4件、开发区管委会11件，白沙乡没有收到。":     "白沙乡 青石镇 开发区管委会",
		"青石镇公开信息512条，居全县第2位。":              "青石镇 青石镇",
		"全年收到申请30件，县本级、乡镇各占40%和60%。":       "- 县本级 乡镇",
		// what is counted, levels, the body's own offices and verbs that end like offices are none
		"19个乡镇公开信息7600条。":       "- -",
		"县政府办公室印发通报4期。":         "-",
		"承办代表建议20件，其中会办6件。":     "- -",
		"机关开放日办了2场。":            "-",
		"全年非本机关公开27件。":          "-",
		"收到代表建议7件，其中省级1件、市级6件。": "- - -",
		"通过县门户网站青石镇页面公开信息162条。": "-",
	} {
		var got []string
		for _, f := range readSentence(x, seg, sentence, 2021) {
			place := f.Place
			if place == "" {
				place = "-"
			}
			got = append(got, place)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: places %q, want %q", sentence, strings.Join(got, " "), want)
		}
	}
}
