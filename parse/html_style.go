package parse

import (
	"cmp"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// Bounds on a page's own style sheets.
const (
	maxSheetBytes = 256 << 10 // of all of them
	maxStyleRules = 400       // that say how elements are shown
	maxMatches    = 2_000_000 // rules times elements
)

// A styleRule is one rule of a style sheet, as far as it says how an element is
// shown.
type styleRule struct {
	selector cascadia.Sel
	style    string
	tells    bool // it hides an element or lays out a table
}

// sheetStyles gives the declarations of the page's own style sheets for the
// elements that they hide or lay out as a table, the strongest last.
func sheetStyles(doc *goquery.Document) map[*html.Node]string {
	rules := sheetRules(doc)
	if !slices.ContainsFunc(rules, tells) {
		return nil
	}
	var all []*html.Node
	for n := range doc.Nodes[0].Descendants() {
		if n.Type == html.ElementNode && !skipped[n.Data] {
			all = append(all, n)
		}
	}
	if len(all)*len(rules) > maxMatches {
		return nil
	}
	styles := map[*html.Node]string{}
	for _, n := range all {
		var matched []styleRule
		for _, r := range rules {
			if r.selector.Match(n) {
				matched = append(matched, r)
			}
		}
		if !slices.ContainsFunc(matched, tells) {
			continue
		}
		slices.SortStableFunc(matched, func(a, b styleRule) int {
			x, y := a.selector.Specificity(), b.selector.Specificity()
			return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1]), cmp.Compare(x[2], y[2]))
		})
		for _, r := range matched {
			styles[n] += r.style + ";"
		}
	}
	return styles
}

func tells(r styleRule) bool { return r.tells }

func sheetRules(doc *goquery.Document) (rules []styleRule) {
	size := 0
	doc.Find("style").Each(func(_ int, s *goquery.Selection) {
		text := s.Text()
		if size += len(text); size <= maxSheetBytes && forScreen(s.AttrOr("media", "")) {
			rules = appendRules(rules, withoutComments(text), 0)
		}
	})
	return rules
}

// forScreen reports whether a media query may be true on a screen.
func forScreen(media string) bool {
	return !strings.Contains(media, "print") || strings.Contains(media, "screen")
}

func withoutComments(sheet string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(sheet, "/*")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		if _, sheet, ok = strings.Cut(rest, "*/"); !ok {
			return b.String()
		}
	}
}

// appendRules reads the rules of a sheet, and those within @media.
func appendRules(rules []styleRule, sheet string, depth int) []styleRule {
	for len(rules) < maxStyleRules {
		prelude, rest, ok := strings.Cut(sheet, "{")
		if !ok {
			break
		}
		end := blockEnd(rest)
		block := rest[:end]
		sheet = rest[min(end+1, len(rest)):]
		prelude = strings.TrimSpace(prelude[strings.LastIndexAny(prelude, ";}")+1:])
		switch {
		case strings.HasPrefix(prelude, "@media"):
			if depth < 3 && forScreen(prelude) && !strings.Contains(prelude, "max-width") { // of narrow screens
				rules = appendRules(rules, block, depth+1)
			}
		case strings.HasPrefix(prelude, "@"):
		default:
			rules = appendRule(rules, strings.TrimPrefix(prelude, "<!--"), block)
		}
	}
	return rules
}

// blockEnd gives the place of the "}" that ends a block, or the end of s.
func blockEnd(s string) int {
	open := 1
	for i := range len(s) {
		switch s[i] {
		case '{':
			open++
		case '}':
			if open--; open == 0 {
				return i
			}
		}
	}
	return len(s)
}

// shownBy are the properties by which an element is shown or laid out.
var shownBy = words("display visibility font-size opacity position left top right bottom text-indent overflow height max-height width clip grid-template-columns grid-column grid-row")

func appendRule(rules []styleRule, selectors, block string) []styleRule {
	var style []string
	for d := range strings.SplitSeq(strings.ToLower(block), ";") {
		name, value, ok := strings.Cut(d, ":")
		if name = strings.TrimSpace(name); ok && shownBy[name] {
			style = append(style, name+":"+strings.TrimSpace(value))
		}
	}
	if style == nil {
		return rules
	}
	r := styleRule{style: strings.Join(style, ";")}
	var l look
	l.apply(r.style)
	r.tells = l != look{} || strings.Contains(r.style, "display:table") || strings.Contains(r.style, "grid")
	for s := range strings.SplitSeq(selectors, ",") {
		// What cannot be parsed, as ::before, or holds for a while, as :hover, does not count.
		if sel, err := cascadia.Parse(strings.TrimSpace(s)); err == nil && len(rules) < maxStyleRules {
			r.selector = sel
			rules = append(rules, r)
		}
	}
	return rules
}
