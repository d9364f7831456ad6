package store

// Bounds part what a search reads whole from what it reads only as far as is
// shown. Small and large ones give the same hits, in another order.
type bounds struct {
	documents int // that are read, kept in mind and sorted at once; more are walked through by an index
	figures   int // of the codes asked for, whose documents are looked up
	scanned   int // documents whose figures are read to be sorted by value; else those of codes are, by their index
	step      int // documents read at once when all are walked through
	passages  int // of a stream that is sorted
	whole     int // documents that are read whole rather than searched, and of a stream that is sorted
	named     int // documents with a word in their names that are kept in mind; where more have it, each is asked
	sayings   int // names with all the words that are sought one by one; where more have them, passages with the words in any names
	more      int // figures and passages looked at for more hits than are enough
	most      int // of them, for enough hits
	sorted    int // passages of a stream, and figures and passages looked at, that are sorted where enough hits will do
	counted   int // hits counted unasked: more would make every search wait for a number that nobody reads
}

var usual = bounds{documents: 3000, figures: 3000, scanned: 3000, step: 500, passages: 100, whole: 60, named: 10_000, sayings: 12, more: 1500, most: 15_000, sorted: 3000, counted: 200}
