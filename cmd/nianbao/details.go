package main

import (
	"fmt"
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

// A detail is what a stage says of a document beside its reason: in English,
// for it is stored, and known here by its form, for people who read Chinese and
// for advice that fits better than that of the reason.
type detail struct {
	form *needle.Regexp
	zh   string // with the groups of the form as arguments
	hint string // instead of the reason's; it may take the groups too
}

func says(form, zh, hint string) detail {
	return detail{needle.MustCompile(`^(?s:` + form + `)$`), zh, hint}
}

// details are the forms of what the stages say, as far as it is shown. What is
// not here comes from outside: the system, a server, a library.
var details = []detail{
	// fetch
	says(`a folder without any file to read`, "文件夹里没有可读的文件", "hint.folder"),
	says(`a folder where a file is expected`, "这是文件夹,不是文件", "hint.entry_folder"),
	says(`a pipe, a socket or a device, not a file`, "是管道、套接字或设备,不是文件", "hint.not_file"),
	says(`HTTP status (40[13]|451)`, "网站返回 HTTP %s", "hint.server_forbids"),
	says(`HTTP status (4(?:04|10))`, "网站返回 HTTP %s", ""),
	says(`HTTP status (408|429|5\d\d)`, "网站返回 HTTP %s", ""),
	says(`HTTP status (\d+)`, "网站返回 HTTP %s", "hint.address"),
	says(`(\S+) is not a public address`, "%s 不是公网地址", "hint.allow_address"),
	says(`port (\d+) is no web server's`, "端口 %s 不是网站的端口", "hint.allow_address"),
	says(`scheme "(.*)", only http and https are fetched`, "只能抓取 http 和 https 网址,不能抓取 %s:", "hint.address"),
	says(`not an address|address ".*"`, "不是网址", "hint.address"),
	says(`an address without a host`, "网址中没有网站名", "hint.address"),
	says(`an address with a password`, "网址中带有密码", "hint.password"),
	says(`more than (\d+) redirects`, "转向超过 %s 次", "hint.address"),
	says(`compressed body(?:: .*)?`, "网站发来的压缩数据有误", ""),
	says(`content encoding .* was not asked for`, "网站发来的压缩格式无法识别", "hint.browser"),
	says(`(?:dial .*)?lookup (\S+?):? .*|.*no such host.*`, "找不到网站", "hint.address"),
	says(`.*connection refused.*`, "连接被拒绝", ""),
	says(`not a JSON object: .*`, "此行不是 JSON 对象", "hint.manifest"),
	says(`.*connection reset.*|.*EOF`, "连接中断", ""),
	says(`.*(?:i/o timeout|deadline exceeded|Client\.Timeout|TLS handshake timeout).*`, "等候超时", ""),
	says(`.*(?:x509|certificate).*`, "网站的证书无效", "hint.certificate"),
	says(`.*input/output error`, "磁盘读写出错", "hint.disk"),
	says(`.*too many levels of symbolic links`, "符号链接循环", "hint.disk"),
	says(`more than (\d+) bytes`, "超过 %s 字节", ""),
	says(`an archive of more than (\d+) MB`, "压缩包超过 %s MB", "hint.unpack"),
	says(`an archive of more than (\d+) members`, "压缩包中的文件超过 %s 个", "hint.unpack"),
	says(`an archive that unpacks to more than (\d+) MB`, "压缩包解开后超过 %s MB", "hint.unpack"),
	says(`unpacks to more than (\d+) times its size`, "解开后超过原大小的 %s 倍", "hint.suspect"),
	says(`archives of this kind are not read`, "这种压缩包", "hint.unpack"),
	says(`its end is missing`, "结尾缺失", ""),
	says(`an archive with no answers in it(?:: left out)?`, "网页存档中没有内容", "hint.suspect"),
	says(`(\d+) of (\d+) answers in the archive are no documents \((.*)\)(?:: left out)?`, "网页存档中 %[2]s 个回应有 %[1]s 个不是文档(%[3]s)", "hint.left_out"),
	says(`cut off when it was archived \((.*)\)(?:: its end is missing)?`, "存档时已被截断(%s)", ""),
	says(`an archive within an archive`, "压缩包中的压缩包", "hint.unpack"),
	says(`an archive with nothing in it(?:: left out)?`, "压缩包是空的", "hint.suspect"),
	says(`(\d+) of (\d+) members of the archive are no documents \((.*)\)(?:: left out)?`, "压缩包中 %[2]s 个文件有 %[1]s 个不是文档(%[3]s)", "hint.left_out"),
	says(`zip: not a valid zip file`, "不是完整的 zip 压缩包", ""),
	says(`the archive has changed`, "读取时压缩包被改动", ""),
	says(`a name of more than (\d+) bytes`, "文件名超过 %s 字节", "hint.names"),
	says(`names that end in new lines, not in NUL`, "文件名以换行符而不是 NUL 结尾", "hint.names"),
	says(`no document is named`, "清单中没有列出文件", "hint.manifest"),
	says(`the first line has no column url or path, but "(.*)"`, "清单首行没有 url 或 path 列,而是 %s", "hint.manifest"),
	says(`neither url nor path`, "此行既无 url 也无 path", "hint.manifest"),
	says(`year "(.*)" is not a year`, "“%s”不是年度", "hint.manifest"),
	says(`(?:record on )?(?:line|parse error on line) (\d+).*`, "清单第 %s 行格式有误", "hint.manifest"),

	// parse
	says(`(?:a document of (?:type )?|a document in )(.*?)(?:, which is not read)?`, "%s 文件", ""),
	says(`an old Office file of a program that is not known(?:, which is not read)?`, "不明程序的旧版 Office 文件", ""),
	says(`a (\w+) archive is not read`, "%s 压缩包", "hint.unpack"),
	says(`neither text nor a known format`, "既不是文本,也不是已知格式", "hint.suspect"),
	says(`XML data is not read`, "XML 数据", ""),
	says(`a part of the document is embedded in another format, which is not read`, "文件中嵌有其他格式的内容", "hint.word"),
	says(`the document ends in the middle`, "文件在中途结束", ""),
	says(`the end of the (?:file|page) is missing`, "文件末尾缺失", ""),
	says(`the document is no sound XML(?:: (.*))?`, "文件内部的 XML 有误: %s", ""),
	says(`the workbook cannot be opened(?:: (.*))?`, "工作簿打不开: %s", ""),
	says(`the workbook has more cells than a report|a table has more than 50,000 cells`, "表格过大,末尾未读", "hint.split"),
	says(`the text has (\d+) characters, the limit is (\d+)`, "正文 %s 字,上限 %s 字", "hint.split"),
	says(`only the first (\d+) of (\d+) pages were read`, "只读了前 %s 页,共 %s 页", "hint.split"),
	says(`the file names no document in it`, "文件中没有文档", ""),
	says(`the file lacks its part (.*)`, "文件缺少部件 %s", ""),
	says(`the file has no part with the document's text`, "文件中没有正文部件", ""),
	says(`the file is a damaged zip archive(?:: (.*))?`, "文件已损坏: %s", ""),
	says(`the file has (\d+) parts, no document has more than (\d+)`, "文件有 %s 个部件,文档不会超过 %s 个", "hint.suspect"),
	says(`"(.*)" unpacks to more than a document holds`, "部件 %s 解开后过大", "hint.suspect"),
	says(`"(.*)" is cut off`, "部件 %s 不完整", ""),
	says(`"(.*)" cannot be unpacked(?:: (.*))?`, "部件 %s 无法解开: %s", ""),
	says(`not sound HTML(?:: (.*))?`, "HTML 结构有误: %s", ""),
	says(`no PDF that can be opened(?:: (.*))?`, "打不开的 PDF: %s", ""),
	says(`none of its pages could be opened`, "各页都打不开", ""),
	says(`pages that could not be opened: page (.*)`, "打不开的页: 第 %s 页", ""),
	says(`pictures without a text layer: page (.*)`, "没有文字层的图片: 第 %s 页", ""),
	says(`characters that the file does not name: page (.*)`, "字符无从辨认: 第 %s 页", "hint.needs_ocr"),
	says(`the file does not say which characters its signs are(?:: .*)?`, "文件没有说明字符的编码", "hint.needs_ocr"),
	says(`(\d+) of (\d+) characters could not be decoded`, "%[2]s 个字符中有 %[1]s 个无法解码", "hint.original"),
	says(`the text was saved after it had been decoded as Latin-1`, "文本曾按 Latin-1 解码后保存", "hint.original"),
	says(`these tables are pictures and were not read: (.*)`, "这些表格是图片,没有读取: %s", ""),
	says(`reading took more than (\S+)`, "读取用时超过 %s", "hint.split"),
	says(`the text has no Chinese`, "没有中文", ""),
	says(`a document about annual reports, not one: (.*)`, "是关于年度报告的文件,不是报告: %s", ""),
	says(`neither its title nor its words are a public body's report`, "题目和用语都不是机关报告的", ""),
	says(`data for a script, without an article(?:: .*)?`, "是网页脚本的数据,没有正文", ""),
	says(`the page only points to its text: (.*)`, "页面只给出正文的链接: %s", "hint.points"),
	says(`the page only points to another(?:: .*)?`, "页面只转向另一页", "hint.points_other"),
	says(`the parser failed: (.*)`, "读取程序出错: %s", ""),
	says(`no more than (\d+) pages of a document are recognised`, "一份文件最多识别 %s 页", "hint.split"),
	says(`page (\d+) cannot be drawn(?:: .*)?`, "第 %s 页画不出来", ""),
	says(`the picture cannot be opened(?:: (.*))?`, "图片打不开: %s", ""),
	says(`the picture has (\d+) x (\d+) pixels, the limit is (\d+)`, "图片有 %s x %s 像素,上限 %s", "hint.smaller"),
	says(`.*install Tesseract.*|.*Tesseract is not installed.*`, "没有安装 Tesseract", "hint.tesseract"),
	says(`.*Tesseract is installed without the language (\S+)`, "Tesseract 缺少语言 %s", "hint.tesseract"),

	// sandbox and pipeline
	says(`its reading was ended: it ended with an error`, "读取进程出错退出", ""),
	says(`its reading was ended: it needed more memory than it may have`, "读取进程所需内存超过上限", ""),
	says(`its reading was ended: it needed more than (\S+) of processor time`, "读取所用处理器时间超过 %s", "hint.split"),
	says(`its reading was ended: it took more than (\S+)`, "读取用时超过 %s", "hint.split"),
	says(`its reading was ended: it gave more than (.*)`, "读取结果超过 %s", "hint.split"),
	says(`its reading was ended: something outside ended it`, "读取进程被外部终止", "hint.again"),
	says(`its reading was ended: it broke`, "读取进程崩溃", ""),
	says(`no process can be started to read it(?:: (.*))?`, "无法启动读取进程: %s", ""),
	says(`LibreOffice, which converts it, is not installed`, "没有安装转换所需的 LibreOffice", "hint.libreoffice"),
	says(`LibreOffice is not asked to read the format (\w+)`, "LibreOffice 不转换 %s 格式", ""),
	says(`LibreOffice converts it only with its part Calc`, "LibreOffice 缺少 Calc 部分", "hint.libreoffice"),
	says(`LibreOffice could not (?:read|convert) the document(?:: (.*))?`, "LibreOffice 转换失败: %s", ""),
	says(`converted from \.(\w+) by LibreOffice`, "由 LibreOffice 从 .%s 转换", ""),
}

// faults are the forms of what package store says of a database.
var faults = []detail{
	says("(.*): not found: make it with `nianbao ingest`", "%s 不存在: 请先用 nianbao ingest 建立", ""),
	says("(.*) holds nothing yet: fill it with `nianbao ingest`", "%s 还是空的: 请先用 nianbao ingest 存入报告", ""),
	says(`(.*) was made by an older nianbao \(schema (\d+), here (\d+)\): .*`, "%s 由旧版 nianbao 建立(结构 %s,现为 %s): 用 nianbao ingest 存入任一来源即可升级", ""),
	says(`(.*) was written by a newer nianbao \(schema (\d+), this one knows (\d+)\): .*`, "%s 由新版 nianbao 写入(结构 %s,本版只到 %s): 请用新版", ""),
	says(`(.*) is a folder: name a file in it, such as (.*)`, "%s 是文件夹: 请写出其中的文件,如 %s", ""),
	says(`(.*): the folder (.*) does not exist: make it first`, "%s: 文件夹 %s 不存在,请先建立", ""),
	says(`(.*): (.*) is not a folder`, "%s: %s 不是文件夹", ""),
	says(`no database named`, "没有写出数据库文件", ""),
	says(`(.*) is (?:not a database of this program|a database of another program): name another file`, "%s 不是本程序的数据库: 请换一个文件", ""),
	says(`(.*) is damaged: .* \((.*)\)`, "%s 已损坏: 请用备份恢复,或从来源重新建立(英文原文: %s)", ""),
	says(`(.*): forbidden: it and its folder must be .* \((.*)\)`, "%s: 不允许: 该文件及其文件夹须可读可写,SQLite 的日志就在旁边(英文原文: %s)", ""),
	says(`(.*): unavailable: another program is writing to it; .* \((.*)\)`, "%s: 另有程序正在写入,请等它结束后再运行(英文原文: %s)", ""),
	says(`(.*): the disk is full: .* \((.*)\)`, "%s: 磁盘已满: 请腾出空间后再运行,已存入的不会丢失(英文原文: %s)", ""),
}

// advice is what a detail says to do: the hint says it in the user's language.
var advice = needle.MustCompile(`(?:: |, )(?:save it|save the page|fetch it again|fetch the file again|unpack it first|open it in Word|split the document|make it smaller|` +
	`install it|install that|the bytes are binary|its end was not read|it needs character recognition).*$`)

// parts are the details of a document, one a stage that had something to say.
func parts(d *report.Document) []string {
	first, _, _ := strings.Cut(d.Detail, "\n") // what follows is for the developers
	var out []string
	for part := range strings.SplitSeq(first, "; ") {
		if part = advice.ReplaceAllString(part, ""); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// known finds the form of a part, with its groups as arguments.
func known(part string) (detail, []any, bool) { return among(details, part) }

func among(list []detail, part string) (detail, []any, bool) {
	for _, d := range list {
		if m := d.form.FindStringSubmatch(part); m != nil {
			var groups []any
			for _, g := range m[1:] {
				groups = append(groups, g)
			}
			return d, groups, true
		}
	}
	return detail{}, nil, false
}

// detailWords are the details of a document in the user's language. What comes
// from outside stays as it is, and is said to be English.
func (c *cli) detailWords(d *report.Document) string {
	var out []string
	for _, part := range parts(d) {
		known, groups, ok := known(part)
		switch {
		case c.lang == "en":
			out = append(out, part)
		case ok:
			out = append(out, strings.TrimSuffix(phrase(known.zh, groups), ": "))
		default:
			out = append(out, c.say("document.foreign", part))
		}
	}
	return strings.Join(out, "; ")
}

// hint is what can be done about a document: what the details say fits better
// than what the reason says.
func (c *cli) hint(d *report.Document) string {
	for _, part := range parts(d) {
		known, groups, ok := known(part)
		if !ok || known.hint == "" {
			continue
		}
		return phrase(c.words[known.hint], groups)
	}
	return c.words["hint."+string(d.Reason)]
}

// phrase puts groups into words that take some.
func phrase(words string, groups []any) string {
	if strings.Contains(words, "%") {
		return fmt.Sprintf(words, groups...)
	}
	return words
}

// errorWords are an error in the user's language, as far as it is of the database.
func (c *cli) errorWords(err error) string {
	if known, groups, ok := among(faults, err.Error()); ok && c.lang == "zh" {
		return phrase(known.zh, groups)
	}
	return err.Error()
}
