package extract

import (
	"path/filepath"
	"testing"

	"nianbao/eval"
	"nianbao/normalize"
	"nianbao/parse"
)

// TestGoldMeta reads body and year of every labelled document.
func TestGoldMeta(t *testing.T) {
	for dir := range goldDirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			labels, docs := readGold(t, dir, readMeta)
			var score eval.Score
			for _, l := range labels {
				score.Add(l, docs[l.Doc])
			}
			for i, r := range score.Rows {
				if d := docs[r.Doc]; !r.Body || !r.Year {
					t.Errorf("%s: body %q year %d, want %q %d", r.Doc, d.Body, d.Year, labels[i].Body, labels[i].Year)
				}
			}
		})
	}
}

func TestReadMeta(t *testing.T) {
	for _, c := range metaCases {
		d := parse.New(parse.Options{}).Document("a.txt", []byte(c.text), "")
		normalize.Document(d, nil)
		readMeta(d)
		if d.Body != c.body || d.Year != c.year || d.Published != c.published {
			t.Errorf("%s:\n got %q %d %q (title %q)\nwant %q %d %q", c.name, d.Body, d.Year, d.Published, d.Title, c.body, c.year, c.published)
		}
		if doubt := len(d.Issues) > 0; doubt != c.doubt {
			t.Errorf("%s: issues %v", c.name, d.Issues)
		}
	}
}

// metaCases are beginnings and ends of reports, all of our own and of bodies that do not exist.
var metaCases = []struct {
	name, text, body string
	year             int
	published        string
	doubt            bool
}{
	{
		name: "title in two lines, signed with a seal",
		text: "青禾市林溪区财政局\n2016年政府信息公开工作年度报告\n\n　　本报告依据条例编制。数据从2016年1月1日到12月31日。\n一、概述\n　　全年公开信息12条。\n\n青禾市林溪区财政局（盖章）\n2017年2月3日\n",
		body: "青禾市林溪区财政局", year: 2016, published: "2017-02-03",
	},
	{
		name: "year in front",
		text: "2019年度青禾市林溪区医疗保障局政府信息公开工作年度报告\n\n　　现将有关情况报告如下。\n一、总体情况\n　　公开信息12条。\n",
		body: "青禾市林溪区医疗保障局", year: 2019,
	},
	{
		name: "关于 … 的报告",
		text: "青禾市教育局关于2013年政府信息公开工作情况的报告\n\n　　根据要求，报告如下。\n一、概述\n　　公开信息12条。\n",
		body: "青禾市教育局", year: 2013,
	},
	{
		name: "year behind the body, in Chinese numerals",
		text: "林溪县人民政府信息公开年度报告（二〇一一年度）\n\n　　本报告由林溪县人民政府办公室编制。\n一、概述\n　　公开信息12条。\n",
		body: "林溪县人民政府", year: 2011,
	},
	{
		name: "a place alone; the opening names its government and the city above it",
		text: "林溪县2014年政府信息公开工作年度报告\n\n　　本报告由青禾市林溪县人民政府办公室根据条例编制，电子版见县政府网站。\n一、概述\n　　公开信息12条。\n\n2015年3月\n",
		body: "青禾市林溪县人民政府", year: 2014, published: "2015-03",
	},
	{
		name: "a division of the corps and its city are one body",
		text: "第二十一师青禾市2015年政府信息公开工作年度报告\n\n　　现公布师市政府信息公开工作年度报告。\n一、概述\n　　公开信息12条。\n",
		body: "第二十一师青禾市", year: 2015,
	},
	{
		name: "a street alone, no other name",
		text: "白杨街道2018年政府信息公开工作年度报告\n\n　　街道认真落实各项要求。\n一、概述\n　　公开信息12条。\n",
		body: "白杨街道办事处", year: 2018,
	},
	{
		name: "a development zone is no government",
		text: "青禾经济技术开发区2020年政府信息公开工作年度报告\n\n　　青禾经济技术开发区管理委员会根据条例编制本报告。\n一、总体情况\n　　公开信息12条。\n",
		body: "青禾经济技术开发区管理委员会", year: 2020,
	},
	{
		name: "short name in the title, written out in the signature",
		text: "林溪县发改委2015年政府信息公开工作年度报告\n\n　　我委认真落实。\n一、概述\n　　公开信息12条。\n\n林溪县发展和改革委员会\n2016年1月\n",
		body: "林溪县发展和改革委员会", year: 2015, published: "2016-01",
	},
	{
		name: "title without a body: the signature",
		text: "2022年政府信息公开工作年度报告\n\n　　根据条例，编制本报告。\n一、总体情况\n　　公开信息12条。\n\n青禾市公安局林溪分局\n2023年1月18日\n",
		body: "青禾市公安局林溪分局", year: 2022, published: "2023-01-18",
	},
	{
		name: "no title: the opening, with a short name and the year of the period",
		text: "　　根据条例要求，由林溪县统计局（以下简称我局）编制本报告。报告统计期限自2017年1月1日起至12月31日止。\n一、概述\n　　公开信息12条，于2018年2月发布。\n",
		body: "林溪县统计局", year: 2017,
	},
	{
		name: "an office reports on its own",
		text: "青禾市人民政府办公室2016年政府信息公开工作年度报告\n\n　　现将市政府办公室有关情况报告如下。\n一、概述\n　　公开信息12条。\n",
		body: "青禾市人民政府办公室", year: 2016,
	},
	{
		name: "an annual report is the government's, whoever signs",
		text: "青禾市2012年政府信息公开工作年度报告\n\n　　根据条例，编制本报告。\n一、概述\n　　公开信息12条。\n\n青禾市人民政府办公室\n二〇一三年三月一日\n",
		body: "青禾市人民政府", year: 2012, published: "2013-03-01",
	},
	{
		name: "words before a name are none of it",
		text: "和平镇2015年政府信息公开工作年度报告\n\n　　按照林溪县和平镇人民政府的部署，现由和平镇人民政府汇总公布。\n一、概述\n　　公开信息12条。\n",
		body: "林溪县和平镇人民政府", year: 2015,
	},
	{
		name: "a notice that carries the report",
		text: "关于印发《林溪县司法局2012年政府信息公开工作年度报告》的通知\n\n　　根据要求，报告如下。\n一、概述\n　　公开信息12条。\n",
		body: "林溪县司法局", year: 2012,
	},
	{
		name: "the topic's words within the name",
		text: "青禾市政务公开办公室2019年政府信息公开工作年度报告\n\n　　根据要求，报告如下。\n一、概述\n　　公开信息12条。\n",
		body: "青禾市政务公开办公室", year: 2019,
	},
	{
		name: "the government's short name in the title",
		text: "林溪县政府信息公开年度报告（2010年度）\n\n　　根据要求，报告如下。\n一、概述\n　　公开信息12条。\n\n青禾市林溪县人民政府\n2011年3月\n",
		body: "青禾市林溪县人民政府", year: 2010, published: "2011-03",
	},
	{
		name: "a note in the name",
		text: "青禾市档案局（馆）2016年政府信息公开工作年度报告\n\n　　根据要求，报告如下。\n一、概述\n　　公开信息12条。\n",
		body: "青禾市档案局", year: 2016,
	},
	{
		name: "signed by another",
		text: "林溪县水利局2015年政府信息公开工作年度报告\n\n　　根据要求，报告如下。\n一、概述\n　　公开信息12条。\n\n林溪县农业局\n2016年2月1日\n",
		body: "林溪县水利局", year: 2015, published: "2016-02-01", doubt: true,
	},
	{
		name: "no title: a title that the opening cites",
		text: "　　根据要求，现发布《林溪县白杨镇2022年政府信息公开工作年度报告》。统计期限为2022年1月1日到12月31日。\n一、总体情况\n　　我镇公开信息12条。\n",
		body: "林溪县白杨镇人民政府", year: 2022,
	},
	{
		name: "no title: whose doings are told",
		text: "　　依据条例，制作本报告。\n一、总体情况\n　　2019年，白杨街道办事处高度重视信息公开工作。2019年主动公开信息12条。\n",
		body: "白杨街道办事处", year: 2019, doubt: true,
	},
	{
		name: "no title: whom to ask",
		text: "　　依据条例，制作本报告，统计期限自2023年1月1日起至2023年12月31日止。如有疑问，请与白杨开发区管委会党政办联系（电话：55512345）。\n一、总体情况\n　　公开信息12条。\n",
		body: "白杨开发区管委会", year: 2023, doubt: true,
	},
	{
		name: "no title: whom to ask, the office's own office",
		text: "　　依据条例，制作本报告，统计期限自2023年1月1日起至2023年12月31日止。如有疑问，请与林溪县人民政府办公室政府信息公开中心联系（电话：55512345）。\n一、总体情况\n　　公开信息12条。\n",
		body: "林溪县人民政府", year: 2023, doubt: true,
	},
	{
		name: "no year but in the prose: the one before the publication's",
		text: "　　依据条例，由林溪县粮食局编制本报告。\n一、概述\n　　2017年公开信息12条。2018年，将公开更多；2018年，争取翻番。\n\n林溪县粮食局\n2018年1月20日\n",
		body: "林溪县粮食局", year: 2017, published: "2018-01-20", doubt: true,
	},
	{
		name: "the period contradicts the title",
		text: "林溪县水利局2018年政府信息公开工作年度报告\n\n　　数据统计期限为2017年1月1日至2017年12月31日。\n一、概述\n　　公开信息12条。\n",
		body: "林溪县水利局", year: 2018, doubt: true,
	},
	{
		name: "a speech names its place only in passing",
		text: "　　近年来，林溪区委、区政府高度重视政务公开。下面作交流发言。\n　　2019年，公开信息812条。2019年，办理申请3件。2020年4月，省里印发通知。\n",
		body: "林溪区人民政府", year: 2019, doubt: true,
	},
	{
		name: "Taiwan: ROC year, own characters",
		text: "山溪縣政府文化局112年度政府資訊公開辦理情形報告\n\n　　統計期間：112年1月1日至112年12月31日。\n壹、主動公開\n　　網站新增資訊82則。\n\n中華民國113年1月15日\n",
		body: "山溪縣政府文化局", year: 2023, published: "2024-01-15",
	},
}

func TestReadDateText(t *testing.T) {
	for in, want := range map[string]string{
		"2018年3月15日": "2018-03-15", "2018年3月": "2018-03", "二〇〇九年三月十六日": "2009-03-16", "2016.1.22": "2016-01-22", "2018-03-15": "2018-03-15",
		"民国113年2月": "2024-02", "2018年": "", "2018年13月": "", "二十三件": "",
	} {
		if got := readDateText(in, true); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
