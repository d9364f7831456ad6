package web

// A Source answers what pages ask. Each page names its own part, beside its
// handler; the program fills them all from one database.
type Source interface {
	Starts
	Searches
	Reports
	Pictures
	Compares
	Desks
	Districts
	Coverages
	Codebooks
}
