package parse

// A Rereader lets other programs read pages of the PDF that is being read, from
// first to last: where its two readers disagree, theirs is a third opinion. It
// gives what those that are installed could read.
type Rereader func(body []byte, first, last int) ([]Rereading, error)

// A Rereading is what one program reads on the pages that it was asked for.
type Rereading struct {
	Program string   `json:"program"`
	Pages   []string `json:"pages"`
}
