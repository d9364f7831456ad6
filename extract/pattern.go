package extract

import (
	"fmt"
	"maps"
	"slices"
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
	own       bool // a user's: it goes before the program's, unless it is weak by its priority
	re        *needle.Regexp
}

const usualPriority = 50

// rank is the order in which patterns are asked: a user's own before all of the
// program's, but for those that are weaker than usual.
func (p *pattern) rank() int {
	if p.own && p.priority >= usualPriority {
		return 1000 + p.priority
	}
	return p.priority
}

// macroRE finds {name} in a pattern.
var macroRE = needle.MustCompile(`\{([a-z_]+)\}`)

// gap is what ~ stands for: words of the same clause, no other number.
const gap = `[^，。；：（）@#>]{0,26}?`

// options are the options of a pattern: see pattern.
var options = []string{"role", "p", "zero", "part", "open", "ctx", "frame", "unless", "plain", "or", "dim"}

// compile gives nil where the pattern has a fault; dims are those of its indicator.
func compile(p indicator.Pattern, dims []string, faults *indicator.Faults) *pattern {
	out := &pattern{indicator: p.Indicator, rule: fmt.Sprintf("%s#%d", p.Indicator, p.N), dims: p.Dims, priority: usualPriority, own: p.Own}
	before := len(*faults)
	for k, v := range p.Options {
		out.set(k, v, p.Place, faults)
	}
	key, _, _ := strings.Cut(out.or, "=")
	for _, k := range []string{key, out.dim} {
		if k != "" && !slices.Contains(dims, k) {
			faults.Add(p.Place, indicator.UnknownDim, k, dims...)
		}
	}
	src, ok := expand(p.Source, p.Macros, p.Place, faults)
	switch {
	case !ok:
	case !out.zero && !strings.Contains(src, markSelf):
		faults.Add(p.Place, indicator.NoNumber, p.Source)
	default:
		var err error
		if out.re, err = needle.Compile(src); err != nil {
			faults.Add(p.Place, indicator.BadPattern, err.Error())
		}
	}
	if len(*faults) > before {
		return nil
	}
	return out
}

func (p *pattern) set(k, v string, at indicator.Place, faults *indicator.Faults) {
	switch k {
	case "role":
		p.role = report.Role(v)
		if p.role.Validate() != nil {
			faults.Add(at, indicator.BadOption, k+"="+v)
		}
	case "p":
		n, err := strconv.Atoi(v)
		if err != nil {
			faults.Add(at, indicator.BadOption, k+"="+v)
		}
		p.priority = n
	case "zero":
		p.zero = true
	case "part":
		p.part = true
	case "open":
		p.open = true
	case "ctx":
		p.context = true
	case "frame":
		p.frame = v
	case "or":
		p.or = strings.Replace(v, ":", "=", 1)
	case "plain":
		p.plain = true
	case "unless":
		p.unless = v
	case "dim":
		p.dim = v
	default:
		faults.Add(at, indicator.UnknownOption, k, options...)
	}
}

func compileDim(d indicator.DimWord, faults *indicator.Faults) *needle.Regexp {
	src, ok := expand(d.Words, d.Macros, d.Place, faults)
	if !ok {
		return nil
	}
	re, err := needle.Compile(src)
	if err != nil {
		faults.Add(d.Place, indicator.BadPattern, err.Error())
	}
	return re
}

// longestPattern bounds a pattern with its word lists written out: lists within
// lists would grow without end.
const longestPattern = 20000

// expand replaces {macros} and ~.
func expand(src string, macros map[string]string, at indicator.Place, faults *indicator.Faults) (string, bool) {
	for i := 0; macroRE.MatchString(src); i++ {
		missing := ""
		src = macroRE.ReplaceAllStringFunc(src, func(m string) string {
			name := m[1 : len(m)-1]
			words, ok := macros[name]
			if !ok {
				missing = name
			}
			return "(?:" + words + ")"
		})
		if missing != "" {
			faults.Add(at, indicator.UnknownMacro, missing, slices.Sorted(maps.Keys(macros))...)
			return "", false
		}
		if i > 8 || len(src) > longestPattern {
			faults.Add(at, indicator.TooLong, src[:min(len(src), 60)])
			return "", false
		}
	}
	if len(src) > longestPattern {
		faults.Add(at, indicator.TooLong, src[:60])
		return "", false
	}
	return strings.ReplaceAll(src, "~", gap), true
}

// A match says that a pattern reads a mention.
type match struct {
	*pattern
	words    string // what the pattern matched before the number, or behind it
	behind   bool   // the key words stand behind the number
	distance int    // bytes from the pattern's key words to the number
}

// best finds the pattern that reads the view: the highest rank, then the
// key words nearest to the number, then the longest match.
// A pattern bound to a family of frames runs only where that is in force.
func (x *Extractor) best(view, family string) (match, bool) {
	var best match
	at := strings.Index(view, markSelf)
	search := x.needed.Search()
	defer x.needed.Done(search)
	may := x.needed.MayMatch(view, search)
	for i, p := range x.patterns {
		if !may[i] || !p.holdsIn(family) {
			continue
		}
		if best.pattern != nil && p.rank() < best.rank() {
			break // so are all that follow
		}
		loc := p.re.FindNeededSubmatch(view)
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
		if best.pattern == nil || m.rank() > best.rank() || m.distance < best.distance ||
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
