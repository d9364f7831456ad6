package frozen

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html/charset"
)

// A naive crawler follows the links of pages, believes what it gets and takes
// for a report what is named like one. It has patience for so many requests.
type naive struct {
	client  *http.Client
	careful bool     // keeps to hosts, and asks nothing that must not be asked
	hosts   []string // of the site
	never   map[string]bool
	took    map[string]bool // addresses taken for reports
	outcome string
}

const patience = 500

var reportName = regexp.MustCompile(`20\d\d.*信息公开.*(年度报告|年报|工作报告)|信息公开.*(年度报告|年报|工作报告).*20\d\d`)

func (c *naive) crawl(home string) {
	c.took, c.outcome = map[string]bool{}, "ok"
	seen := map[string]bool{home: true}
	todo := []string{home}
	for n := 0; len(todo) > 0 && n < patience; n++ {
		at := todo[0]
		todo = todo[1:]
		page, base := c.get(at)
		if page == nil {
			if at == home {
				c.outcome = "unreachable"
			}
			continue
		}
		page.Find("a[href], iframe[src], frame[src]").Each(func(_ int, s *goquery.Selection) {
			ref, _ := s.Attr("href")
			if ref == "" {
				ref, _ = s.Attr("src")
			}
			u, err := base.Parse(strings.TrimSpace(ref))
			if err != nil || u.Scheme != "http" && u.Scheme != "https" {
				return
			}
			if c.careful && (!slices.Contains(c.hosts, u.Host) || c.never[canonical(u.String())]) {
				return
			}
			u.Fragment = ""
			if title, _ := s.Attr("title"); reportName.MatchString(s.Text() + title) {
				c.took[canonical(u.String())] = true
			}
			if !seen[u.String()] {
				seen[u.String()] = true
				todo = append(todo, u.String())
			}
		})
	}
}

// get is a page and where it is, after redirects; nil where there is none.
func (c *naive) get(at string) (*goquery.Document, *url.URL) {
	resp, err := c.client.Get(at)
	if err != nil {
		return nil, nil
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 4<<20))
	if err != nil || resp.StatusCode != http.StatusOK || bytes.HasPrefix(body, []byte("%PDF")) {
		return nil, nil
	}
	r, err := charset.NewReader(bytes.NewReader(body), resp.Header.Get("Content-Type"))
	if err != nil {
		return nil, nil
	}
	doc, err := goquery.NewDocumentFromReader(r)
	if err != nil {
		return nil, nil
	}
	return doc, resp.Request.URL
}

// faults are what is wrong with what it found.
func (c *naive) faults(n *Net, s *Site) []string {
	var missed, wrong int
	for _, r := range s.Reports {
		if !c.took[canonical(r.URL)] {
			missed++
		}
	}
	for _, u := range s.NotReports {
		if c.took[canonical(u)] {
			wrong++
		}
	}
	var out []string
	if missed > 0 {
		out = append(out, fmt.Sprintf("misses %d of %d reports", missed, len(s.Reports)))
	}
	if wrong > 0 {
		out = append(out, fmt.Sprintf("takes %d of %d that are none", wrong, len(s.NotReports)))
	}
	if k := len(n.Never()); k > 0 {
		out = append(out, fmt.Sprintf("asks %d of %d that must never be asked", k, len(s.Never)))
	}
	if k := len(n.Disallowed("naive")); k > 0 {
		out = append(out, fmt.Sprintf("asks %d that robots.txt forbids", k))
	}
	if c.outcome != s.Outcome {
		out = append(out, fmt.Sprintf("says %s, not %s", c.outcome, s.Outcome))
	}
	return out
}

// TestNaive holds that every site has a trap: a crawler that follows every link
// and trusts what it gets falls into one. So does a careful one, which asks
// nothing that must not be asked, or the sites would test manners alone.
func TestNaive(t *testing.T) {
	for _, s := range load(t) {
		for _, careful := range []bool{false, true} {
			name := s.File + map[bool]string{false: "/follows", true: "/careful"}[careful]
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				n := Serve(t, []*Site{s})
				c := &naive{client: n.Client(), careful: careful, hosts: s.Hosts, never: map[string]bool{}}
				for _, u := range s.Never {
					c.never[canonical(u)] = true
				}
				c.crawl(s.Home)
				faults := c.faults(n, s)
				if faults == nil {
					t.Error("finds everything and does nothing wrong: the site has no trap")
				}
				t.Log(strings.Join(faults, ", "))
			})
		}
	}
}
