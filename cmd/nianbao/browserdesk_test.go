package main

import (
	"encoding/base64"
	"fmt"
	"image/png"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestBrowserCompare picks something to compare, looks at it in every way and
// takes the picture along.
func TestBrowserCompare(t *testing.T) {
	l := browse(t, pagesOf(t, samples(t)).URL, desk)
	l.open("/")
	l.do(chromedp.Click(chromedp.CSS(`nav a[href="/compare"]`)), chromedp.WaitVisible(chromedp.CSS(".pick")))
	l.shot("compare-areas")
	l.do(chromedp.SetValue(chromedp.CSS(`[name=year]`), "2011-2025"), chromedp.SetValue(chromedp.CSS(`[name=level]`), "county"), chromedp.Click(chromedp.CSS(".pick button")),
		chromedp.WaitVisible(chromedp.CSS(".bodies")), chromedp.Click(chromedp.CSS(`.tabs a[href*="view=series"]`)), chromedp.WaitVisible(chromedp.CSS(`.tabs a[aria-current][href*="view=series"]`)))
	drawn := func(name string) {
		t.Helper()
		if wide := ask(l, chromedp.Evaluate[int](`(async () => { const i = document.querySelector(".chart img"); await i.decode(); return i.naturalWidth; })()`, chromedp.EvalAwaitPromise)); wide < 500 {
			t.Errorf("%s: the picture is %d wide", name, wide)
		}
		l.shot(name)
	}
	drawn("compare-series")
	if got := l.text(".legend"); !strings.Contains(got, "未写明") && !strings.Contains(got, "没有该年报告") {
		t.Errorf("the marks are said to mean %q", got)
	}
	for _, view := range []string{"multiples", "ranking", "areas"} {
		l.do(chromedp.Click(chromedp.CSS(`.tabs a[href*="view=`+view+`"]`)), chromedp.WaitVisible(chromedp.CSS(`.tabs a[aria-current][href*="view=`+view+`"]`)))
		drawn("compare-" + view)
	}
	taken := ask(l, chromedp.Evaluate[string](`(async () => { const r = await fetch(document.querySelector('a[download="compare.png"]').href); const b = new Uint8Array(await r.arrayBuffer());
		let s = ""; for (const c of b) s += String.fromCharCode(c); return btoa(s); })()`, chromedp.EvalAwaitPromise))
	picture, err := png.Decode(base64.NewDecoder(base64.StdEncoding, strings.NewReader(taken)))
	if err != nil || picture.Bounds().Dx() < 1000 {
		t.Errorf("the picture that is taken along: %v", err)
	}
	l.do(chromedp.Click(chromedp.CSS(`.bodies td a, .areas th a`)))
	for _, width := range []int64{320, 390} {
		phone := browse(t, l.server, screen{width: width, height: 780, phone: true, lang: "en"})
		for name, path := range map[string]string{"compare": "/compare?view=series&level=county&year=2011-2025", "areas": "/compare", "district": "/district/3506", "places": "/district", "coverage": "/coverage",
			"codebook": "/codebook", "indicator": "/codebook/requests.outcome", "accuracy": "/accuracy"} {
			phone.open(path)
			phone.fits(path)
			if width == 390 {
				phone.shot("phone-" + name)
			}
		}
	}
}

// TestBrowserDesk decides about figures by the keyboard alone.
func TestBrowserDesk(t *testing.T) {
	server, _ := deskOf(t)
	l := browse(t, server.URL, screen{width: 1280, height: 900, lang: "en"})
	l.open("/review")
	l.shot("desk-enter")
	l.do(chromedp.SendKeys(chromedp.CSS("[name=name]"), "Wang"), chromedp.SendKeys(chromedp.CSS("[name=token]"), deskToken+"\r"), chromedp.WaitVisible(chromedp.CSS(".doubt")))
	listed := func(key string) bool {
		return ask(l, chromedp.Evaluate[bool](`[...document.querySelectorAll(".doubt [name=key]")].some(k => k.value === "`+key+`")`))
	}
	keyOf := func(n string) string {
		return ask(l, chromedp.Evaluate[string](`document.querySelectorAll(".doubt [name=key]")[`+n+`].value`))
	}
	ready := func() { // the keyboard is at work
		t.Helper()
		ask(l, chromedp.Poll[bool](`document.activeElement.classList.contains("doubt")`))
	}
	ready()
	first, second := keyOf("0"), keyOf("1")
	l.shot("desk")
	l.do(chromedp.KeyEvent("j"))
	if at := ask(l, chromedp.Evaluate[int](`[...document.querySelectorAll(".doubt")].indexOf(document.activeElement)`)); at != 1 {
		t.Errorf("j goes to figure %d", at)
	}
	l.do(chromedp.KeyEvent("a"), chromedp.WaitVisible(chromedp.CSS(".did-accept")))
	if got := l.text(".done"); !strings.Contains(got, "accepted") {
		t.Errorf("a does this: %q", got)
	}
	if listed(second) || !listed(first) {
		t.Error("the figure that is listed is the one that was accepted")
	}
	l.shot("desk-accepted")
	ready()
	if at := ask(l, chromedp.Evaluate[int](`[...document.querySelectorAll(".doubt")].indexOf(document.activeElement)`)); at != 1 {
		t.Errorf("after a decision the keyboard is at figure %d, not at the one that took its place", at)
	}
	l.do(chromedp.KeyEvent("k"))
	l.do(chromedp.KeyEvent("c"))
	if got := ask(l, chromedp.Evaluate[string](`document.activeElement.name`)); got != "value" {
		t.Errorf("c goes to %q", got)
	}
	l.do(chromedp.SetValue(chromedp.CSS(".doubt [name=value]"), "7"), chromedp.KeyEvent("\r")) // Enter corrects, and never accepts
	l.do(chromedp.WaitVisible(chromedp.CSS(".did-correct")), chromedp.Click(chromedp.CSS(`.done [value=undo]`)), chromedp.WaitVisible(chromedp.CSS(".did-undo")))
	if !listed(first) {
		t.Error("a figure whose correction was taken back is not listed")
	}
}

// TestBrowserDeskLooks has axe-core look at the review desk from outside, with
// figures, with decisions and with a refusal, on a wide screen and on a phone; and
// decides without a script.
func TestBrowserDeskLooks(t *testing.T) {
	axe := axeScript(t)
	server, _ := deskOf(t)
	for i, s := range []screen{{width: 1280, height: 900, lang: "zh-CN"}, {width: 390, height: 780, phone: true, dark: true, lang: "en"}, {width: 320, height: 700, phone: true, noScript: true, lang: "en"}} {
		l := browse(t, server.URL, s)
		look := func(name string) {
			t.Helper()
			l.fits(name)
			l.shot(fmt.Sprintf("desk-%s-%d", name, s.width))
			if !s.noScript {
				l.judged(axe, name)
			}
		}
		l.open("/review?year=2025")
		look("enter")
		l.do(chromedp.SendKeys(chromedp.CSS("[name=name]"), fmt.Sprint("Wang ", i)), chromedp.SendKeys(chromedp.CSS("[name=token]"), deskToken+"\r"), chromedp.WaitVisible(chromedp.CSS(".doubt")))
		look("list")
		l.do(chromedp.Click(chromedp.CSS(`.doubt [value=dismiss]`)), chromedp.WaitVisible(chromedp.CSS(".did-dismiss")))
		look("dismissed")
		l.open("/review?show=decided")
		if got := l.text(".decided tbody tr td:nth-child(2)"); got != fmt.Sprint("Wang ", i) {
			t.Errorf("%d wide: the last decision is by %q", s.width, got)
		}
		look("decided")
		l.open("/review?rule=no.such")
		look("none")
	}
}

// comparePaths are the addresses of the pages that are not search or reports.
func comparePaths() []string {
	return []string{"/compare", "/compare?view=series&level=county&year=2011-2025", "/compare?view=treemap&level=county", "/compare?view=treemap&level=county&by=change", "/compare?region=350600&level=department_of_county&view=areas", "/compare?region=" + url.QueryEscape("城关镇"), "/district", "/district/3506", "/coverage", "/coverage?rule=", "/codebook", "/codebook/requests.outcome", "/accuracy"}
}
