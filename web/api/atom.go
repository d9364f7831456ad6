package api

import (
	"cmp"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"nianbao/store"
	"nianbao/web"
)

// feedEntries is how many entries a feed has.
const feedEntries = 50

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  atomAuthor  `xml:"author"`
	Entries []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// feed tells the newest reports that a search asks for; of one that took the
// place of another, which figures changed.
func (a *API) feed(r *http.Request) (answer, error) {
	ask, err := asked(r.URL.Query())
	if err != nil {
		return answer{}, err
	}
	list, err := a.Source.Listed(r.Context(), ask, 0, feedEntries, true)
	if err != nil {
		return answer{}, err
	}
	page := ask
	page.Limit = 0
	// Its name is that of what is asked for, wherever it is asked.
	f := atomFeed{ID: urn("feed?" + page.Values().Encode()), Title: "nianbao" + titled(ask), Updated: "1970-01-01T00:00:00Z", Author: atomAuthor{"nianbao"},
		Links: []atomLink{{"self", atomType, a.public(r, r.URL.RequestURI())}, {"alternate", "text/html", a.public(r, page.Address())}}}
	lang := language(r)
	for _, l := range list {
		f.Updated = max(f.Updated, l.ReadAt)
		e := atomEntry{ID: urn(l.SHA256), Updated: l.ReadAt, Title: entryTitle(l), Link: atomLink{"alternate", "text/html", a.public(r, "/report/"+l.SHA256[:16])}}
		var words []string
		if l.Before != "" {
			if words, err = a.Source.Changes(r.Context(), lang, ask, l); err != nil {
				return answer{}, err
			}
		}
		if l.Reason != "" {
			words = append(words, string(l.Status)+": "+string(l.Reason))
		}
		e.Summary = web.Printable(strings.Join(words, "; "))
		f.Entries = append(f.Entries, e)
	}
	b, err := xml.MarshalIndent(f, "", " ")
	return answer{kind: atomType + "; charset=utf-8", body: append([]byte(xml.Header), b...)}, err
}

const atomType = "application/atom+xml"

// urn is a name of something for ever: a UUID of version 8, made of its hash.
func urn(s string) string {
	b := sha256.Sum256([]byte(s))
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// language is that of the answer: Chinese unless English is asked for.
func language(r *http.Request) string {
	if r.URL.Query().Get("lang") == "en" {
		return "en"
	}
	return "zh"
}

func titled(a web.Ask) string {
	words := strings.TrimSpace(strings.Join([]string{a.Words, a.Indicator, a.Region, a.Body, a.Year}, " "))
	if words == "" {
		return ""
	}
	return ": " + strings.Join(strings.Fields(words), " ")
}

func entryTitle(l store.Listed) string {
	year := ""
	if l.Year != nil {
		year = " " + strconv.Itoa(*l.Year)
	}
	return web.Printable(cmp.Or(l.Title, strings.TrimSpace(l.Body+year), l.SHA256[:16]))
}
