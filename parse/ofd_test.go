package parse

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"nianbao/report"
)

const ofdNS = ` xmlns:ofd="http://www.ofdspec.org/2016"`

// ofdOf writes an OFD file of A4 pages, each given by its objects.
func ofdOf(t testing.TB, pages ...string) []byte {
	t.Helper()
	var list strings.Builder
	entries := []zipEntry{{"OFD.xml", xmlHead + `<ofd:OFD` + ofdNS + `><ofd:DocBody><ofd:DocInfo><ofd:Title>某县政府信息公开年度报告.ofd</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`}}
	for i, p := range pages {
		loc := fmt.Sprintf("Pages/Page_%d/Content.xml", i)
		fmt.Fprintf(&list, `<ofd:Page ID="%d" BaseLoc="%s"/>`, i+10, loc)
		entries = append(entries, zipEntry{"Doc_0/" + loc, xmlHead + `<ofd:Page` + ofdNS + `><ofd:Content><ofd:Layer>` + p + `</ofd:Layer></ofd:Content></ofd:Page>`})
	}
	return zipOf(t, append(entries, zipEntry{"Doc_0/Document.xml", xmlHead + `<ofd:Document` + ofdNS + `><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>` + list.String() + `</ofd:Pages></ofd:Document>`})...)
}

// otext is a line of text that begins at x, y, in type of 5 mm; attributes of
// the object and of the code may follow.
func otext(x, y float64, s string, more ...string) string {
	object, code := "", ` X="0" Y="4.3"`
	if len(more) > 0 {
		object = more[0]
	}
	if len(more) > 1 {
		code = more[1]
	}
	return fmt.Sprintf(`<ofd:TextObject Boundary="%g %g 170 6" Font="1" Size="5"%s><ofd:TextCode%s>%s</ofd:TextCode></ofd:TextObject>`, x, y, object, code, html.EscapeString(s))
}

func oline(x0, y0, x1, y1 float64) string {
	return fmt.Sprintf(`<ofd:PathObject Boundary="%g %g 170 100" LineWidth="0.3"><ofd:AbbreviatedData>M 0 0 L %g %g</ofd:AbbreviatedData></ofd:PathObject>`, x0, y0, x1-x0, y1-y0)
}

// ogrid draws the rules of a table of columns 40 mm and rows 8 mm wide.
func ogrid(x, y float64, rows, cols int) string {
	var b strings.Builder
	for r := range rows + 1 {
		b.WriteString(oline(x, y+8*float64(r), x+40*float64(cols), y+8*float64(r)))
	}
	for c := range cols + 1 {
		b.WriteString(oline(x+40*float64(c), y, x+40*float64(c), y+8*float64(rows)))
	}
	return b.String()
}

func TestOFD(t *testing.T) {
	line := otext(20, 20, strings.Repeat("本", 34)) + otext(20, 30, opening)
	for _, tt := range []struct{ name, page, want string }{
		{"lines from top to bottom, whatever their order", otext(20, 60, "二、收到申请四件。") + otext(20, 40, "一、公开信息三条。"), "paragraph: 一、公开信息三条。\nparagraph: 二、收到申请四件。\n"},
		{"runs on one line", otext(20, 40, "公开信息") + otext(40, 40, "12", ``, ` X="0" Y="4.3" DeltaX="2.6"`) + otext(45.3, 40, "条。"), "paragraph: 公开信息12条。\n"},
		{"distances", otext(20, 40, "公开三条", ``, ` X="0" Y="4.3" DeltaX="g 3 7"`), "paragraph: 公开三条\n"},
		{"a run that goes on", `<ofd:TextObject Boundary="20 40 170 6" Size="5"><ofd:TextCode X="0" Y="4.3" DeltaX="5 5">公开</ofd:TextCode><ofd:TextCode X="10">三条</ofd:TextCode></ofd:TextObject>`, "paragraph: 公开三条\n"},
		{"scaled by a matrix", otext(20, 40, "公开三条", ` CTM="0.5 0 0 0.5 0 0"`, ` X="0" Y="8.6" DeltaX="g 3 10"`), "paragraph: 公开三条\n"},
		{"groups", `<ofd:PageBlock>` + otext(20, 40, "公开三条") + `</ofd:PageBlock>`, "paragraph: 公开三条\n"},
		{"a slanted watermark", otext(20, 40, "公开三条") + otext(20, 80, "内部资料", ` CTM="0.7 0.7 -0.7 0.7 0 0"`), "paragraph: 公开三条\n"},
		{"outside the page", otext(20, 40, "公开三条") + otext(20, 400, "看不见"), "paragraph: 公开三条\n"},
		{"a ruled table", otext(20, 40, "二、公开情况") + ogrid(20, 50, 2, 2) + otext(22, 51, "指标") + otext(62, 51, "件数") + otext(22, 59, "规章") + otext(62, 59, "3"),
			"heading: 二、公开情况\ntable 2x2 under \"二、公开情况\"\n\t指标\t件数\n\t规章\t3\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := New(Options{}).Document("a.ofd", ofdOf(t, line+tt.page), "")
			checkDocument(t, d)
			_, got, ok := strings.Cut(outline(d), opening+"\n")
			if !ok || got != tt.want || d.Status != report.OK || d.Reader != report.ReadOFD {
				t.Errorf("got %s\nwant\n%s", outline(d), tt.want)
			}
			if d.Meta.Title != "某县政府信息公开年度报告" {
				t.Errorf("title %q", d.Meta.Title)
			}
			if b := d.Blocks[0]; b.Page != 1 || b.Box == nil || b.Box[1] < 742 || b.Box[3] > 786 {
				t.Errorf("the first line is on page %d at %v", b.Page, b.Box)
			}
		})
	}
}

func TestOFDStatus(t *testing.T) {
	line := otext(20, 30, opening)
	sound := ofdOf(t, line)
	lacks := zipOf(t, zipEntry{"OFD.xml", `<OFD><DocRoot>/Doc_0/Document.xml</DocRoot></OFD>`}, zipEntry{"Doc_0/Document.xml", `<Document><Pages><Page BaseLoc="a.xml"/><Page BaseLoc="b.xml"/></Pages></Document>`},
		zipEntry{"Doc_0/a.xml", `<Page><Content>` + strings.ReplaceAll(line, "ofd:", "") + `</Content></Page>`})
	under := zipOf(t, zipEntry{"OFD.xml", `<OFD><DocRoot>Doc_0/Document.xml</DocRoot></OFD>`},
		zipEntry{"Doc_0/Document.xml", `<Document><CommonData><TemplatePage ID="3" BaseLoc="t.xml"/></CommonData><Pages><Page BaseLoc="a.xml"/></Pages></Document>`},
		zipEntry{"Doc_0/a.xml", `<Page><Template TemplateID="3"/></Page>`}, zipEntry{"Doc_0/t.xml", `<Page>` + strings.ReplaceAll(line, "ofd:", "") + `</Page>`})
	for _, tt := range []struct {
		name   string
		body   []byte
		status report.Status
		reason report.Reason
	}{
		{"sound", sound, report.OK, ""},
		{"text on the sheet under the page", under, report.OK, ""},
		{"cut off", sound[:len(sound)/2], report.Unreadable, report.Truncated},
		{"a page that is not there", lacks, report.Partial, report.Malformed},
		{"no document", zipOf(t, zipEntry{"OFD.xml", "<OFD/>"}), report.Unreadable, report.Malformed},
		{"a scan", ofdOf(t, `<ofd:ImageObject Boundary="0 0 210 297" ResourceID="3"/>`), report.Unreadable, report.NeedsOCR},
		{"nothing", ofdOf(t, ""), report.Unreadable, report.Empty},
		{"a bomb", ofdOf(t, line+strings.Repeat("<ofd:PageBlock/>", 1_000_000)), report.Unreadable, report.TooLarge},
		{"sizes that make no sense", ofdOf(t, `<ofd:PhysicalBox>0 0 -1 NaN</ofd:PhysicalBox>`+line+otext(1e300, 5, "公开三条")+otext(20, 40, "公开", ` CTM="1e9 0 0 1e9 0 0"`)), report.OK, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := New(Options{}).Document("a.ofd", tt.body, "")
			checkDocument(t, d)
			if d.Status != tt.status || d.Reason != tt.reason {
				t.Errorf("got %s %s (%s), want %s %s", d.Status, d.Reason, d.Detail, tt.status, tt.reason)
			}
		})
	}
}
