package polite

import (
	"net/http"

	"nianbao/crawl/list"
)

// Pages keep the pages whose bodies are needed each night, changed or not. They
// may be asked by several goroutines at once.
type Pages interface {
	Page(url string) (KeptPage, bool, error) // with its body
	PutPage(url string, k KeptPage) error    // whose body went to Options.Archive
}

// A KeptPage is a page as it was answered last.
type KeptPage struct {
	Known  Validators
	Type   string // Content-Type
	SHA256 string
	Body   []byte
}

// forgotten are the pages of a client that was given none.
type forgotten struct{}

func (forgotten) Page(string) (KeptPage, bool, error) { return KeptPage{}, false, nil }
func (forgotten) PutPage(string, KeptPage) error      { return nil }

// recall makes an answer that says that nothing changed the page that it means,
// and keeps one that says how to ask so.
func (v *Visit) recall(q question, p *list.Page) (*list.Page, error) {
	switch {
	case !q.whole || q.method != http.MethodGet:
		return p, nil
	case p.NotModified:
		p.NotModified, p.Status, p.Body, p.SHA256 = false, http.StatusOK, q.kept.Body, q.kept.SHA256
		p.Header = p.Header.Clone()
		p.Header.Set("Content-Type", q.kept.Type)
		return p, nil
	}
	known := ValidatorsOf(p)
	if known.ETag == "" && known.Modified == "" {
		return p, nil
	}
	return p, v.client.o.Pages.PutPage(p.URL, KeptPage{Known: known, Type: p.Header.Get("Content-Type"), SHA256: p.SHA256})
}
