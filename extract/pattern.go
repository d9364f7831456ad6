package extract

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"nianbao/extract/indicator"
	"nianbao/needle"
	"nianbao/report"
)

// A pattern is one line of an indicator file's read section, compiled. It runs
// over the masked view of a mention (see sentence) or, for a zero statement,
// over a clause.
type pattern struct {
	indicator string
	rule      string // requests.received#2
	dims      map[string]string
	role      report.Role // "" where the pattern does not fix it
	part      bool        // reads a part of its code, labelled by its words
	zero      bool        // a zero statement
	open      bool        // claims the mention as an open figure, against weaker patterns
	context   bool        // its dimensions may stand in an earlier clause of the sentence
	frame     string      // holds only in a frame of this family: requests, inquiries
	unless    string      // does not hold in a frame of this family
	plain     bool        // its words name no dimension, whatever they hold: 专兼职人员
	or        string      // the dimension of what names none: topic=other
	dim       string      // a zero statement about the members of this dimension that it names
	priority  int
	re        *needle.Regexp
}

const usualPriority = 50

// macroRE finds {name} in a pattern.
var macroRE = regexp.MustCompile(`\{([a-z_]+)\}`)

// gap is what ~ stands for: words of the same clause, no other number.
const gap = `[^，。；：（）@#>]{0,26}?`

func compile(p indicator.Pattern, macros map[string]string) (*pattern, error) {
	out := &pattern{indicator: p.Indicator, rule: fmt.Sprintf("%s#%d", p.Indicator, p.N), dims: p.Dims, priority: usualPriority}
	for k, v := range p.Options {
		switch k {
		case "role":
			out.role = report.Role(v)
			if err := out.role.Validate(); err != nil {
				return nil, err
			}
		case "p":
			n, err := strconv.Atoi(v)
			if err != nil {
				return nil, fmt.Errorf("priority %q", v)
			}
			out.priority = n
		case "zero":
			out.zero = true
		case "part":
			out.part = true
		case "open":
			out.open = true
		case "ctx":
			out.context = true
		case "frame":
			out.frame = v
		case "or":
			out.or = strings.Replace(v, ":", "=", 1)
		case "plain":
			out.plain = true
		case "unless":
			out.unless = v
		case "dim":
			out.dim = v
		default:
			return nil, fmt.Errorf("unknown option %q", k)
		}
	}
	src, err := expand(p.Source, macros)
	if err != nil {
		return nil, err
	}
	if !out.zero && !strings.Contains(src, markSelf) {
		return nil, fmt.Errorf("pattern %q has no # for the number", p.Source)
	}
	out.re, err = needle.Compile(src)
	return out, err
}

// expand replaces {macros} and ~.
func expand(src string, macros map[string]string) (string, error) {
	for i := 0; macroRE.MatchString(src); i++ {
		if i > 8 {
			return "", fmt.Errorf("pattern %q: macros within macros", src)
		}
		var missing string
		src = macroRE.ReplaceAllStringFunc(src, func(m string) string {
			words, ok := macros[m[1:len(m)-1]]
			if !ok {
				missing = m
			}
			return "(?:" + words + ")"
		})
		if missing != "" {
			return "", fmt.Errorf("pattern %q: unknown macro %s", src, missing)
		}
	}
	return strings.ReplaceAll(src, "~", gap), nil
}

// A match says that a pattern reads a mention.
type match struct {
	*pattern
	words    string // what the pattern matched before the number, or behind it
	behind   bool   // the key words stand behind the number
	distance int    // bytes from the pattern's key words to the number
}

// best finds the pattern that reads the view: the highest priority, then the
// key words nearest to the number, then the longest match.
// A pattern bound to a family of frames runs only where that is in force.
func (x *Extractor) best(view, family string) (match, bool) {
	var best match
	at := strings.Index(view, markSelf)
	for _, p := range x.patterns {
		if best.pattern != nil && p.priority < best.priority || !p.holdsIn(family) || !p.re.MayMatch(view) {
			continue
		}
		loc := p.re.FindStringSubmatchIndex(view)
		if loc == nil || loc[0] > at || loc[1] <= at {
			continue
		}
		key := loc[0]
		if len(loc) > 2 && loc[2] >= 0 {
			key = loc[2]
		}
		m := match{pattern: p, words: view[loc[0]:at], distance: max(0, at-key)}
		if key > at {
			m.distance, m.behind, m.words = 1, true, view[at:loc[1]]
		}
		if best.pattern == nil || m.priority > best.priority || m.distance < best.distance ||
			m.distance == best.distance && len(m.words) > len(best.words) {
			best = m
		}
	}
	return best, best.pattern != nil
}

// holdsIn tells whether a pattern may run in a frame of the given family.
func (p *pattern) holdsIn(family string) bool {
	return (p.frame == "" || p.frame == family) && (p.unless == "" || p.unless != family)
}
