package list

// A Source is a site as sources.yaml names it.
type Source struct {
	Name   string
	Home   string   // the home page
	Column string   // the column of annual reports, where it is known
	Hosts  []string // further hosts that belong to the site
	Family string   // where it is known: asked before the others
	Quirks map[string]string
}

// A Hint is what the last good night found, and the year that it is.
type Hint struct {
	Column string
	Listed int
	Year   int // calendars beyond the next one are not followed; 0 for any
}

// A Listing is what a site's lists show of annual reports.
type Listing struct {
	Column  string
	Family  string
	Entries []Entry // candidates in the list's order, each once
	Stated  int     // rows that the site says there are, 0 where it says nothing
	Listed  int     // rows seen in the column, with those that are surely no reports
	Outcome Outcome
	Why     string // of an outcome that is not ok
	Stopped string // why the last list ended
	Notes   []string
	Foreign []string // hosts that are none of the site's, to which titles of reports lead
	Beside  []string // those of its domain to which the names of columns lead
}

// An Entry is a row of a list.
type Entry struct {
	URL         string
	Title       string
	Date        string // yyyy-mm-dd, "" where the list has none
	Body        string // the body that the list names, mostly ""
	Attachments []string
	Page        string // the list page it stood on
}

// An Outcome says what became of a site's list tonight.
type Outcome string

// Outcomes. Only OK says that the list is whole.
const (
	OK                Outcome = "ok"
	Incomplete        Outcome = "incomplete"         // fewer rows than the site states, or a list that broke off
	PaginationIgnored Outcome = "pagination_ignored" // page 2 is page 1 again
	Unsupported       Outcome = "unsupported"        // a list that only a browser shows
	ColumnLost        Outcome = "column_lost"        // no column of annual reports
	Emptied           Outcome = "emptied"            // the column is there and its list is empty
	Blocked           Outcome = "blocked"
	Declined          Outcome = "declined" // robots.txt
	Unreachable       Outcome = "unreachable"
)
