package parse

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// columns writes a row of a table without lines: the cells, apart by |, each in
// the middle of its place, the first from the left.
func (m *pdfMaker) columns(y float64, xs []float64, row string) {
	for i, s := range strings.Split(row, "|") {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		x := xs[i]
		if i > 0 {
			x -= widthOf(s, 10) / 2
		}
		m.text(x, y, 10, s)
	}
}

func TestPDFTableWithoutLines(t *testing.T) {
	four := []float64{90, 280, 350, 420}
	ten := []float64{40, 70, 250, 290, 330, 370, 410, 450, 490, 530}
	tests := []struct {
		name string
		draw func(m *pdfMaker)
		want []string
	}{
		{
			"figures in columns",
			func(m *pdfMaker) {
				m.text(90, 752, 14, "三、收到和处理申请情况")
				for i, row := range []string{"项目|自然人|商业企业|总计", "一、本年新收|10|2|12", "二、上年结转|0||0", "（一）予以公开|8|1|9", "（二）部分公开|1,234|/|1,234"} {
					m.columns(720-20*float64(i), four, row)
				}
				m.paragraph(90, 600, "以上数字截至年底。")
			},
			[]string{
				"heading 1: 三、收到和处理申请情况",
				"table 1: 项目 | 自然人 | 商业企业 | 总计\n一、本年新收 | 10 | 2 | 12\n二、上年结转 | 0 |  | 0\n（一）予以公开 | 8 | 1 | 9\n（二）部分公开 | 1,234 | / | 1,234",
				"paragraph 1: 以上数字截至年底。",
			},
		},
		{
			"level lines only",
			func(m *pdfMaker) {
				m.line(80, 735, 460, 735).line(80, 715, 460, 715).line(80, 655, 460, 655)
				for i, row := range []string{"项目|本年|上年|增减", "规章|3|2|1", "规范性文件|12|12|0", "解读|40|41|-1"} {
					m.columns(720-20*float64(i), four, row)
				}
			},
			[]string{"table 1: 项目 | 本年 | 上年 | 增减\n规章 | 3 | 2 | 1\n规范性文件 | 12 | 12 | 0\n解读 | 40 | 41 | -1"},
		},
		{
			"a frame and level lines",
			func(m *pdfMaker) {
				for i, row := range []string{"项目|本年|上年|增减", "规章|3|2|1", "规范性文件|12|12|0", "解读|40|41|-1"} {
					y := 720 - 20*float64(i)
					m.columns(y, four, row)
					m.cell(80, y-6, 460, y+14, "")
				}
			},
			[]string{"table 1: 项目 | 本年 | 上年 | 增减\n规章 | 3 | 2 | 1\n规范性文件 | 12 | 12 | 0\n解读 | 40 | 41 | -1"},
		},
		{
			"labels that wrap",
			func(m *pdfMaker) {
				m.columns(720, four, "指标名称|计量单位|本年数|累计数")
				m.columns(690, four, "（一）主动公开信息数|条|812|9310")
				m.columns(666, four, "（二）没有现成信息需要")
				m.columns(660, four, "|件|3|5")
				m.columns(654, four, "另行制作")
				m.columns(624, four, "（三）回应公众关注热点或")
				m.columns(612, four, "重大舆情数|次|7|8")
			},
			[]string{"table 1: 指标名称 | 计量单位 | 本年数 | 累计数\n（一）主动公开信息数 | 条 | 812 | 9310\n（二）没有现成信息需要另行制作 | 件 | 3 | 5\n（三）回应公众关注热点或重大舆情数 | 次 | 7 | 8"},
		},
		{
			"names over several columns",
			func(m *pdfMaker) {
				m.text(372, 760, 10, "申请人情况")
				m.columns(745, ten, "|||||法人或其他组织||||")
				m.columns(738, ten, "||自然人|||||||总计")
				m.columns(725, ten, "|||企业|机构|公益|服务|其他||")
				m.columns(700, ten, "|一、本年新收|21|3|0|0|2|1||27")
				m.columns(680, ten, "|二、上年结转|1|0|0|0|0|0||1")
				m.columns(660, ten, "|（一）予以公开|22|3|0|0|2|1||28")
			},
			[]string{"table 1:  | 申请人情况\n |  | 法人或其他组织 | \n | 自然人 | 企业 | 机构 | 公益 | 服务 | 其他 | 总计\n" +
				"一、本年新收 | 21 | 3 | 0 | 0 | 2 | 1 | 27\n二、上年结转 | 1 | 0 | 0 | 0 | 0 | 0 | 1\n（一）予以公开 | 22 | 3 | 0 | 0 | 2 | 1 | 28"},
		},
		{
			"one row below its names",
			func(m *pdfMaker) {
				five := []float64{80, 160, 240, 320, 400, 480}
				m.text(150, 740, 10, "行政复议")
				m.text(385, 740, 10, "行政诉讼")
				m.columns(720, five, "维持|纠正|总计|维持|纠正|总计")
				m.columns(700, five, "3|0|3|1|2|3")
			},
			[]string{"table 1: 行政复议 | 行政诉讼\n维持 | 纠正 | 总计 | 维持 | 纠正 | 总计\n3 | 0 | 3 | 1 | 2 | 3"},
		},
		{
			"a list of contents is no table",
			func(m *pdfMaker) {
				for i, row := range []string{"一、概述|||1", "二、主动公开情况|||2", "三、依申请公开情况|||4", "四、复议和诉讼|||6"} {
					m.columns(720-20*float64(i), four, row)
				}
			},
			[]string{"heading 1: 一、概述 1", "heading 1: 二、主动公开情况 2", "heading 1: 三、依申请公开情况 4", "heading 1: 四、复议和诉讼 6"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var m pdfMaker
			tt.draw(m.page())
			d := readPDF(t, m.bytes())
			if diff := cmp.Diff(tt.want, blocksOf(d)); diff != "" {
				t.Errorf("blocks (-want +got):\n%s", diff)
			}
		})
	}
}
