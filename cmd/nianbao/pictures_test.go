package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"nianbao/synth"
)

var updatePictures = flag.Bool("update-pictures", false, "take the pictures of docs/pictures anew, with a browser")

// mostOfPicture is how large a picture of the docs may be, in bytes.
const mostOfPicture = 150_000

var pictured = regexp.MustCompile(`\]\((pictures/[^)]+)\)`)

// TestPictures holds that the docs show pictures that are there, each with words
// of its own and small enough, and that none lies about unshown.
func TestPictures(t *testing.T) {
	docs := filepath.Join("..", "..", "docs")
	if *updatePictures {
		takePictures(t, filepath.Join(docs, "pictures"))
	}
	shown := []string{}
	for _, lang := range []string{"en", "zh"} {
		page := map[string]string{"en": "journalists.md", "zh": "journalists.zh.md"}[lang]
		for _, m := range pictured.FindAllStringSubmatch(read(t, filepath.Join(docs, page)), -1) {
			shown = append(shown, m[1])
			if !strings.HasSuffix(m[1], "-"+lang+".png") {
				t.Errorf("%s shows %s", page, m[1])
			}
		}
	}
	there, err := filepath.Glob(filepath.Join(docs, "pictures", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range there {
		there[i] = "pictures/" + filepath.Base(path)
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := png.DecodeConfig(f); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if info, _ := f.Stat(); info.Size() > mostOfPicture {
			t.Errorf("%s has %d bytes", path, info.Size())
		}
	}
	slices.Sort(shown)
	if !slices.Equal(shown, there) || len(there) == 0 {
		t.Errorf("the docs show %v, there are %v", shown, there)
	}
}

// takePictures goes the way that docs/journalists.md describes, in both
// languages: the sample reports, and for years those of a generator.
func takePictures(t *testing.T, dir string) {
	years := filepath.Join(t.TempDir(), "years.db")
	if _, err := synth.Fill(t.Context(), years, synth.NewPlan(150), func(synth.Filled) {}); err != nil {
		t.Fatal(err)
	}
	address := serveFlags{publicURL: "https://nianbao.example"}
	found, compared := pagesOf(t, samples(t), address).URL, pagesOf(t, years, address).URL
	for lang, as := range map[string]string{"en": "en-US", "zh": "zh-CN"} {
		l := browse(t, found, screen{width: 1080, height: 600, lang: as})
		write := func(name string, picture []byte) {
			t.Helper()
			if err := os.WriteFile(filepath.Join(dir, name+"-"+lang+".png"), thrifty(t, picture), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		keep := func(name string, height int64, from chromedp.CSS) {
			t.Helper()
			tell(l, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 1080, Height: height, DeviceScaleFactor: 1})
			ask(l, chromedp.Evaluate[bool](fmt.Sprintf(`(document.querySelector(%q).scrollIntoView({behavior: "instant"}), true)`, from)))
			write(name, ask(l, chromedp.CaptureScreenshot()))
		}
		l.open(searchFor("围溪县 2019 微博"))
		keep("search", 420, "body")
		l.do(chromedp.Click(chromedp.CSS(".hits .value a")), chromedp.WaitVisible(chromedp.CSS("a.fig:target")), chromedp.WaitVisible(chromedp.CSS(".entries")))
		l.tapFigure()
		keep("report", 620, ".paper")
		l.server = compared
		l.open("/compare?view=series&level=county&year=2011-2023")
		l.liveMarks()
		l.do(chromedp.Focus(chromedp.CSS(`.live .m[tabindex="0"]`)), chromedp.KeyEvent(kb.Home))
		for range 6 {
			l.do(chromedp.KeyEvent(kb.ArrowRight))
		}
		keep("compare", 760, ".comparing .head")
		tell(l, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}) // which has the picture to be kept
		write("chart", ask(l, chromedp.Screenshot(chromedp.CSS(".chart img"), chromedp.NodeVisible)))
	}
}

// thrifty writes a picture with its 256 most frequent colours; those between are
// taken for the nearest of them.
func thrifty(t *testing.T, b []byte) []byte {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	often := map[color.RGBA]int{}
	box := img.Bounds()
	for y := range box.Dy() {
		for x := range box.Dx() {
			often[color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(often), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(often[b], often[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var palette color.Palette
	for _, c := range colours[:min(len(colours), 256)] {
		palette = append(palette, c)
	}
	small := image.NewPaletted(box, palette)
	draw.Draw(small, box, img, box.Min, draw.Src)
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, small); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
