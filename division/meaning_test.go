package division

import (
	"strconv"
	"strings"
	"testing"
)

// asked writes meanings as 110228>110118: the code of each and those of its
// history, of many the number alone.
func asked(found []Meaning) string {
	if len(found) > 4 {
		return strconv.Itoa(len(found))
	}
	var out []string
	for _, m := range found {
		var codes []string
		for _, d := range m.History {
			codes = append(codes, d.Code)
		}
		out = append(out, m.Code+m.Name+"("+strings.Join(codes, ">")+")")
	}
	return strings.Join(out, " ")
}

func TestMeans(t *testing.T) {
	table := New()
	for _, c := range []struct{ name, want string }{
		{"东城区", "110101东城区(110101)"}, // and not what a list of towns calls so elsewhere
		{"北京市东城区", "110101东城区(110101)"},
		{"北京东城", "110101东城区(110101)"},
		{"东城", "110101东城区(110101)"},
		{"北京", "11北京市(11)"},
		{"内蒙古", "15内蒙古自治区(15)"},
		{"香港", "81香港特别行政区(81)"},
		{"恩施州", "4228恩施土家族苗族自治州(4228)"},
		{"大厂", "131028大厂回族自治县(131028)"},
		{"河南", "41河南省(41)"}, // 河南蒙古族自治县 is called 河南县
		{"河南县", "632324河南蒙古族自治县(632324)"},
		{"嘉峪关市", "6202嘉峪关市(6202)"},
		// towns
		{"东城区北新桥街道", "110101005北新桥街道(110101005)"},
		{"北京北新桥", "110101005北新桥街道(110101005)"},
		// several
		{"朝阳区", "110105朝阳区(110105) 220104朝阳区(220104)"},
		{"朝阳", "2113朝阳市(2113) 110105朝阳区(110105) 211321朝阳县(211321) 220104朝阳区(220104)"},
		{"长春朝阳", "220104朝阳区(220104)"},
		{"吉林", "22吉林省(22) 2202吉林市(2202)"},
		{"吉林市", "2202吉林市(2202)"},
		{"城关镇", "88"},
		{"滨海街道", "7"},
		// former names and codes
		{"崇文区", "110103崇文区(110103)"},
		{"密云县", "110228密云县(110228>110118)"},
		{"密云", "110118密云区(110228>110118)"},
		{"襄樊", "4206襄樊市(4206>4206)"},
		{"公主岭市", "220184公主岭市(220381>220184)"},
		{"毕节市", "5205毕节市(5224>5205)"}, // 522401 was in it
		{"蓟县", "120225蓟县(120225>120119)"},
		{"梅县", "441421梅县(441421>441403)"},
		{"江源区", "220605江源区(220625>220604>220605)"},
		{"辛集市", "130181辛集市(130181>139002>130181)"},
		// no division
		{"东成区", ""},
		{"水岸新区", ""},
		{"东", ""},
		{"", ""},
	} {
		if got := asked(table.Means(c.name)); got != c.want {
			t.Errorf("%s means %s, want %s", c.name, got, c.want)
		}
	}
}

// TestCodeGivenAnew holds that a code which another division got later is not
// taken for that division's.
func TestCodeGivenAnew(t *testing.T) {
	table := New()
	if got, want := asked(table.Coded("410307")), "410307洛龙区(410307>410311) 410307偃师区(410381>410307)"; got != want {
		t.Errorf("410307 is %s, want %s", got, want)
	}
	m := table.Means("偃师区")[0]
	if len(m.Other) != 1 || m.Other[0].Name != "洛龙区" {
		t.Errorf("偃师区 shares codes with %v", m.Other)
	}
	if got, want := asked(table.Coded("469026")), "469026屯昌县(469026>469022) 469026昌江黎族自治县(469031>469026)"; got != want {
		t.Errorf("469026 is %s, want %s", got, want) // both changes in one revision
	}
}

func TestSplit(t *testing.T) {
	table := New()
	for _, c := range []struct{ name, code, rest string }{
		{"成都锦川区", "5101", "锦川区"},
		{"苏州市工业园区", "3205", "工业园区"},
		{"水岸新区", "", "水岸新区"},
	} {
		found, rest := table.Split(c.name)
		code := ""
		for _, m := range found {
			code += m.Code
		}
		if code != c.code || rest != c.rest {
			t.Errorf("%s is %s in %q, want %s in %q", c.name, rest, code, c.rest, c.code)
		}
	}
}

func TestNear(t *testing.T) {
	table := New()
	if got := strings.Join(table.Near("朝阴区", 3), " "); !strings.HasPrefix(got, "朝阳区") {
		t.Errorf("near 朝阴区: %s", got)
	}
	if got := table.Near("区", 3); len(got) != 0 {
		t.Errorf("near 区: %v", got)
	}
}

func TestPath(t *testing.T) {
	table := New()
	for code, want := range map[string]string{"110101005": "北京市东城区北新桥街道", "220381": "吉林省四平市公主岭市", "152601": "内蒙古自治区乌兰察布盟集宁市"} {
		if m := table.Coded(code); len(m) != 1 || table.Path(m[0].Division) != want {
			t.Errorf("the path of %s is not %s: %v", code, want, m)
		}
	}
}
