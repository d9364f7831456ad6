package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A look is a tab of a browser in a test.
type look struct {
	t      testing.TB
	ctx    context.Context
	server string
	width  int64 // of the screen
	mu     sync.Mutex
	wrong  []string // what the browser complained of: errors of scripts, breaches of the policy
}

// A screen is how a page is looked at.
type screen struct {
	width, height int64
	phone         bool
	dark          bool
	noScript      bool
	lang          string // as a browser prefers it
}

var desk = screen{width: 1280, height: 900, lang: "zh-CN"}

// browse opens a browser. Where there is none the test is skipped, and fails
// where all tests must run.
func browse(t testing.TB, server string, s screen) *look {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		if os.Getenv("NIANBAO_TEST_ALL") == "1" {
			t.Fatal("no Chromium is installed")
		}
		t.Skip("no Chromium is installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 4*time.Minute) // a browser that hangs ends the test
	t.Cleanup(cancel)
	l := &look{t: t, ctx: ctx, server: server, width: s.width}
	if err := chromedp.Listen(ctx, func(event any) {
		l.mu.Lock()
		defer l.mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			l.wrong = append(l.wrong, e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError {
				l.wrong = append(l.wrong, e.Entry.Text)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	viewport := []chromedp.EmulateViewportOption{}
	if s.phone {
		viewport = append(viewport, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	l.do(chromedp.EmulateViewport(s.width, s.height, viewport...))
	tell(l, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": s.lang}})
	tell(l, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: s.noScript})
	if s.dark {
		tell(l, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
	}
	t.Cleanup(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, w := range l.wrong {
			t.Errorf("the browser says: %s", w)
		}
	})
	return l
}

func (l *look) do(actions ...chromedp.Action[chromedp.Void]) {
	l.t.Helper()
	if err := chromedp.Do(l.ctx, actions...); err != nil {
		l.t.Fatal(err)
	}
}

// ask gives what an action finds.
func ask[T any](l *look, action chromedp.Action[T]) T {
	l.t.Helper()
	v, err := chromedp.Run(l.ctx, action)
	if err != nil {
		l.t.Fatal(err)
	}
	return v
}

// tell gives the browser a command.
func tell[P, R any](l *look, command cdp.Command[P, R], params P) {
	l.t.Helper()
	if _, err := chromedp.Call(l.ctx, command, params); err != nil {
		l.t.Fatal(err)
	}
}

// open goes to a page of the server.
func (l *look) open(path string) {
	l.t.Helper()
	l.do(chromedp.Navigate(l.server+path), chromedp.WaitReady(chromedp.CSS("main")))
}

// text gives what an element shows.
func (l *look) text(selector chromedp.CSS) string {
	l.t.Helper()
	return ask(l, chromedp.Text(selector, chromedp.NodeVisible))
}

// shot keeps a picture of what is to be seen.
func (l *look) shot(name string) {
	l.t.Helper()
	b := ask(l, chromedp.CaptureScreenshot())
	if err := os.WriteFile(filepath.Join(l.t.(*testing.T).ArtifactDir(), name+".png"), b, 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// fits holds that nothing of a page stands beside the screen.
func (l *look) fits(path string) {
	l.t.Helper()
	if wide := ask(l, chromedp.Evaluate[string](`(() => { const w = document.documentElement.clientWidth; if (document.documentElement.scrollWidth <= w) return "";
		return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest(".scroll")).map(e => e.tagName + "." + e.className).slice(0, 5).join(" ") || "?"; })()`)); wide != "" {
		l.t.Errorf("%s does not fit: %s", path, wide)
	}
}

// tapFigure taps the figure that the page was opened at, and has its card shown. A
// tap before the page's script runs is only a link's: it taps until that hears.
func (l *look) tapFigure() {
	l.t.Helper()
	for range 40 {
		l.do(chromedp.Click(chromedp.CSS("a.fig:target")), chromedp.Sleep(250*time.Millisecond))
		if ask(l, chromedp.Evaluate[bool](`document.querySelector(".card")?.checkVisibility() === true`)) {
			break
		}
	}
	l.do(chromedp.WaitVisible(chromedp.CSS(".card")))
}

// TestBrowserSearch goes from the box to the sentence in the report.
func TestBrowserSearch(t *testing.T) {
	l := browse(t, pagesOf(t, samples(t)).URL, desk)
	l.open("/")
	l.shot("start")
	l.do(chromedp.SendKeys(chromedp.CSS("#q"), "围溪县 2019 微博"), chromedp.WaitVisible(chromedp.CSS(".suggestions li")))
	if got := l.text(".suggestions li"); !strings.Contains(got, "微博") {
		t.Errorf("suggested %q", got)
	}
	l.shot("suggest")
	l.do(chromedp.SendKeys(chromedp.CSS("#q"), "\r"), chromedp.WaitVisible(chromedp.CSS(".hits")))
	if got := l.text(".hits .value"); strings.Join(strings.Fields(got), "") != "911条" {
		t.Errorf("the first value is %q", got)
	}
	if got := l.text(".hits mark"); got != "微博" {
		t.Errorf("marked %q", got)
	}
	l.shot("search")
	l.do(chromedp.Click(chromedp.CSS(".hits .value a")), chromedp.WaitVisible(chromedp.CSS("a.fig:target")))
	if got := l.text("a.fig:target"); !strings.Contains(got, "911") {
		t.Errorf("the report opens at %q", got)
	}
	l.do(chromedp.WaitVisible(chromedp.CSS(".entries")))
	l.tapFigure()
	if got := l.text(".card"); !strings.Contains(got, "disclosure.items[channel=weibo]") || !strings.Contains(got, "911") {
		t.Errorf("the card says %q", got)
	}
	if ok := ask(l, chromedp.Evaluate[bool](`getComputedStyle(document.querySelector(".entries li a")).display === "flex"`)); !ok {
		t.Error("the list has lost its looks")
	}
	l.shot("report")
	l.do(chromedp.KeyEvent("\x1b"), chromedp.WaitNotVisible(chromedp.CSS(".card")))
}

// TestBrowserTraditional finds a simplified report by traditional characters, and
// marks them in the report's own.
func TestBrowserTraditional(t *testing.T) {
	l := browse(t, pagesOf(t, samples(t)).URL, desk)
	l.open(searchFor("圍溪縣 規範性文件"))
	if got := l.text(".hits mark"); got != "规范性文件" {
		t.Errorf("marked %q", got)
	}
	l.open(searchFor("云溪县 申请"))
	if got := l.text(".hits mark"); got != "申請" {
		t.Errorf("marked %q", got)
	}
	l.shot("traditional")
}

// TestBrowserPhone looks at the pages on a narrow screen: nothing stands beside
// it, and a tap says what a figure is.
func TestBrowserPhone(t *testing.T) {
	server := pagesOf(t, samples(t)).URL
	a11 := "/report/" + hashOf(t, "../../fixtures/docs/a11_district_2025.html")[:16]
	for _, width := range []int64{320, 390} {
		l := browse(t, server, screen{width: width, height: 780, phone: true, lang: "zh-CN"})
		for name, path := range map[string]string{"start": "/", "search": searchFor("申请"), "texts": searchFor("国家秘密", "texts", "1"), "report": a11, "nothing": searchFor("围溪县 2011 微博")} {
			l.open(path)
			l.fits(path)
			l.shot(fmt.Sprintf("phone-%d-%s", width, name))
		}
		l.open(a11)
		l.do(chromedp.ScrollIntoView(chromedp.CSS("a.fig.bad")), chromedp.Click(chromedp.CSS("a.fig.bad")), chromedp.WaitVisible(chromedp.CSS(".card")))
		if got := l.text(".card"); !strings.Contains(got, "相差") {
			t.Errorf("the card says %q", got)
		}
		l.shot(fmt.Sprintf("phone-%d-card", width))
	}
}

// TestBrowserWithoutScript does by links and forms what scripts make easier.
func TestBrowserWithoutScript(t *testing.T) {
	s := desk
	s.noScript = true
	l := browse(t, pagesOf(t, samples(t)).URL, s)
	l.open("/")
	l.do(chromedp.SendKeys(chromedp.CSS("#q"), "围溪县 2019 微博\r"), chromedp.WaitVisible(chromedp.CSS(".hits")), chromedp.Click(chromedp.CSS(".hits .value a")),
		chromedp.WaitVisible(chromedp.CSS("a.fig:target")), chromedp.Click(chromedp.CSS("a.fig:target")), chromedp.WaitVisible(chromedp.CSS(".entries li:target")))
	if got := l.text(".entries li:target"); !strings.Contains(got, "911") {
		t.Errorf("the list is at %q", got)
	}
	l.shot("without-script")
	l.do(chromedp.Click(chromedp.CSS(".entries li:target a.jump")), chromedp.WaitVisible(chromedp.CSS("a.fig:target")))
}

// TestBrowserAxe has every page judged by axe: it finds nothing serious, by light
// and in the dark, wide and narrow.
func TestBrowserAxe(t *testing.T) {
	axe := axeScript(t)
	server := pagesOf(t, samples(t)).URL
	for _, s := range []screen{{width: 1280, height: 900, lang: "zh-CN"}, {width: 390, height: 780, phone: true, dark: true, lang: "en"}} {
		l := browse(t, server, s)
		for _, path := range append(pagePaths(t), picturePath(t, server)) {
			if path == "/nothing" {
				continue // the browser says aloud that it is not there
			}
			l.open(path)
			l.judged(axe, path)
		}
	}
}

// axeScript is axe-core.
func axeScript(t testing.TB) string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "third_party", "axe", "axe.min.js.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	axe, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(axe)
}

// judged has axe-core look at the page that is shown.
func (l *look) judged(axe, path string) {
	l.t.Helper()
	ask(l, chromedp.Evaluate[any](axe+";0"))
	found := ask(l, chromedp.Evaluate[[]string](`axe.run().then(r => r.violations.filter(v => v.impact === "serious" || v.impact === "critical")
		.map(v => v.id + ": " + v.help + " " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | ")))`, chromedp.EvalAwaitPromise))
	for _, what := range found {
		l.t.Errorf("%s, %d wide: %s", path, l.width, what)
	}
}

// TestBrowserPicture goes from a figure to its box on the page of the PDF.
func TestBrowserPicture(t *testing.T) {
	server := pagesOf(t, samples(t)).URL
	picturePath(t, server)
	l := browse(t, server, desk)
	l.open("/report/" + hashOf(t, "../../fixtures/docs/a08_bureau_2020.pdf")[:16])
	l.do(chromedp.Click(chromedp.CSS(`.entries a[href*="/page/"]`)), chromedp.WaitVisible(chromedp.CSS("rect:target")))
	if ok := ask(l, chromedp.Evaluate[bool](`(() => { const r = document.querySelector("rect:target").getBoundingClientRect(); return r.width > 5 && r.top >= 0 && r.bottom <= innerHeight; })()`)); !ok {
		t.Error("the box is not to be seen")
	}
	l.shot("picture")
}

// picturePath is the address of a page's picture, which is drawn by then: where
// the reader of PDFs was never compiled, that takes a while.
func picturePath(t testing.TB, server string) string {
	t.Helper()
	path := "/report/" + hashOf(t, "../../fixtures/docs/a08_bureau_2020.pdf")[:16] + "/page/1"
	for range 60 {
		if page := visit(t, server+path); page.StatusCode != http.StatusServiceUnavailable {
			break
		}
	}
	return path
}

// TestBrowserEnglish shows the pages in the language of the browser, and in the
// one that a person chose.
func TestBrowserEnglish(t *testing.T) {
	s := desk
	s.lang, s.dark = "en-US,en;q=0.9", true
	l := browse(t, pagesOf(t, samples(t)).URL, s)
	l.open("/")
	if got := l.text("h1"); !strings.Contains(got, "public bodies") {
		t.Errorf("the title is %q", got)
	}
	l.shot("english-dark-start")
	l.open("/report/" + hashOf(t, "../../fixtures/docs/a11_district_2025.html")[:16])
	if got := l.text(".sums"); !strings.Contains(got, "3 contradictions") {
		t.Errorf("the report says %q", got)
	}
	l.shot("english-dark-report")
	l.do(chromedp.Click(chromedp.CSS("a.lang")), chromedp.WaitVisible(chromedp.CSS(`html[lang="zh-Hans"]`)))
	l.open("/")
	if got := l.text("h1"); !strings.Contains(got, "年报") {
		t.Errorf("what was chosen is forgotten: %q", got)
	}
}
