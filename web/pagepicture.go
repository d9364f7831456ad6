package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"nianbao/report"
)

// Pictures is what the pictures of a PDF's pages ask.
type Pictures interface {
	// Page draws a page of a document's bytes, counted from 1. report.ErrNotFound
	// where there is no such page.
	Page(ctx context.Context, sha string, page int) (Picture, error)
}

// A Picture is a page as it looks.
type Picture struct {
	PNG           []byte
	Width, Height float64 // of the page, in points
}

// picturePage is the page's data: a page of a PDF with the places of figures.
type picturePage struct {
	*Frame
	Report  Report
	Sheet   int
	Pages   int
	Width   string
	Height  string
	Figures []pictureFigure
	Before  int // 0 for none
	Behind  int
}

// A pictureFigure is a figure with its box on the picture, from its upper left
// corner.
type pictureFigure struct {
	ReportFigure
	X, Y, W, H string
	Unit       string
}

// ID names the document in addresses.
func (p *picturePage) ID() string { return p.Report.SHA256[:16] + "@" + p.Report.Filed.Version }

// SHA256 is the hash of the document's bytes.
func (p *picturePage) SHA256() string { return p.Report.SHA256 }

func (s *Server) picturePage(w http.ResponseWriter, r *Request) error {
	id := r.PathValue("id")
	page, err := strconv.Atoi(r.PathValue("page"))
	if err != nil || page < 1 || !reportID.MatchString(id) {
		return report.ErrNotFound
	}
	found, err := s.Source.Report(r.Context(), r.Lang, id, "")
	if err != nil {
		return err
	}
	picture, err := s.Source.Page(r.Context(), found.SHA256, page)
	if err != nil {
		return err
	}
	p := picturePage{Frame: s.Frame(r, ""), Report: found, Sheet: page, Width: short(picture.Width), Height: short(picture.Height)}
	p.Title = p.Say("picture.title", printable(found.Filed.Title), page)
	p.Wide = true
	for i, g := range found.Document.Figures {
		p.Pages = max(p.Pages, g.Page)
		if g.Page != page {
			continue
		}
		f := pictureFigure{ReportFigure: found.Figures[i]}
		if g.Status == report.Printed {
			f.Unit = g.Unit
		}
		if b := g.Box; b != nil && b[2] > b[0] && b[3] > b[1] {
			const edge = 1.5
			f.X, f.Y, f.W, f.H = short(b[0]-edge), short(picture.Height-b[3]-edge), short(b[2]-b[0]+2*edge), short(b[3]-b[1]+2*edge)
		}
		p.Figures = append(p.Figures, f)
	}
	if page > 1 {
		p.Before = page - 1
	}
	if page < p.Pages {
		p.Behind = page + 1
	}
	return s.Render(w, r, http.StatusOK, "picture", &p)
}

func short(points float64) string { return fmt.Sprintf("%.1f", points) }

// picture gives the picture alone.
func (s *Server) picture(w http.ResponseWriter, r *Request) error {
	sha := r.PathValue("sha")
	page, err := strconv.Atoi(r.PathValue("page"))
	if err != nil || page < 1 || !wholeHash.MatchString(sha) {
		return report.ErrNotFound
	}
	picture, err := s.Source.Page(r.Context(), sha, page)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Cache-Control", "public, max-age=86400")
	h.Set("Content-Length", strconv.Itoa(len(picture.PNG)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(picture.PNG)
	}
	return nil
}

// Picture is the address of a figure's place on the picture of its page; "" where it
// has none.
func (p *reportPage) Picture(i int) string {
	g := p.Document.Figures[i]
	if g.Page < 1 || p.Document.Format != report.PDF || !p.Kept {
		return ""
	}
	return fmt.Sprintf("/report/%s/page/%d#%s", p.Here(), g.Page, p.At(i).ID)
}

// PageOf is the page that a figure stands on.
func (p *reportPage) PageOf(i int) int { return p.Document.Figures[i].Page }

// FirstPicture is the address of the picture of the first page; "" where the
// document has none.
func (p *reportPage) FirstPicture() string {
	if p.Document.Format != report.PDF || !p.Kept || p.Document.Status == report.Unreadable {
		return ""
	}
	return "/report/" + p.Here() + "/page/1"
}

var pictureWords = map[string]both{
	"picture.title":   {"%s，第 %d 页", "%s, page %d"},
	"picture.page":    {"第 %d 页", "Page %d"},
	"picture.alt":     {"原件第 %d 页的图像，方框标出数字", "Picture of page %d of the original, figures in boxes"},
	"picture.before":  {"上一页", "Page before"},
	"picture.behind":  {"下一页", "Next page"},
	"picture.report":  {"回到报告", "Back to the report"},
	"picture.figures": {"这一页的数字", "Figures of this page"},
	"picture.pages":   {"翻页", "Pages"},
	"picture.show":    {"看原件的页面", "See the pages of the original"},
}
