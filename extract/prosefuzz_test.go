package extract

import (
	"strings"
	"testing"
	"time"

	"nianbao/normalize"
	"nianbao/parse"
)

// FuzzProse holds that every figure of a text keeps its place, and that none
// takes long. The first argument draws from the words that rules look at.
func FuzzProse(f *testing.F) {
	pieces := strings.Fields("2019年 全年 共 收到 受理 办结 政府信息公开申请 12件 1,234条 百分之八十 其中 网上申请 当面申请 占 50% 同比增长 3.5倍 予以公开 不予公开 行政复议 行政诉讼 维持 纠正 主动公开 政务微博 发布 微信 万条 余 约 ， 。 ； 、 ： （ ） 上年结转 0 无 未 街道办事处 本局 召开 新闻发布会 2次 收取费用 1.2万元 截至 累计 计划 较上年 减少 分别为 3件、4件和5件")
	f.Add([]byte{2, 4, 6, 7}, "收到申请12件，其中网上申请7件，占58.3%。")
	f.Add([]byte{20, 21, 24, 8, 25}, "办结5件，其中按期3件，延期2件，同比增长20%。")
	x, err := New()
	if err != nil {
		f.Fatal(err)
	}
	parser := parse.New(parse.Options{})
	f.Fuzz(func(t *testing.T, drawn []byte, s string) {
		if len(drawn) > 600 || len(s) > 4000 {
			return
		}
		var b strings.Builder
		b.WriteString("政府信息公开工作年度报告\n")
		for _, d := range drawn {
			b.WriteString(pieces[int(d)%len(pieces)])
		}
		started := time.Now()
		d := parser.Document("a.txt", []byte(b.String()+s), "")
		normalize.Document(d, nil)
		x.Document(d)
		if took := time.Since(started); took > 2*time.Second {
			t.Errorf("took %v", took)
		}
		checkQuotes(t, b.String()+s, d)
	})
}
