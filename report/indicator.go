package report

// An Indicator is one thing that reports state figures about: an entry of the
// codebook. Its file under extract/indicator is the only place that defines it.
type Indicator struct {
	ID           string
	Name         string // Chinese label
	English      string // English label
	Definition   string // what is counted, in Chinese
	DefinitionEN string
	Unit         string // the usual unit, where a report prints none
	Measure      Measure
	Dims         []string // keys of the dimensions it may carry
	Headline     string   // posts, requests or outcomes, where it is one of the headline series
	Labels       []FormLabel
	Columns      []FormLabel // columns that every row of a table has: 自然人, 商业企业 …, 总计
	Values       []DimValue  // that its dimensions may have
	Series       []Break     // what became of its codes from era to era
}

// A FormLabel is where an official table states an indicator.
type FormLabel struct {
	Era   Era
	Table string            // "1" for the single table of 2014-2018, "2", "3" or "4" for the section of 2019-
	Row   string            // label of the row, without its numbering
	Col   string            // label of the column, "" where the table has one column of values
	Dims  map[string]string // dimensions that this place means
	Role  Role              // "" for level
	Local bool              // not a cell of the official form: a row that provinces and cities added, or a heading that some fill in
}
