package parse

import "testing"

func TestNumbering(t *testing.T) {
	for s, want := range map[string]numberStyle{
		"一、概述":          chineseNumber,
		"一 概 述":         chineseNumber,
		"十二、其他":         chineseNumber,
		"壹、依据":          chineseNumber,
		"第三章 监督":        chineseNumber,
		"第二十条第（五）项":     unnumbered,
		"第一时间回应":        unnumbered,
		"（一）数量":         chineseBracket,
		"(二)渠道":         chineseBracket,
		"（村）务公开":        unnumbered,
		"1．机构设置":        arabicNumber,
		"2.中心网站":        arabicNumber,
		"3、其他":          arabicNumber,
		"2.1 全年公开":      arabicNumber,
		"1 总体评价":        arabicNumber,
		"１．总量":          arabicNumber,
		"3.5万人":         unnumbered,
		"12条":           unnumbered,
		"12 条":          unnumbered,
		"45 次和 3 207 次": unnumbered,
		"2015年，全镇":      unnumbered,
		"9.8%":          unnumbered,
		"（1）网站":         arabicBracket,
		"(a) 已提供":       arabicBracket,
		"①网站":           circled,
		"一年来，我局":        unnumbered,
		"二〇〇九年":         unnumbered,
		"":              unnumbered,
	} {
		if got, _ := numbering(s); got != want {
			t.Errorf("numbering(%q) = %d, want %d", s, got, want)
		}
	}
}

func TestIsHeading(t *testing.T) {
	for s, want := range map[string]bool{
		"一、总体情况":           true,
		"（三）平台建设":          true,
		"一、推进五公开,标准化取得新进展": true,
		"引言":             true,
		"收費":             true,
		"六、存在问题及2014年安排": true,
		"2.3 本年度未举行新闻发布会。":  false,
		"1．机构设置及职能　12条，占1%": false,
		"（1）网站公开353条":       false,
		"二〇〇九年三月十六日":        false,
		"2018年3月":           false,
		"其中：":               false,
		"各科室：":              false,
		"全年公开信息，召开会议":       false,
		"3件":                false,
		"本报告由东城区编制，数据统计到年底为止现公布": false,
	} {
		if got := isHeading(s); got != want {
			t.Errorf("isHeading(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestFurnitureLine(t *testing.T) {
	for s, want := range map[string]bool{
		"- 4 -":    true,
		"—12—":     true,
		"第 3 页":    true,
		"第3页 共12页": true,
		"12":       false,
		"首页 > 政务公开 > 信息公开年报":              true,
		"您所在的位置：首页 / 公开 / 年度报告":           true,
		"來源：縣府辦　時間：2017-03-01":            true,
		"发布时间：2012-03-27    阅读：1073 次":    true,
		"索引号：001 发布机构：区民政局 发布日期：2020-1-2": true,
		"上一篇：某局2014年部门决算":                 true,
		"下一條：沒有了":                         true,
		"【打印本页】【关闭窗口】":                    true,
		"主办：某县人民政府办公室 ICP备09012345号":      true,
		"版權聲明：轉載請聯繫本網":                    true,
		"扫一扫在手机上打开页面":                     true,
		"相关新闻":                            true,
		"责任编辑：李某":                         true,
		"更多图片>>":                          true,
		"通过扫一扫等方式公开信息12条，办理打印、复印业务30件，方便群众。":      false,
		"来源：电子邮件3件，邮寄1件":                          false,
		"收到申请3件，其中网络2件":                           false,
		"联系电话：010-6404××93；地址：某路6号":               false,
		"网站设置“首页”“公开”等栏目12个，并在页面上提供分享到微信的功能，方便群众": false,
		"5 复议、诉讼": false,
	} {
		if got := furnitureLine(s); got != want {
			t.Errorf("furnitureLine(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestAdvertLine(t *testing.T) {
	for s, want := range map[string]bool{
		"找某某财税(180-0000-0000),注册公司、代理记账,一站式搞定!": true,
		"【廣告】代寫標書，名額有限":                         true,
		"如有疑问请联系政府信息公开办公室，电话13800000000":        false,
		"全年办理公司注册1200件":                         false,
	} {
		if got := advertLine(s); got != want {
			t.Errorf("advertLine(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestInformationLine(t *testing.T) {
	for _, tt := range []struct{ line, published, publisher string }{
		{"来源：区党政办　时间：2015-02-11 10:26　点击数：327", "2015-02-11", "区党政办"},
		{"稿源：縣政務公開辦　發佈日期：2018年03月30日", "2018-03-30", "縣政務公開辦"},
		{"2018-3-5 来源: 本网", "2018-03-05", "本网"},
		{"信息来源：区住建局浏览次数：1,286发布时间：２０２０－１－９", "2020-01-09", "区住建局"},
		{"今天是2023年1月16日", "2023-01-16", ""},
		{"字体：大 中 小", "", ""},
	} {
		if got := publishedIn(tt.line); got != tt.published {
			t.Errorf("publishedIn(%q) = %q, want %q", tt.line, got, tt.published)
		}
		if got := publisherIn(tt.line); got != tt.publisher {
			t.Errorf("publisherIn(%q) = %q, want %q", tt.line, got, tt.publisher)
		}
	}
}

func TestIsValue(t *testing.T) {
	for s, want := range map[string]bool{
		"0": true, "1,024": true, "11 398 889": true, "+3": true, "-253": true, "--253": true, "增12": true,
		"862.4万元": true, "12.5%": true, "１２": true, "/": true, "—": true, "无": true, "3件": true,
		"": false, "行政许可": false, "1.属于国家秘密": false, "1、其他": false, "3.其他": false, "2019年": false, "（一）予以公开": false,
		"39条，占4%": false, "详见附表": true, "见附件2": true, "不适用": true, "持平": true, "附表": false, "详见附表说明": false,
	} {
		if got := isValue(s); got != want {
			t.Errorf("isValue(%q) = %v, want %v", s, got, want)
		}
	}
}
