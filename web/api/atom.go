package api

import (
	"cmp"
	"encoding/xml"
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
	here := a.public(r, r.URL.RequestURI())
	page := ask
	page.Limit = 0
	f := atomFeed{ID: here, Title: "nianbao" + titled(ask), Updated: "1970-01-01T00:00:00Z", Author: atomAuthor{"nianbao"},
		Links: []atomLink{{"self", here}, {"alternate", a.public(r, page.Address())}}}
	lang := language(r)
	for i, l := range list {
		if i == 0 {
			f.Updated = l.ReadAt
		}
		f.Updated = max(f.Updated, l.ReadAt)
		e := atomEntry{ID: a.public(r, "/report/"+l.SHA256), Updated: l.ReadAt, Title: entryTitle(l), Link: atomLink{"alternate", a.public(r, "/report/"+l.SHA256[:16])}}
		var words []string
		if l.Before != "" {
			if words, err = a.Source.Changes(r.Context(), lang, l.SHA256, l.Before); err != nil {
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
	return answer{kind: "application/atom+xml; charset=utf-8", body: append([]byte(xml.Header), b...)}, err
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
