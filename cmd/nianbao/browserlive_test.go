package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// liveMarks are the values of a live chart as the browser has them.
type liveMark struct {
	Row, Year, Value, Href, Name string
}

func (l *look) liveMarks() []liveMark {
	l.t.Helper()
	l.do(chromedp.WaitVisible(chromedp.CSS(".lively .live svg")))
	return ask(l, chromedp.Evaluate[[]liveMark](`[...document.querySelectorAll(".live .m")].map(m => ({Row: m.dataset.row, Year: m.dataset.year ?? "", Value: m.dataset.value ?? "", Href: m.getAttribute("href") ?? "", Name: m.getAttribute("aria-label")}))`))
}

// TestBrowserLive holds every way to look at a comparison against its file: the
// live chart has the same figures, each leading to its report, and a year
// without a figure is a mark without a value, never a zero.
func TestBrowserLive(t *testing.T) {
	server := pagesOf(t, samples(t)).URL
	l := browse(t, server, desk)
	for name, query := range map[string]string{
		"series":    "?view=series&level=county&year=2011-2025",
		"multiples": "?view=multiples&level=county&year=2011-2025",
		"ranking":   "?view=ranking&level=county&year=2017",
		"treemap":   "?view=treemap&region=" + url.QueryEscape("漳州市") + "&level=department_of_county&indicator=" + url.QueryEscape("disclosure.items"),
	} {
		l.open("/compare" + query)
		marks := l.liveMarks()
		var list []struct {
			Body   string
			Year   int
			Value  json.Number
			Figure string
		}
		if err := json.Unmarshal([]byte(visit(t, server+"/compare"+query+"&format=json").body), &list); err != nil {
			t.Fatal(err)
		}
		type place struct{ body, year string }
		want := map[place]string{}
		for _, one := range list {
			want[place{one.Body, fmt.Sprint(one.Year)}] = string(one.Value)
		}
		values := 0
		for _, m := range marks {
			if got := want[place{m.Row, m.Year}]; got != m.Value {
				t.Errorf("%s: %s %s has %q, the file %q", name, m.Row, m.Year, m.Value, got)
			}
			if m.Value == "" {
				if !strings.ContainsAny(m.Name, "没未缺") {
					t.Errorf("%s: %q does not say that there is no figure", name, m.Name)
				}
				continue
			}
			values++
			if !strings.HasPrefix(m.Href, "/report/") || !strings.Contains(m.Href, "#f-") {
				t.Errorf("%s: %s leads to %q", name, m.Name, m.Href)
			}
		}
		stated := 0
		for _, v := range want {
			if v != "" && (name != "treemap" || v != "0") {
				stated++
			}
		}
		if values != stated || values == 0 {
			t.Errorf("%s: %d values are drawn, the file has %d", name, values, stated)
		}
		l.shot("live-" + name)
	}
}

// TestBrowserLiveKeys goes through a chart by keyboard, from a value to its
// report, and back to all years.
func TestBrowserLiveKeys(t *testing.T) {
	l := browse(t, pagesOf(t, samples(t)).URL, desk)
	l.open("/compare?view=series&level=county&year=2011-2025")
	l.liveMarks()
	l.do(chromedp.Focus(chromedp.CSS(`.live .m[tabindex="0"]`)), chromedp.KeyEvent(kb.Home))
	said := map[string]bool{}
	for range 40 {
		said[ask(l, chromedp.Evaluate[string](`document.activeElement.getAttribute("aria-label")`))] = true
		l.do(chromedp.KeyEvent(kb.ArrowRight))
	}
	if len(said) != 15 {
		t.Errorf("the keys go to %d years: %v", len(said), said)
	}
	if got := ask(l, chromedp.Evaluate[string](`document.querySelector(".tip").hidden ? "" : document.querySelector(".tip").textContent`)); !strings.Contains(got, "2011") && !strings.Contains(got, "2025") {
		t.Errorf("the card says %q", got)
	}
	l.shot("live-card")
}

// TestBrowserLiveZoom drags across some years and comes back to all.
func TestBrowserLiveZoom(t *testing.T) {
	l := browse(t, pagesOf(t, samples(t)).URL, desk)
	l.open("/compare?view=series&level=county&year=2011-2025")
	all := len(l.liveMarks())
	box := ask(l, chromedp.Evaluate[[]float64](`(() => { const r = document.querySelector(".live").getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; })()`))
	at := func(x float64) (float64, float64) { return box[0] + box[2]*x, box[1] + box[3]/3 }
	for _, step := range []struct {
		kind input.DispatchMouseEventType
		x    float64
	}{{input.DispatchMouseEventTypeMousePressed, .3}, {input.DispatchMouseEventTypeMouseMoved, .35}, {input.DispatchMouseEventTypeMouseMoved, .5}, {input.DispatchMouseEventTypeMouseReleased, .5}} {
		x, y := at(step.x)
		l.do(chromedp.MouseEvent(step.kind, x, y, chromedp.ButtonLeft))
	}
	l.do(chromedp.WaitVisible(chromedp.CSS(".livebar .reset")))
	if some := len(l.liveMarks()); some >= all || some == 0 {
		t.Errorf("%d marks of %d after zooming in", some, all)
	}
	l.shot("live-zoom")
	l.do(chromedp.Click(chromedp.CSS(".livebar .reset")), chromedp.WaitNotPresent(chromedp.CSS(".livebar .reset")))
	if again := len(l.liveMarks()); again != all {
		t.Errorf("%d marks of %d are back", again, all)
	}
}

// TestBrowserLivePrint holds that paper has the picture, with its source and
// address, as a browser without scripts has.
func TestBrowserLivePrint(t *testing.T) {
	server := pagesOf(t, samples(t)).URL
	l := browse(t, server, desk)
	l.open("/compare?view=treemap&level=county&year=2017")
	l.liveMarks()
	shown := `[".chart img", ".live"].map(s => getComputedStyle(document.querySelector(s) ?? document.createElement("i")).display).join()`
	if got := ask(l, chromedp.Evaluate[string](shown)); got != "none,block" {
		t.Errorf("on the screen the picture and the chart are %s", got)
	}
	tell(l, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	if got := ask(l, chromedp.Evaluate[string](shown)); got != "block,none" {
		t.Errorf("on paper the picture and the chart are %s", got)
	}
	s := desk
	s.noScript = true
	l = browse(t, server, s)
	l.open("/compare?view=treemap&level=county&year=2017")
	if ok := ask(l, chromedp.Evaluate[bool](`document.querySelector(".chart img").naturalWidth > 100 && document.querySelector(".live") === null`)); !ok {
		t.Error("without scripts there is no picture")
	}
	l.shot("live-without-script")
}

// TestBrowserLivePhone looks at the charts on a narrow screen, in the dark: they
// fit, and a tap says what a value is before a second one goes to its report.
func TestBrowserLivePhone(t *testing.T) {
	server := pagesOf(t, samples(t)).URL
	l := browse(t, server, screen{width: 390, height: 780, phone: true, dark: true, lang: "en"})
	for _, view := range []string{"areas", "treemap", "ranking", "series", "multiples"} {
		path := "/compare?view=" + view + "&level=county&year=2017"
		if view == "series" || view == "multiples" {
			path = "/compare?view=" + view + "&level=county&year=2011-2025"
		}
		l.open(path)
		l.liveMarks()
		l.fits(path)
		l.shot("live-phone-" + view)
	}
	l.open("/compare?view=treemap&level=county&year=2017")
	l.liveMarks()
	l.do(chromedp.ScrollIntoView(chromedp.CSS(".live .m .tile")), chromedp.Tap(chromedp.CSS(".live .m .tile")), chromedp.WaitVisible(chromedp.CSS(".tip")))
	if got := l.text(".tip"); !strings.Contains(got, "76 件") || !strings.Contains(got, "100.0%") || !strings.Contains(got, "stated by 1 of 1") {
		t.Errorf("the card says %q", got)
	}
	l.shot("live-phone-card")
	l.do(chromedp.Tap(chromedp.CSS(".live .m .tile")), chromedp.WaitVisible(chromedp.CSS("a.fig:target")))
}
