package polite

import (
	"bytes"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// A sign tells the pages of one product that keeps robots out: those that a
// browser must solve, and those that say "no". They are recognised so that they
// are not taken for the page that was asked for, and never solved.
type sign struct {
	product string
	script  []string // in pages that show nothing and leave the rest to a script
	notice  []string // in pages that say a few words
	cookie  []string // beginnings of names; set on ordinary pages too
	header  []string
	status  []int // that only this product answers with
}

// Products by the names that their makers give them.
var signs = []sign{
	{product: "瑞数", script: []string{"$_ts"}, status: []int{412}},
	{product: "加速乐", script: []string{"__jsl_clearance", "__jsluid"}, cookie: []string{"__jsl"}, status: []int{521}},
	{product: "奇安信网站卫士", script: []string{"wzws-waf-cgi", "wzwsrel", "wzws_"}, notice: []string{"请开启JavaScript并刷新该页", "wzws-waf-cgi", "reason:geobl"},
		cookie: []string{"wzws_"}, header: []string{"Wzws-Ray"}, status: []int{493}},
	{product: "阿里云WAF", script: []string{"acw_sc__v2"}, notice: []string{"您的访问被阻断", "errors.aliyun.com"}, cookie: []string{"acw_sc__"}},
	{product: "法院网防护", script: []string{"https_waf_cookie", "<title>455</title>", "<title>449</title>"}, notice: []string{"<title>455</title>", "<title>449</title>"}, cookie: []string{"https_waf_cookie"}},
	{product: "税务总局防护", script: []string{"c3vk="}},
	{product: "云锁", script: []string{"yunsuo_session", "security_verify_data", "security_session_verify"}, cookie: []string{"yunsuo_session", "security_session_"}},
	{product: "创宇盾", notice: []string{"365cyd.com"}, script: []string{"365cyd.com"}},
	{product: "华为云WAF", script: []string{"hwwafsesid"}, cookie: []string{"HWWAFSES"}},
	{product: "腾讯云WAF", notice: []string{"waf.tencent-cloud.com"}, script: []string{"waf.tencent-cloud.com"}},
	{product: "长亭雷池", notice: []string{"<!-- event id:", "<!-- event_id:", "safeline"}, script: []string{"safeline"}},
	{product: "验证码", notice: []string{"<title>安全验证", "<title>访问验证", "<title>人机验证", "请输入验证码继续", "请输入验证码后继续", "请完成安全验证", "拖动滑块", "按住滑块"}},
	{product: "Cloudflare", script: []string{"cf_chl_opt", "/cdn-cgi/challenge-platform/"}},
}

const (
	// maxShell and maxNotice are the letters that a page shows, at most, whose
	// content is a script, or a refusal. Ordinary pages carry the same scripts.
	maxShell  = 100
	maxNotice = 600
	// challengeBytes of a body are looked at.
	challengeBytes = 256 << 10
)

// challenge names the product that answered instead of the site; "" where the
// site itself did.
func challenge(status int, header http.Header, body []byte) string {
	body = body[:min(len(body), challengeBytes)]
	// A robots file names the paths of products too.
	html := bytes.HasPrefix(bytes.TrimLeft(body, "\ufeff \t\r\n"), []byte("<"))
	low := strings.ToLower(string(body))
	shows := sync.OnceValue(func() int { return visible(body) })
	shell := func() bool { return html && strings.Contains(low, "<script") && shows() <= maxShell }
	for _, s := range signs {
		only := slices.Contains(s.status, status)
		refusal := status >= 400 && status < 500 && status != http.StatusNotFound
		named := slices.ContainsFunc(s.header, func(name string) bool { return header.Get(name) != "" }) || setsCookie(header, s.cookie)
		if only || refusal && named && shows() <= maxNotice ||
			html && containsAny(low, s.script) && shell() ||
			html && containsAny(low, s.notice) && shows() <= maxNotice {
			return s.product
		}
	}
	// A script that sets a cookie and asks again is a riddle, whoever made it.
	if strings.Contains(low, "document.cookie") && (strings.Contains(low, "location") || strings.Contains(low, "reload(")) && shell() {
		return "script"
	}
	return ""
}

// challengeAddress names the product that an address belongs to: redirects lead
// to riddles too.
func challengeAddress(location string) string {
	low := strings.ToLower(location)
	for _, s := range []struct{ product, mark string }{
		{"奇安信网站卫士", "/wzws-waf-cgi/"}, {"奇安信网站卫士", "/wzwsrel"}, {"云锁", "security_verify_data="}, {"Cloudflare", "/cdn-cgi/challenge"},
	} {
		if strings.Contains(low, s.mark) {
			return s.product
		}
	}
	return ""
}

// containsAny looks for words in a body that is in small letters, in UTF-8 or in
// GBK.
func containsAny(low string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		w = strings.ToLower(w)
		if strings.Contains(low, w) {
			return true
		}
		if isASCII(w) {
			return false
		}
		gbk, err := simplifiedchinese.GB18030.NewEncoder().String(w)
		return err == nil && strings.Contains(low, strings.ToLower(gbk))
	})
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

func setsCookie(h http.Header, names []string) bool {
	for _, line := range h.Values("Set-Cookie") {
		for _, name := range names {
			if strings.HasPrefix(line, name) {
				return true
			}
		}
	}
	return false
}

// hidden are the parts of a page that show nothing.
var hidden = regexp.MustCompile(`(?is)<script\b.*?(?:</script\s*>|$)|<style\b.*?(?:</style\s*>|$)|<!--.*?(?:-->|$)|<title\b.*?(?:</title\s*>|$)|<[^>]*>|&[a-z#0-9]{1,8};|\s+`)

// visible counts the letters that a page shows, without parsing it.
func visible(body []byte) int {
	text := hidden.ReplaceAll(body, nil)
	if utf8.Valid(bytes.TrimRight(text, "\x80\xff")) {
		return utf8.RuneCount(text)
	}
	return len(text) / 2 // GBK: two bytes a character
}
