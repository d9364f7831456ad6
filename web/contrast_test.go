package web

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestContrast holds that words can be read on every ground that they stand on,
// by light and in the dark: a ratio of 4.5, as WCAG 2 asks for text (AA).
func TestContrast(t *testing.T) {
	b, err := statics.ReadFile("static/app.css")
	if err != nil {
		t.Fatal(err)
	}
	css := string(b)
	_, dark, ok := strings.Cut(css, "@media (prefers-color-scheme: dark)")
	if !ok {
		t.Fatal("no colours for the dark")
	}
	light := colours(css[:strings.Index(css, "@media")])
	if len(light) < 10 {
		t.Fatalf("colours %v", light)
	}
	for name, scheme := range map[string]map[string]string{"light": light, "dark": colours(dark[:strings.Index(dark, "}\n}")])} {
		for ground, words := range map[string][]string{
			"paper": {"ink", "quiet", "accent", "bad", "good"}, "wash": {"ink", "quiet", "accent"}, "accent-wash": {"ink", "quiet", "accent"},
			"mark": {"ink"}, "figure": {"ink"}, "bad-wash": {"ink", "bad", "accent"}, "accent": {"paper"},
		} {
			for _, word := range words {
				if r := contrast(t, scheme[word], scheme[ground]); r < 4.5 {
					t.Errorf("%s: %s on %s has %.2f", name, word, ground, r)
				}
			}
		}
	}
}

var colour = regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6});`)

func colours(css string) map[string]string {
	out := map[string]string{}
	for _, m := range colour.FindAllStringSubmatch(css, -1) {
		out[m[1]] = m[2]
	}
	return out
}

func contrast(t *testing.T, a, b string) float64 {
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = fmt.Sprintf("%c%c%c%c%c%c", hex[0], hex[0], hex[1], hex[1], hex[2], hex[2])
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("colour %q", hex)
	}
	channel := func(shift uint) float64 {
		c := float64(n>>shift&255) / 255
		if c <= 0.03928 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}
