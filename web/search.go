package web

// An Ask is what a search page asks for, as its address says it.
type Ask struct {
	Words string
}
