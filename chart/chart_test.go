package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"nianbao/third_party/divisions"
	"nianbao/third_party/font"
)

var someWords = Words{Title: "收到政府信息公开申请 2018-2021", Unit: "件", Notes: []string{"来源: 年度报告", "Source: annual reports"}}

func known(values ...float64) []Point {
	var out []Point
	for _, v := range values {
		out = append(out, Point{Value: v, Known: true})
	}
	return out
}

// decoded reads a PNG and finds how many of its pixels have a colour.
func decoded(t *testing.T, b []byte, err error) (image.Image, func(color.NRGBA) int) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img, func(c color.NRGBA) int {
		n := 0
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				r, g, b, _ := img.At(x, y).RGBA()
				if uint8(r>>8) == c.R && uint8(g>>8) == c.G && uint8(b>>8) == c.B {
					n++
				}
			}
		}
		return n
	}
}

// paths reads an SVG and gives its elements of drawing.
func paths(t *testing.T, b []byte, err error) []string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			out = append(out, e.Name.Local)
			if e.Name.Local == "text" {
				t.Errorf("text is not drawn as outlines: %v", e)
			}
		}
	}
}

func TestLines(t *testing.T) {
	years := []int{2018, 2019, 2020, 2021}
	lines := []Line{{"甲街道办事处", known(3, 5, 0, 7)}, {"乙街道办事处", known(300, 200, 100, 50)}}
	b, err := Lines(PNG, someWords, years, lines)
	img, count := decoded(t, b, err)
	if img.Bounds().Dx() != width*dpi/72 {
		t.Errorf("the picture is %v wide", img.Bounds())
	}
	for i := range lines {
		if n := count(palette[i]); n < 300 {
			t.Errorf("line %d has %d pixels", i, n)
		}
	}
	if n := count(ink); n < 500 {
		t.Errorf("the title has %d pixels", n)
	}
	b, err = Lines(SVG, someWords, years, lines)
	if n := len(paths(t, b, err)); n < 20 {
		t.Errorf("the SVG has %d elements", n)
	}
}

// A gap and a break leave less ink than a line through them.
func TestGaps(t *testing.T) {
	years := []int{2018, 2019, 2020}
	ink := func(points []Point) int {
		b, err := Lines(PNG, Words{}, years, []Line{{"甲", points}})
		_, count := decoded(t, b, err)
		return count(palette[0])
	}
	whole := ink(known(5, 5, 5))
	gap := known(5, 5, 5)
	gap[1].Known = false
	broken := known(5, 5, 5)
	broken[1].Broken = true
	if got := ink(gap); got > whole/4 {
		t.Errorf("with a gap in the middle %d pixels of %d: it is drawn over", got, whole)
	}
	if got := ink(broken); got < whole/4 || got > whole*3/4 {
		t.Errorf("with a break after the first year %d pixels of %d", got, whole)
	}
}

func TestBars(t *testing.T) {
	bars := []Bar{{"甲", 9, "9"}, {"乙", 3, "3"}, {"丙", 0, "0"}, {"丁", -3, "-3"}}
	b, err := Bars(PNG, someWords, bars)
	_, count := decoded(t, b, err)
	all := count(filled)
	b, err = Bars(PNG, someWords, []Bar{{"甲", 9, "9"}, {"乙", 0, "0"}, {"丙", 0, "0"}, {"丁", 0, "0"}})
	_, count = decoded(t, b, err)
	if one := count(filled); all < one || one == 0 {
		t.Errorf("bars of 9, 3, 0, -3 have %d pixels, one of 9 alone %d", all, one)
	}
	b, err = Bars(SVG, someWords, bars)
	if n := len(paths(t, b, err)); n < 10 {
		t.Errorf("the SVG has %d elements", n)
	}
}

// What a body is called harms no chart.
func TestHostile(t *testing.T) {
	names := []string{"", "<script>alert(1)</script>&\"'", strings.Repeat("长", 3000), "\x00\x1b[2J\u202e", "=cmd|' /C calc'!A0", "𠮷😀", "a\nb\tc", "\xff\xfe"}
	var bars []Bar
	var lines []Line
	groups := []Group{{Name: names[2]}, {Name: names[1]}}
	for i, n := range names {
		bars = append(bars, Bar{n, float64(i), n})
		groups[i%2].Plots = append(groups[i%2].Plots, Plot{Name: n, Value: float64(i), Label: n})
		lines = append(lines, Line{n, known(float64(i), 1e39)})
	}
	words := Words{Title: strings.Join(names, " "), Unit: names[2], Notes: names}
	for _, format := range []Format{PNG, SVG} {
		for name, make := range map[string]func() ([]byte, error){
			"bars":       func() ([]byte, error) { return Bars(format, words, bars) },
			"lines":      func() ([]byte, error) { return Lines(format, words, []int{1, 9999}, lines) },
			"no bars":    func() ([]byte, error) { return Bars(format, words, nil) },
			"no lines":   func() ([]byte, error) { return Lines(format, words, nil, nil) },
			"empty":      func() ([]byte, error) { return Lines(format, Words{}, []int{2020}, []Line{{"甲", []Point{{}}}}) },
			"treemap":    func() ([]byte, error) { return Treemap(format, words, groups) },
			"no treemap": func() ([]byte, error) { return Treemap(format, words, nil) },
			"many": func() ([]byte, error) {
				return Bars(format, words, slices.Repeat(bars, 100))
			},
		} {
			t.Run(string(format)+" "+name, func(t *testing.T) {
				b, err := make()
				if format == SVG {
					if got := slices.Compact(slices.Sorted(slices.Values(paths(t, b, err)))); slices.Contains(got, "script") {
						t.Errorf("elements %v", got)
					}
					return
				}
				img, _ := decoded(t, b, err)
				if h := img.Bounds().Dy(); h > 2*MostBars*barLeading+1000 {
					t.Errorf("the picture is %d high", h)
				}
			})
		}
	}
	if _, err := Bars("gif", someWords, nil); err == nil {
		t.Error("gif is drawn")
	}
}

// TestPublished holds that a picture needs no styles, which many sites refuse, and
// has its title as text.
func TestPublished(t *testing.T) {
	words := someWords
	words.Title = "甲 < 乙 & \x00"
	b, err := Lines(SVG, words, []int{2018, 2019}, slices.Repeat([]Line{{"甲", known(3, 5)}}, 7))
	if err != nil || bytes.Contains(b, []byte("style=")) {
		t.Errorf("there are styles in it: %v", err)
	}
	for _, want := range []string{"<title>甲 &lt; 乙 &amp; \uFFFD</title>", ` fill="#FFFFFF"`, ` stroke="#0072B2"`, ` stroke-dasharray="4`} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("it lacks %s", want)
		}
	}
}

func TestSameBytes(t *testing.T) {
	for _, format := range []Format{PNG, SVG} {
		draw := func() []byte {
			b, err := Lines(format, someWords, []int{2018, 2019}, []Line{{"甲", known(3, 5)}, {"乙", known(4, 4.5)}})
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		if !bytes.Equal(draw(), draw()) {
			t.Errorf("%s differs from one time to the next", format)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, tt := range []struct {
		least, greatest float64
		whole           bool
		want            string
	}{
		{0, 75, true, "0 20 40 60 80"},
		{0, 1, true, "0 1"},
		{0, 0, true, "0 1"},
		{0, 1, false, "0 0.2 0.4 0.6 0.8 1"},
		{-28, 29, true, "-30 -20 -10 0 10 20 30"},
		{0, 12345678, true, "0 5,000,000 10,000,000 15,000,000"},
	} {
		at, words := ticks(tt.least, tt.greatest, tt.whole)
		if got := strings.Join(words, " "); got != tt.want {
			t.Errorf("ticks(%v, %v) = %s, want %s", tt.least, tt.greatest, got, tt.want)
		}
		if at[0] > tt.least || at[len(at)-1] < tt.greatest {
			t.Errorf("ticks(%v, %v) do not hold them: %v", tt.least, tt.greatest, at)
		}
	}
}

func TestWrap(t *testing.T) {
	f, err := sfnt.Parse(font.Regular)
	if err != nil {
		t.Fatal(err)
	}
	s := &sheet{font: f}
	for _, tt := range []struct {
		text string
		most int
		want string
	}{
		{"一二三四五", 3, "一二三四五"},
		{"一二三四五六七八九十甲乙", 3, "一二三四五六七八九十|甲乙"},
		{"一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑", 2, "一二三四五六七八九十|甲乙丙丁戊己庚辛壬…"},
		{"一二三四五六七八 requests", 3, "一二三四五六七八 |requests"},
	} {
		lines := wrap(s, tt.text, 10, 101, tt.most)
		if got := strings.Join(lines, "|"); got != tt.want {
			t.Errorf("wrap(%s) = %s, want %s", tt.text, got, tt.want)
		}
		for _, l := range lines {
			if s.wide(l, 10) > 101 {
				t.Errorf("%q is %v wide", l, s.wide(l, 10))
			}
		}
	}
	if got := s.fitEnd("北京市东城区人民政府北新桥街道办事处", 10, 81); got != "…新桥街道办事处" {
		t.Errorf("fitEnd gives %s", got)
	}
}

// TestFont holds that the font has the names of all divisions.
func TestFont(t *testing.T) {
	f, err := sfnt.Parse(font.Regular)
	if err != nil {
		t.Fatal(err)
	}
	var b sfnt.Buffer
	lacks := map[rune]bool{}
	for _, r := range divisions.Text + "人民政府办公室街道办事处管理局年报,0123456789%+-.()…□" {
		if i, err := f.GlyphIndex(&b, r); r > ' ' && r < 0x10000 && (err != nil || i == 0) {
			lacks[r] = true
		}
	}
	if len(lacks) > 0 {
		var list []string
		for r := range lacks {
			list = append(list, fmt.Sprintf("%c %U", r, r))
		}
		t.Errorf("the font lacks %d characters: %v", len(lacks), list)
	}
}
