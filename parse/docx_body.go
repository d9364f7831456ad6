package parse

import (
	"encoding/xml"
	"strings"
)

// A docxReader walks over the text of a document and keeps the paragraphs and
// tables that are open.
type docxReader struct {
	styles docxStyles
	lists  docxLists
	story  *docxStory // the text of the document

	x      *xmlReader
	word   string // prefix of the elements of word processing
	math   string // prefix of the elements of formulas
	scopes []docxScope
	chosen []docxChoice
	refs   []string // notes in the order in which the text names them
	noted  map[string]*docxStory
	cells  int // of all tables
	rows   int
	chunks bool // a part is embedded in another format
}

// A docxScope is an open element that text belongs to. One of its parts is set.
type docxScope struct {
	depth int
	story *docxStory
	par   *docxParagraph
	table *docxTable
	row   *docxRow
	cell  *docxCell // with its story
	note  bool      // the story is a note: it stands at the end
}

// A docxChoice is an open mc:AlternateContent: one thing written in several
// ways, of which one is read.
type docxChoice struct {
	depth int
	made  bool
}

// A docxStory is a run of paragraphs and tables: a body, a cell, a text box, a note.
type docxStory struct {
	pieces []officePiece
	fields []bool // open fields; true while their code stands there, not their result
	lead   []byte // of a paragraph whose end was deleted: it goes on with the next
}

// A docxParagraph is an open paragraph.
type docxParagraph struct {
	text    []byte
	style   docxStyle
	list    string // id of the list
	listOf  string // style that says so
	depth   int    // level of the list, -1 where it does not say
	level   int    // of a heading
	goesOn  bool   // its end was deleted, or it is a large first letter
	hidden  bool   // its end is hidden
	off     bool   // the run at hand is hidden
	picture bool
	after   []officePiece // text boxes that are anchored in it
}

func newDOCXReader(parts *zipParts, related map[string]string) *docxReader {
	r := &docxReader{story: &docxStory{}, noted: map[string]*docxStory{}}
	styles, _ := parts.part(related["styles"]) // without them the text still reads
	r.styles = readStyles(styles)
	numbering, _ := parts.part(related["numbering"])
	r.lists = readNumbering(numbering, r.styles)
	return r
}

// read reads one part: the document, or its notes.
func (r *docxReader) read(text []byte) *readError {
	r.x = newXML(text)
	r.scopes = []docxScope{{story: r.story}}
	r.chosen = nil
	for r.x.next() {
		switch e := r.x.start; {
		case e != nil:
			r.begin(e)
		case r.x.text == nil:
			r.end()
		}
	}
	for len(r.scopes) > 1 { // where the text broke off
		r.close()
	}
	r.story.end()
	return r.x.err
}

// end closes a story, where its last paragraph waits for the next one.
func (s *docxStory) end() []officePiece {
	if len(s.lead) > 0 {
		s.pieces = append(s.pieces, officePiece{text: string(s.lead)})
		s.lead = nil
	}
	return s.pieces
}

// notes gives the footnotes and endnotes in the order of their marks.
func (r *docxReader) notes() (out []officePiece) {
	for _, ref := range r.refs {
		if note := r.noted[ref]; note != nil {
			out = append(out, note.pieces...)
			delete(r.noted, ref)
		}
	}
	return out
}

func (r *docxReader) readNotes(parts *zipParts, related map[string]string) {
	for _, kind := range []string{"footnotes", "endnotes"} {
		if text, _ := parts.part(related[kind]); text != nil && len(r.refs) > 0 {
			r.story = &docxStory{}
			r.read(text)
		}
	}
}

// docxUnseen are the elements whose content is not on paper, or stands there
// another time: deleted and moved text, the codes of fields, earlier
// properties, readings above characters.
var docxUnseen = words("del moveFrom instrText delText delInstrText rt sectPr tblGrid sdtPr sdtEndPr pPrChange rPrChange tblPrChange tcPrChange trPrChange tblPrExChange")

func (r *docxReader) begin(e *xml.StartElement) {
	if len(r.scopes) == 1 && r.x.depth() == 1 {
		r.prefixes(e)
	}
	switch name := e.Name.Local; {
	case name == "AlternateContent":
		r.chosen = append(r.chosen, docxChoice{depth: r.x.depth()})
	case name == "Choice" || name == "Fallback":
		if n := len(r.chosen); n > 0 && r.chosen[n-1].depth == r.x.depth()-1 {
			if r.chosen[n-1].made {
				r.x.skip()
			} else {
				r.chosen[n-1].made = true
			}
		}
	case name == "altChunk":
		r.chunks = true
	case name == "blip" || name == "imagedata":
		if p := r.paragraph(); p != nil {
			p.picture = true
		}
	case name == "t" && e.Name.Space == r.math:
		r.write(r.x.words())
	case e.Name.Space == r.word && docxUnseen[name]:
		r.x.skip()
	case e.Name.Space == r.word:
		r.element(name, e)
	}
}

// prefixes reads under which prefixes the root names the kinds of elements.
func (r *docxReader) prefixes(root *xml.StartElement) {
	r.word, r.math = root.Name.Space, "m"
	for _, a := range root.Attr {
		if a.Name.Space == "xmlns" && strings.HasPrefix(a.Value, "http://") && strings.HasSuffix(a.Value, "/math") {
			r.math = a.Name.Local
		}
	}
}

func (r *docxReader) element(name string, e *xml.StartElement) {
	switch top := &r.scopes[len(r.scopes)-1]; name {
	case "p":
		r.open(docxScope{par: &docxParagraph{depth: -1}})
		r.restyle(r.paragraph(), r.styles.usual)
	case "tbl":
		r.open(docxScope{table: &docxTable{}})
	case "tr":
		if top.table == nil {
			return
		}
		if r.rows++; r.rows > maxCells {
			top.table.cut = true
			r.x.skip()
			return
		}
		r.open(docxScope{row: &docxRow{}})
	case "tc":
		if top.row == nil {
			return
		}
		if r.cells++; r.cells > maxCells {
			top.row.cut = true
			r.x.skip()
			return
		}
		r.open(docxScope{cell: &docxCell{colspan: 1}, story: &docxStory{}})
	case "txbxContent":
		r.open(docxScope{story: &docxStory{}})
	case "footnote", "endnote":
		r.note(name, e)
	case "footnoteReference", "endnoteReference":
		r.refs = append(r.refs, strings.TrimSuffix(name, "Reference")+attr(e, "id"))
	default:
		if top.row != nil && name == "trPr" {
			top.row.properties(r.x)
		} else if top.cell != nil && name == "tcPr" {
			top.cell.properties(r.x)
		} else if p := r.paragraph(); p != nil {
			r.inline(p, name, e)
		}
	}
}

// note opens a footnote or endnote; the lines that part them from the text are none.
func (r *docxReader) note(kind string, e *xml.StartElement) {
	if t := attr(e, "type"); t != "" && t != "normal" {
		r.x.skip()
		return
	}
	s := &docxStory{}
	r.noted[kind+attr(e, "id")] = s
	r.open(docxScope{story: s, note: true})
}

func (r *docxReader) open(s docxScope) {
	s.depth = r.x.depth()
	r.scopes = append(r.scopes, s)
}

// end closes what ended with an element.
func (r *docxReader) end() {
	depth := r.x.depth() + 1
	if n := len(r.chosen); n > 0 && r.chosen[n-1].depth == depth {
		r.chosen = r.chosen[:n-1]
	}
	if n := len(r.scopes); n > 1 && r.scopes[n-1].depth == depth {
		r.close()
	}
}

// close ends the innermost scope and gives what it holds to the one around.
func (r *docxReader) close() {
	n := len(r.scopes) - 1
	s := r.scopes[n]
	r.scopes = r.scopes[:n]
	outer := &r.scopes[n-1]
	switch {
	case s.par != nil:
		r.endParagraph(s.par, r.inner())
	case s.table != nil:
		r.place(s.table.pieces())
	case s.row != nil:
		outer.table.rows = append(outer.table.rows, *s.row)
	case s.cell != nil:
		s.cell.pieces = s.story.end()
		outer.row.cells = append(outer.row.cells, *s.cell)
	case s.note:
		s.story.end()
	default:
		r.place(s.story.end())
	}
}

// place puts finished pieces into the text: after the paragraph at hand, where
// one is open.
func (r *docxReader) place(pieces []officePiece) {
	if p := r.paragraph(); p != nil {
		p.after = append(p.after, pieces...)
		return
	}
	s := r.inner()
	s.pieces = append(s.pieces, pieces...)
}

// paragraph is the paragraph that is open in the innermost story, or nil.
func (r *docxReader) paragraph() *docxParagraph {
	return r.scopes[len(r.scopes)-1].par
}

// inner is the innermost story.
func (r *docxReader) inner() *docxStory {
	for i := len(r.scopes) - 1; ; i-- {
		if s := r.scopes[i].story; s != nil {
			return s
		}
	}
}

// endParagraph writes a paragraph with its number into its story.
func (r *docxReader) endParagraph(p *docxParagraph, s *docxStory) {
	for i := range s.fields { // a field's code ends with the paragraph, even where its end is missing
		s.fields[i] = false
	}
	if p.goesOn {
		s.lead = append(s.lead, p.text...)
		s.pieces = append(s.pieces, p.after...)
		return
	}
	text := string(s.lead) + string(p.text)
	s.lead = nil
	if p.list != "" && p.list != "0" && (!p.hidden || text != "") {
		text = r.lists.next(p.list, p.depth, p.listOf) + text
	}
	if strings.TrimFunc(text, isSpace) != "" {
		s.pieces = append(s.pieces, officePiece{
			text: text, level: p.level, title: p.style.name == "title", contents: strings.HasPrefix(p.style.name, "toc "),
		})
	}
	if p.picture {
		s.pieces = append(s.pieces, officePiece{picture: true})
	}
	s.pieces = append(s.pieces, p.after...)
}
