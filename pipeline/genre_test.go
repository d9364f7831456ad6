package pipeline

import (
	"strings"
	"testing"

	"nianbao/fetch"
	"nianbao/report"
)

// TestForeign holds that news and stories are no reports, whatever they count,
// and that reports of other kinds are.
func TestForeign(t *testing.T) {
	r := newReader(t)
	page := func(title string, lines ...string) string {
		return "<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1><p>" + strings.Join(lines, "</p><p>") + "</p></body></html>"
	}
	for _, tt := range []struct {
		name, text string
		hint       fetch.Hint
		want       report.Reason
	}{
		{"news", page("春季登山节周末开赛", "本届登山节吸引了三千二百名爱好者报名,赛道全长18公里,沿途设补给点6个。",
			"主办方介绍,选手年龄最大的七十一岁,最小的十二岁,不少家庭全家出动。", "当天下午两点,最后一名选手到达终点,现场响起了热烈的掌声。"), fetch.Hint{}, report.NotAReport},
		{"news without a number", page("老街里的面馆又开张了", "清晨的雾还没有散,老街上的面馆已经亮起了灯,老板娘把热气腾腾的面条端上桌来。",
			"客人们三三两两走进来,和她打着招呼,像是从来没有离开过一样,大家都说味道没有变。"), fetch.Hint{}, report.NotAReport},
		{"a story", "那年冬天的雪下得很大,山路上看不见一个人。\n老人背着柴走了很久,才看见山脚下的灯火,他想起小时候的事,心里暖和起来。\n孩子们在门口等他,一共是3个。\n", fetch.Hint{}, report.NotAReport},
		{"a story in traditional characters", "那年冬天的雪下得很大,山路上看不見一個人。\n老人背著柴走了很久,才看見山腳下的燈火,他想起小時候的事,心裡暖和起來。\n", fetch.Hint{}, report.NotAReport},
		{"a bulletin of a hotline", page("民生服务一月通报", "本月12345热线共接到群众来电3200个,已转各单位处理,群众普遍满意。", "其中咨询类1800个,求助类1400个,比上月略有增加。"), fetch.Hint{}, ""},
		{"a speech on disclosure", page("在推进会上的讲话", "同志们,做好信息公开工作意义重大,各单位要把这项工作抓紧抓实,抓出成效来。", "要加强学习,提高认识,形成合力,不断开创工作新局面。"), fetch.Hint{}, ""},
		{"a court", page("工作报告", "各位代表,一年来共审结各类案件5200件,结案率百分之九十六,服判息诉率稳步上升。", "我们坚持司法为民,不断提高办案的质量和效率,努力让群众满意。"), fetch.Hint{}, ""},
		{"a body in the title", page("丙丁县水务局动态", "昨日,全体人员参加了义务植树,栽下树苗三百余棵,为荒山添上了新绿,大家干得热火朝天。", "活动结束后还清理了河边的垃圾。"), fetch.Hint{}, ""},
		{"a figure that is claimed", "全年通过政务微博发布消息120条,通过微信发布消息86条,得到了大家的关注和支持,反响很好。\n", fetch.Hint{}, ""},
		{"a manifest that knows", "那年冬天的雪下得很大,山路上看不见一个人,老人背着柴走了很久,才看见山脚下的灯火。\n", fetch.Hint{Year: 2017}, ""},
		{"the sample", sample, fetch.Hint{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := r.Read(t.Context(), item(tt.text, tt.hint, nil))
			d := got.Document
			if d.Reason != tt.want {
				t.Fatalf("%s %s (%s), want %q", d.Status, d.Reason, d.Detail, tt.want)
			}
			if d.Status == report.Unreadable && (d.Text != "" || len(d.Figures)+len(d.Blocks)+len(got.Passages)+len(got.Divisions) > 0 || d.SHA256 == "") {
				t.Errorf("something is left of it: %+v", d)
			}
		})
	}
}
