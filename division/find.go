package division

import (
	"regexp"
	"strings"

	"nianbao/report"
)

// A Step is one division of the chain that a name begins with.
type Step struct {
	Divisions []report.Division // all that the words up to here can mean
	Name      string            // as the step's own words have it
	Rest      string            // the words after them
}

// Find reads the divisions with which a body's name begins, in simplified
// characters, the widest first: those in force in the year, or at any time for
// 0. A step's divisions lie in those of the step before. There is no step where
// the name begins with none: nothing is sought in the middle of a name, where
// 长安区 may be part of a longer one.
func (t *Table) Find(name string, year int) []Step {
	rest := agency.ReplaceAllString(name, "")
	var steps []Step
	var above []report.Division
	if m := corps.FindStringSubmatchIndex(rest); m != nil && m[3] > m[2] {
		xinjiang, _ := t.Get("65", year)
		above = []report.Division{xinjiang}
		steps = append(steps, Step{above, rest[:m[3]], rest[m[3]:]})
		rest = rest[m[3]:]
	}
	return t.steps(steps, above, rest, year)
}

// Below reads on behind the name of a division: the divisions within it with
// which the words begin, in any year.
func (t *Table) Below(code, words string) []Step {
	return t.steps(nil, []report.Division{{Code: code}}, words, 0)
}

// steps goes on from those that were read.
func (t *Table) steps(steps []Step, above []report.Division, rest string, year int) []Step {
	for {
		found, size := t.next(above, rest, year)
		from := 0
		if len(found) == 0 && len(above) > 0 { // 东城区人民政府北新桥街道
			from = len(government.FindString(rest))
			if from > 0 {
				found, size = t.next(above, rest[from:], year)
			}
		}
		if len(found) == 0 {
			return steps
		}
		steps = append(steps, Step{found, rest[from : from+size], rest[from+size:]})
		above, rest = found, rest[from+size:]
	}
}

func (t *Table) next(above []report.Division, s string, year int) (found []report.Division, size int) {
	if found, size = t.within(t.names, above, s, year); len(found) > 0 {
		if town := townWord.FindString(s[size:]); town != "" { // 东区 is a county, 东区街道 a town elsewhere
			if found := t.townsIn(above, s[:size+len(town)]); len(found) > 0 {
				return found, size + len(town)
			}
		}
		return found, size
	}
	if len(above) == 0 {
		if found, size = t.shortened(s, year); len(found) > 0 {
			return found, size
		}
	}
	if found, size = t.zone(above, s, year); len(found) > 0 {
		return found, size
	}
	if found, size = t.townsWithin(above, s); len(found) > 0 || len(above) == 0 {
		return found, size
	}
	// A town in a zone that the table does not have: 青岛西海岸新区滨海街道.
	if over := len(unlisted.FindString(s)); over > 0 {
		if found, size = t.townsWithin(above, s[over:]); len(found) > 0 {
			return found, over + size
		}
	}
	return nil, 0
}

// zone finds a zone that the table lists under its city's name: 合肥市 and then
// 高新技术产业开发区.
func (t *Table) zone(above []report.Division, s string, year int) (found []report.Division, size int) {
	if len(above) != 1 || !zoneWord.MatchString(s) {
		return nil, 0
	}
	for _, lead := range []string{shortOf(&above[0]), above[0].Name} {
		if found, size = t.within(t.names, above, lead+s, year); len(found) > 0 && size > len(lead) {
			return found, size - len(lead)
		}
	}
	return nil, 0
}

var (
	// unlisted is a zone with words for what it is.
	unlisted = regexp.MustCompile(`^[\p{Han}]{0,14}?(?:开发区|新区|园区|高新区|经开区|示范区|度假区|保税区|合作区|管理区|试验区|风景区|实验区)`)
	townWord = regexp.MustCompile(`^(?:街道|镇|乡)`)
	// agency is a central body in front of the place that its branch works in.
	agency = regexp.MustCompile(`^(?:中华人民共和国|中国共产党|中共|国家税务总局|国家统计局|国家能源局|国家外汇管理局|国家金融监督管理总局|中国气象局|中国地震局|中国人民银行|国家矿山安全监察局)`)
	// corps is the Xinjiang corps, whose divisions are cities too: 第七师胡杨河市.
	corps      = regexp.MustCompile(`^((?:新疆生产建设兵团|兵团)?(?:第[一二三四五六七八九十]{1,3}师)?)(?:[^范]|$)`)
	government = regexp.MustCompile(`^(?:人民政府|政府)`)
)

// Common gives the code of the smallest division that all of some lie in, or "".
func Common(found []report.Division) string {
	if len(found) == 0 {
		return ""
	}
	common := report.CodesAbove(found[0].Code)
	for _, d := range found[1:] {
		for len(common) > 0 && !strings.HasPrefix(d.Code, common[len(common)-1]) {
			common = common[:len(common)-1]
		}
	}
	if len(common) == 0 {
		return ""
	}
	return common[len(common)-1]
}
