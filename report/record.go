package report

// A Record is a document as `extract --format jsonl` prints it, one line each:
// a contract that other programs read. A change of meaning is a new Schema.
type Record struct {
	Schema           int            `json:"schema"`
	Source           string         `json:"source"`
	SHA256           string         `json:"sha256"`
	Status           Status         `json:"status"`
	Reason           Reason         `json:"reason"`
	Detail           string         `json:"detail,omitempty"`
	Format           Format         `json:"format"`
	Encoding         string         `json:"encoding"`
	Script           Script         `json:"script"`
	Title            string         `json:"title"`
	Body             string         `json:"body"`
	BodyID           string         `json:"body_id"`
	Region           string         `json:"region"`
	RegionBasis      RegionBasis    `json:"region_basis"`
	RegionConfidence float64        `json:"region_confidence"`
	Level            BodyLevel      `json:"level"`
	Scope            Scope          `json:"scope"`
	Year             *int           `json:"year"`
	Period           string         `json:"period"`
	Published        string         `json:"published"`
	Era              Era            `json:"era"`
	Figures          []RecordFigure `json:"figures"`
	Checks           []Check        `json:"checks"`
	Proposals        []Proposal     `json:"proposals"`
	Issues           []Issue        `json:"issues"`
	Residual         float64        `json:"residual"`
}

// A RecordFigure is a [Figure] with null where a place does not apply.
type RecordFigure struct {
	Figure
	Page  *int `json:"page"`
	Table *int `json:"table"`
	Row   *int `json:"row"`
	Col   *int `json:"col"`
}

// Record gives the document's line.
func (d *Document) Record() Record {
	r := Record{
		Schema: 1, Source: d.Source, SHA256: d.SHA256, Status: d.Status, Reason: d.Reason, Detail: d.Detail,
		Format: d.Format, Encoding: d.Encoding, Script: d.Script, Title: d.Title, Body: d.Body, BodyID: d.BodyID,
		Region: d.Region, RegionBasis: d.RegionBasis, RegionConfidence: d.RegionConfidence, Level: d.Level, Scope: d.Scope, Period: d.Period, Published: d.Published, Era: d.Era, Residual: d.Residual,
		Figures: []RecordFigure{}, Checks: []Check{}, Proposals: []Proposal{}, Issues: []Issue{},
	}
	if d.Year != 0 {
		r.Year = &d.Year
	}
	for i := range d.Figures {
		f := RecordFigure{Figure: d.Figures[i]}
		if f.Dims == nil {
			f.Dims = map[string]string{}
		}
		if f.Figure.Page > 0 {
			f.Page = &d.Figures[i].Page
		}
		if f.Figure.Table > 0 {
			f.Table, f.Row, f.Col = &d.Figures[i].Table, &d.Figures[i].Row, &d.Figures[i].Col
		}
		r.Figures = append(r.Figures, f)
	}
	r.Checks = append(r.Checks, d.Checks...)
	r.Proposals = append(r.Proposals, d.Proposals...)
	r.Issues = append(r.Issues, d.Issues...)
	return r
}
