package extract

import (
	"strings"
	"testing"

	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
)

// placeCases are bodies of places that exist, named in reports that do not, and
// of places that do not exist.
var placeCases = []struct {
	name, body string
	year       int
	text       string // of the document
	known      string // by a manifest
	region, id string
	level      report.BodyLevel
	issue      string // begins its detail; "" for none
}{
	{
		name: "a street office in its full chain", body: "北京市东城区人民政府北新桥街道办事处", year: 2017,
		region: "110101005", id: "110101005/街道办事处", level: report.Town,
	},
	{
		name: "a department is its city's", body: "临沂市园林和市容管理局", year: 2016,
		region: "3713", id: "3713/园林和市容管理局", level: report.DeptOfCity,
	},
	{
		name: "short forms are written out", body: "北京市东城区发改委", year: 2016,
		region: "110101", id: "110101/发展和改革委员会", level: report.DeptOfCounty,
	},
	{
		name: "a government's department", body: "北京市东城区人民政府财政局", year: 2016,
		region: "110101", id: "110101/财政局", level: report.DeptOfCounty,
	},
	{
		name: "the government's office reports on its own", body: "东城区政府办公室", year: 2016,
		region: "110101", id: "110101/人民政府办公室", level: report.DeptOfCounty,
	},
	{
		name: "a county's name that no other has", body: "东城区人民政府", year: 2017,
		region: "110101", id: "110101/人民政府", level: report.County,
	},
	{
		name: "a county's name that two have", body: "长安区人民政府", year: 2018, text: "全区公开信息12条。",
		id: "长安区人民政府", level: report.County, issue: "the name can mean 130102 河北省石家庄市长安区, 610116 陕西省西安市长安区",
	},
	{
		name: "two have it, the text names the city of one", body: "长安区人民政府", year: 2018, text: "按照西安市的要求，全区公开信息12条。",
		region: "610116", id: "610116/人民政府", level: report.County,
	},
	{
		name: "two have it, the manifest tells", body: "长安区人民政府", year: 2018, known: "13",
		region: "130102", id: "130102/人民政府", level: report.County,
	},
	{
		name: "the same name in one province: what is certain", body: "公主岭市人民政府", year: 2018,
		region: "22", id: "22/公主岭市人民政府", level: report.County, issue: "the name can mean 220184",
	},
	{
		name: "a name that no other has, in a text of another province", body: "东城区人民政府", year: 2017, text: "公开与云南省协作的信息3条。",
		id: "东城区人民政府", level: report.County, issue: "the name can mean 110101",
	},
	{
		name: "a town alone is none for certain", body: "北新桥街道办事处", year: 2017,
		id: "北新桥街道办事处", level: report.Town, issue: "the name can mean 110101005",
	},
	{
		name: "a town alone, the text names its county", body: "北新桥街道办事处", year: 2017, text: "按照东城区的要求，公开信息12条。",
		region: "110101005", id: "110101005/街道办事处", level: report.Town,
	},
	{
		name: "a county that was not yet", body: "淮安市洪泽区人民政府", year: 2012,
		region: "3208", id: "3208/洪泽区人民政府", level: report.County, issue: "not in force in 2012: 320813",
	},
	{
		name: "a county that was", body: "北京市崇文区财政局", year: 2008,
		region: "110103", id: "110103/财政局", level: report.DeptOfCounty,
	},
	{
		name: "a county that does not exist in a city that does", body: "曲靖市麒东区竹园河镇人民政府", year: 2016,
		region: "5303", id: "5303/麒东区竹园河镇人民政府", level: report.Town,
	},
	{
		name: "a zone is of its city", body: "苏州经济技术开发区管委会", year: 2016,
		region: "3205", id: "3205/经济技术开发区管理委员会", level: report.Zone,
	},
	{
		name: "a zone with a code of its own", body: "合肥高新技术产业开发区管委会", year: 2020,
		region: "340176", id: "340176/管理委员会", level: report.Zone,
	},
	{
		name: "a zone called as its city", body: "兰州新区管理委员会", year: 2020,
		region: "620171", id: "620171/管理委员会", level: report.Zone,
	},
	{
		name: "a zone that the lists have as a town", body: "海南省洋浦经济开发区管理委员会", year: 2020,
		region: "460400499", id: "460400499/管理委员会", level: report.Zone,
	},
	{
		name: "a county that is called a new area", body: "上海市浦东新区人民政府", year: 2020,
		region: "310115", id: "310115/人民政府", level: report.County,
	},
	{
		name: "a zone's department", body: "苏州市经济技术开发区财政局", year: 2016,
		region: "3205", id: "3205/经济技术开发区财政局", level: report.DeptOfZone,
	},
	{
		name: "a town in a zone", body: "青岛西海岸新区滨海街道办事处", year: 2020,
		region: "370211012", id: "370211012/街道办事处", level: report.Town,
	},
	{
		name: "a place that does not exist", body: "渭州市长乐区人民政府", year: 2022,
		id: "渭州市长乐区人民政府", level: report.County,
	},
	{
		name: "a town that no table has, on its county's orders", body: "白杨镇人民政府", year: 2015, text: "按照裕安区政务公开领导小组办公室关于做好年报工作的要求，编制本报告。",
		region: "341503", id: "341503/白杨镇人民政府", level: report.Town,
	},
	{
		name: "a county that no table has, by its province's rules", body: "林溪县财政局", year: 2015, text: "根据《中华人民共和国政府信息公开条例》和江西省关于编写年度报告的要求，编制本报告。",
		region: "36", id: "36/林溪县财政局", level: report.DeptOfCounty,
	},
	{
		name: "a county does not follow a county", body: "林溪县人民政府", year: 2015, text: "按照裕安区的要求，编制本报告。",
		id: "林溪县人民政府", level: report.County,
	},
	{
		name: "orders from two provinces", body: "林溪县人民政府", year: 2015, text: "按照江西省和福建省的要求，编制本报告。",
		id: "林溪县人民政府", level: report.County,
	},
	{
		name: "a place that gives no orders", body: "林溪县人民政府", year: 2015, text: "全年到江西省考察学习3次。",
		id: "林溪县人民政府", level: report.County,
	},
	{
		name: "a character of a name that is a division's word", body: "青州岭市中级人民法院", year: 2017, id: "青州岭市中级人民法院",
	},
	{
		name: "a city that does not exist may be a county", body: "青禾市教育局", year: 2022, id: "青禾市教育局",
	},
	{
		name: "a branch of a central body", body: "国家税务总局北京市东城区税务局", year: 2022,
		region: "110101", id: "110101/税务局", level: report.DeptOfCounty,
	},
	{name: "a central body", body: "国家税务总局", year: 2022, id: "国家税务总局", level: report.Nation},
	{name: "no place at all", body: "海滨事务署", year: 2022, id: "海滨事务署"},
	{
		name: "the corps and its city", body: "第七师胡杨河市", year: 2022,
		region: "659010", id: "659010/人民政府", level: report.County,
	},
	{
		name: "the manifest against the name", body: "北京市东城区财政局", year: 2016, known: "3205",
		region: "3205", id: "3205/北京市东城区财政局", level: report.DeptOfCounty, issue: "region: the page says 110101, the manifest 3205",
	},
	{
		name: "the manifest has the division's name", body: "滨海街道办事处", year: 2020, known: "青岛市黄岛区滨海街道",
		region: "370211012", id: "370211012/街道办事处", level: report.Town,
	},
	{
		name: "the manifest has a name that two have", body: "财政局", year: 2020, known: "长安区",
		id: "财政局", issue: "region: no division, or several, are called 长安区",
	},
	{
		name: "the page's own line says whose it is", body: "下管镇人民政府", year: 2016, text: "公开信息12条。\n\n主办：绍兴市上虞区人民政府办公室\n\n",
		region: "330604105", id: "330604105/人民政府", level: report.Town,
	},
	{
		name: "only the manifest knows", body: "财政局", year: 2020, known: "110101",
		region: "110101", id: "110101/财政局", level: report.DeptOfCounty,
	},
	{
		name: "the manifest knows more than the name", body: "滨海街道办事处", year: 2020, known: "370211012",
		region: "370211012", id: "370211012/街道办事处", level: report.Town,
	},
}

func TestPlace(t *testing.T) {
	x, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range placeCases {
		d := parse.New(parse.Options{}).Document("a.txt", []byte("政府信息公开工作年度报告\n\n　　"+c.text+"公开信息12条。\n"), "")
		normalize.Document(d, nil)
		d.BodyName, d.Year = c.body, c.year
		x.Place(d, c.known)
		if d.Region != c.region || d.BodyID != c.id || d.Level != c.level {
			t.Errorf("%s:\n got %q %q %q\nwant %q %q %q", c.name, d.Region, d.BodyID, d.Level, c.region, c.id, c.level)
		}
		issue := ""
		for _, i := range d.Issues {
			if i.Kind == report.IssueRegion || i.Kind == report.IssueManifest {
				issue += i.Detail
			}
		}
		if !strings.HasPrefix(issue, c.issue) || c.issue == "" && issue != "" {
			t.Errorf("%s: issue %q, want %q", c.name, issue, c.issue)
		}
		if d.Level.Validate() != nil {
			t.Errorf("%s: %v", c.name, d.Level.Validate())
		}
	}
}

// TestRegionBasis holds what a region rests on, and that none is without a
// confidence.
func TestRegionBasis(t *testing.T) {
	x, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		body  string
		year  int
		text  string
		known string
		want  report.RegionBasis
	}{
		{"北京市东城区人民政府北新桥街道办事处", 2017, "", "", report.ByPath},
		{"曲靖市麒东区竹园河镇人民政府", 2016, "", "", report.ByPath},
		{"山西省财政厅", 2016, "", "", report.ByPath},
		{"长安区郭杜街道办事处", 2018, "", "", report.ByPath},
		{"东城区人民政府", 2017, "", "", report.ByUnique},
		{"长安区人民政府", 2018, "按照西安市的要求，全区公开信息12条。", "", report.ByWords},
		{"北新桥街道办事处", 2017, "按照东城区的要求，公开信息12条。", "", report.ByWords},
		{"公主岭市人民政府", 2018, "", "", report.ByCommon},
		{"林溪县财政局", 2015, "根据江西省关于编写年度报告的要求，编制本报告。", "", report.ByOrders},
		{"长安区人民政府", 2018, "", "13", report.ByManifest},
		{"北京市东城区财政局", 2016, "", "3205", report.ByManifest},
		{"北新桥街道办事处", 2017, "", "", report.NotAlone},
		{"东城区人民政府", 2017, "公开与云南省协作的信息3条。", "", report.NotHere},
		{"长安区人民政府", 2018, "", "", report.NotSeveral},
		{"渭州市长乐区人民政府", 2022, "", "", report.NotListed},
		{"", 2022, "", "", ""},
	} {
		d := parse.New(parse.Options{}).Document("a.txt", []byte("政府信息公开工作年度报告\n\n　　"+c.text+"公开信息12条。\n"), "")
		normalize.Document(d, nil)
		d.BodyName, d.Year = c.body, c.year
		x.Place(d, c.known)
		if d.RegionBasis != c.want || d.RegionBasis.Validate() != nil {
			t.Errorf("%s %d: basis %q, want %q", c.body, c.year, d.RegionBasis, c.want)
		}
		if (d.Region != "") != (d.RegionConfidence > 0) || d.RegionConfidence > 1 {
			t.Errorf("%s %d: region %q with confidence %v", c.body, c.year, d.Region, d.RegionConfidence)
		}
	}
}

func TestScope(t *testing.T) {
	for _, c := range []struct {
		title, text string
		want        report.Scope
	}{
		{"青禾市2019年政府信息公开工作年度报告", "由青禾市人民政府办公室汇总全市各县区、市政府各部门数据编制。", report.WholeRegion},
		{"青禾市2019年政府信息公开工作年度报告", "本报告由市政府办公室综合各县（市、区）政府和市政府各部门的年度报告编制。", report.WholeRegion},
		{"青禾市2019年政府信息公开工作年度报告", "本年度报告根据条例要求，综合2019年度青禾市各县（市、区）政府和市级各部门的年度工作报告编制而成。", report.WholeRegion},
		{"青禾市综合行政执法局2019年政府信息公开工作年度报告", "综合行政执法局按照各级要求公开。报告由六部分组成。", ""},
		{"青禾市2019年全市政府信息公开工作情况报告", "现报告如下。", report.WholeRegion},
		{"林溪县2019年政府信息公开工作年度报告", "本报告数据涵盖所属各乡镇、各部门。", report.WholeRegion},
		{"青禾市本级2019年政府信息公开工作年度报告", "现报告如下。", report.OwnOffice},
		{"青禾市人民政府2019年政府信息公开工作年度报告", "本报告仅统计市本级数据，不包括各县区。", report.OwnOffice},
		{"青禾市2019年政府信息公开工作年度报告", "报告数据不含所属事业单位。", report.OwnOffice},
		{"青禾市财政局2019年政府信息公开工作年度报告", "现公布本机关2019年度政府信息公开工作年度报告。", report.OwnOffice},
		{"青禾市财政局2019年政府信息公开工作年度报告", "我局高度重视政府信息公开，全市公开信息12条。", ""},
		{"青禾市财政局2019年政府信息公开工作年度报告", "报告由概述、主动公开等部分组成，包括附表。", ""},
		{"青禾市2019年政府信息公开工作年度报告", "全市各级行政机关按照要求推进信息公开。", ""},
		{"青禾市教育局2019年政府信息公开工作年度报告", "非本机关政府信息2件。", ""},
	} {
		d := parse.New(parse.Options{}).Document("a.txt", []byte(c.title+"\n\n　　"+c.text+"\n一、概述\n　　公开信息12条。\n"), "")
		normalize.Document(d, nil)
		readMeta(d)
		if d.Scope != c.want {
			t.Errorf("%s: scope %q, want %q", c.title+c.text, d.Scope, c.want)
		}
	}
}

func TestPeriod(t *testing.T) {
	for title, want := range map[string]string{
		"青禾市2018年政府信息公开工作年度报告":       "2018",
		"青禾市2018年上半年政府信息公开工作报告":      "2018H1",
		"青禾市2018年下半年政务公开工作总结":        "2018H2",
		"青禾市2018年半年度政府信息公开工作报告":      "2018H1",
		"青禾市2018年1-6月政府信息公开工作报告":     "2018H1",
		"青禾市2018年7月至12月政府信息公开工作情况报告": "2018H2",
		"政府信息公开工作报告":                 "",
		"青禾市2018年5月政府信息公开工作情况通报":     "2018-05",
		"青禾市热线2018年十一月份运行情况月报":       "2018-11",
		"青禾市热线2018年第三季度分析报告":         "2018Q3",
		"青禾市热线2018年1—9月运行情况通报":       "2018-01/2018-09",
		"青禾市热线2018年1—12月运行情况通报":      "2018",
		"青禾市2018年度工作报告（2019年3月）":     "2018",
		"关于青禾市2018年5月6日检查情况的通报":      "2018",
	} {
		d := parse.New(parse.Options{}).Document("a.txt", []byte(title+"\n\n　　现报告如下。\n一、概述\n　　公开信息若干。\n"), "")
		normalize.Document(d, nil)
		readMeta(d)
		if d.Period != want {
			t.Errorf("%s: period %q (year %d, title %q), want %q", title, d.Period, d.Year, d.Title, want)
		}
	}
	if got := Period(2019, "2018H2"); got != "2019H2" {
		t.Errorf("the second half in another year is %q", got)
	}
	if got := Period(2019, "2018-01/2018-09"); got != "2019-01/2019-09" {
		t.Errorf("the first nine months in another year are %q", got)
	}
}
