package normalize

import (
	"strings"
	"testing"

	"nianbao/report"
)

// The texts repeat a few sentences in the manner of the reports.
const (
	hans = "　　二、主动公开情况\n　　全年主动公开政府信息9,835条，比去年多出1,107条，增长12.7%。其中：政府网站6,412条、政府公报88条、微信1,268条、其他渠道2,067条。收到申请76件，当面14件，网络45件，信函17件。\n"
	hant = "　　二、主動公開情況\n　　全年主動公開政府信息9,835條，比去年多出1,107條，增長12.7%。其中：政府網站6,412條、政府公報88條、微信1,268條、其他渠道2,067條。收到申請76件，當面14件，網絡45件，信函17件。\n"
)

func BenchmarkClean(b *testing.B) {
	for name, s := range map[string]string{"hans": hans, "hant": hant} {
		s = strings.Repeat(s, 20)
		v := variantOf([]rune(s))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				t := clean(s, 0)
				if v != simplified {
					t.simplify(v)
				}
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for name, s := range map[string]string{"hans": hans, "hant": hant} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				New(s, 0)
			}
		})
	}
}

func BenchmarkSegment(b *testing.B) {
	seg := openSegmenter(b)
	text := New(hans, 0)
	seg.Segment(text)
	b.SetBytes(int64(len(string(text.Norm))))
	for b.Loop() {
		seg.Segment(text)
	}
}

// BenchmarkOpen is what the first segmentation of a process costs.
func BenchmarkOpen(b *testing.B) {
	text := &report.Text{Norm: []rune("公开")}
	b.Run("unpack", func(b *testing.B) {
		for b.Loop() {
			seg, err := OpenSegmenter()
			if err != nil {
				b.Fatal(err)
			}
			seg.Close()
		}
	})
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			seg, err := OpenSegmenter()
			if err != nil {
				b.Fatal(err)
			}
			seg.Segment(text)
			seg.Close()
		}
	})
}
