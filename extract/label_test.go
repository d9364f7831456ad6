package extract

import "testing"

func TestNounPhrase(t *testing.T) {
	for _, c := range []struct{ in, label, verb string }{
		{"街道主动公开政府信息", "政府信息", "主动公开"},
		{"在西陵区政府网站上发布", "西陵区政府网站上", "发布"},
		{"共受理政府信息公开申请", "政府信息公开申请", "受理"},
		{"免费发放《办事指南》", "《办事指南》", "免费发放"},
		{"督促整改问题", "问题", "整改"},
		{"政府信息公开申请办结率", "政府信息公开申请办结率", ""},
		{"举办新闻发布会", "新闻发布会", "举办"},
		{"在线访谈", "在线访谈", ""},
		{"法人和其他组织申请", "法人和其他组织申请", ""},
		{"专（兼）职人员", "专兼职人员", ""},
		{"同意公开", "同意公开", ""},
	} {
		label, verb := nounPhrase(c.in)
		if label != c.label || verb != c.verb {
			t.Errorf("nounPhrase(%q) = %q, %q, want %q, %q", c.in, label, verb, c.label, c.verb)
		}
	}
}
