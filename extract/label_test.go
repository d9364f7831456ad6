package extract

import (
	"slices"
	"testing"

	"nianbao/normalize"
)

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
		{"计划为社区添置电子触摸屏", "电子触摸屏", "添置"},
		{"问题解决率要达到", "问题解决率", ""},
		{"席位增至", "席位", ""},
		{"联合市纪委约谈单位", "约谈单位", "约谈"},
		{"为低保户减免", "减免", "减免"},
		{"下载次数为", "下载次数", ""},
		{"《市政府公报》出版", "《市政府公报》", "出版"},
		{"设置公示栏", "公示栏", "设置"},
	} {
		label, verb := nounPhrase(c.in)
		if label != c.label || verb != c.verb {
			t.Errorf("nounPhrase(%q) = %q, %q, want %q, %q", c.in, label, verb, c.label, c.verb)
		}
	}
}

func TestLabelBehind(t *testing.T) {
	for _, c := range []struct{ in, label string }{
		{"经济困难的申请人减免费用", "经济困难的申请人"},
		{"群众走进政府机关", "群众"},
		{"乡连续三个月无更新", "乡"},
		{"单位进行评估", "单位"},
		{"直属单位各明确", "直属单位"},
		{"县﹙市﹚局和", "县（市）局"},
		{"没有专职人员", "没有专职人员"},
	} {
		if label := labelBehind(c.in); label != c.label {
			t.Errorf("labelBehind(%q) = %q, want %q", c.in, label, c.label)
		}
	}
}

// TestLabels holds what open figures are called that leave their thing to
// other words of the sentence.
func TestLabels(t *testing.T) {
	x, err := New()
	if err != nil {
		t.Fatal(err)
	}
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	defer seg.Close()
	for _, c := range []struct {
		sentence string
		labels   []string
	}{
		{"知识库新增条目318条，修改74条，删除9条。", []string{"条目", "修改条目", "删除条目"}},
		{"评出优秀单位11个，良好23个，不合格3个。", []string{"优秀单位", "良好单位", "不合格单位"}},
		{"在全市政务公开考核中列县区第3名。", []string{"政务公开考核排名"}},
		{"发放危房改造补助，涉及农户612户，金额918万元。", []string{"农户", "金额"}},
	} {
		var got []string
		for _, f := range readSentence(x, seg, c.sentence, 2020) {
			got = append(got, f.Label)
		}
		if !slices.Equal(got, c.labels) {
			t.Errorf("%s: %q, want %q", c.sentence, got, c.labels)
		}
	}
}
