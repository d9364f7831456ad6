package web

import (
	"context"
	"net/http"
	"net/url"

	"nianbao/report"
)

// Districts is what the pages of divisions ask.
type Districts interface {
	// District gives a division by its code; "" for the country.
	// [report.ErrNotFound] where there never was one.
	District(ctx context.Context, lang, code string) (District, error)
}

// A District is a division with its bodies' reports.
type District struct {
	Code, Name string
	Above      []Place  // from the province down
	Names      []string // other names and codes that it has had
	Level      report.BodyLevel
	Body       string // the name of the one whose figures are shown
	Years      []int
	Bodies     []DistrictBody
	More       bool // bodies than are listed
	Figures    []DistrictSeries
	Live       *Live  // their years, each on a scale of its own
	Peers      string // the division whose others it is set against; "" for the country
	PeersCode  string
	Below      []Place
	Counting   bool // the reports are not counted yet
	Reports    int
}

// A Place is a division with how many reports it has.
type Place struct {
	Code, Name string
	Reports    int
}

// A DistrictBody is a body with its reports.
type DistrictBody struct {
	Name  string
	Level report.BodyLevel
	Years []DistrictYear
}

// A DistrictYear is what became of a body's report for a year: that it is there,
// or what the ledger says.
type DistrictYear struct {
	Year   int
	Report string // address; "" where there is none
	State  string // ok, partial, unreadable; missing, late ... ; "" where nothing is known
	Late   int    // days
	Words  string
}

// A DistrictSeries is what the division's body says of a code over years.
type DistrictSeries struct {
	Code, Name, English, Unit string
	Points                    []SparkPoint
	Year                      int // the newest that is stated
	Value                     string
	Report                    string
	Rank, Of                  int
	Median                    report.Decimal // of the peers
	Reported, Reports         int            // of the peers
	Compare                   string         // address
}

// Spark draws the series.
func (s DistrictSeries) Spark() Spark { return newSpark(s.Points) }

type districtPage struct {
	*Frame
	D    District
	Live string // JSON
}

func (s *Server) district(w http.ResponseWriter, r *Request) error {
	code := r.PathValue("code")
	if short := report.DivisionCode(code); short != code { // 510100 is 5101 here
		address := url.URL{Path: "/district/" + short, RawQuery: r.URL.RawQuery}
		http.Redirect(w, r.Request, address.String(), http.StatusMovedPermanently)
		return nil
	}
	d, err := s.Source.District(r.Context(), r.Lang, code)
	if err != nil {
		return err
	}
	p := districtPage{Frame: s.Frame(r, d.Name), D: d}
	p.Section = "district"
	if d.Code == "" {
		p.Title = p.Say("nav.district")
	}
	if p.Live, err = p.liveJSON(d.Live, p.Say("district.live", d.Name)); err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, "district", p)
}

var districtWords = map[string]both{
	"nav.district":           {"地区", "Places"},
	"district.lead":          {"按行政区划看：有哪些年报，缺哪些，数字如何变化，在同级中居于何处。", "By division: which reports are here, which are missing, how the figures went, and where they stand among their peers."},
	"district.all":           {"全国", "China"},
	"district.path":          {"所在", "Within"},
	"district.names":         {"曾用名称与代码：", "Also known as: "},
	"district.holds":         {"%s 份年报", "%s reports"},
	"district.figures":       {"主要数字", "Main figures"},
	"district.of_body":       {"取自%s的年报。", "From the reports of %s."},
	"district.indicator":     {"指标", "Indicator"},
	"district.trend":         {"走势", "Trend"},
	"district.trend_words":   {"%d 至 %d 年走势", "trend from %d to %d"},
	"district.live":          {"%s的主要数字，历年", "Main figures of %s over the years"},
	"district.newest":        {"最近", "Newest"},
	"district.rank":          {"在同级中", "Among peers"},
	"district.rank_of":       {"第 %d / %d", "%d of %d"},
	"district.median":        {"同级中位数", "Peers' median"},
	"district.stated":        {"写明", "Stated by"},
	"district.of":            {"%d / %d 份", "%d of %d"},
	"district.peers":         {"同级：%s的其他%s机构，同一年的年报。", "Peers: other bodies in %s of level %s, by their reports of the same year."},
	"district.compare":       {"比较", "compare"},
	"district.reports":       {"各机构年报", "Reports of its bodies"},
	"district.reports_note":  {"数字为年报页；“–”为库中没有；“缺”“迟”由抓取名单与法定期限得出。", "A year leads to its report; – is not in the database. What is missing or late is told by the ledger of the crawl."},
	"district.body":          {"机构", "Body"},
	"district.more":          {"机构太多，只列出前 %d 个；其余可用检索。", "There are more bodies: the first %d are listed; search finds the others."},
	"district.none":          {"库中没有它自己机构的年报。", "There is no report of its own bodies in the database."},
	"district.below":         {"下辖地区", "Divisions below"},
	"district.search":        {"检索这里的数字", "Search figures here"},
	"district.compare_below": {"比较这里的机构", "Compare bodies here"},
	"district.counting":      {"正在统计各地年报份数。", "The reports of each place are being counted."},
	"held.ok":                {"有", "there"},
	"held.partial":           {"部分读出", "partly read"},
	"held.unreadable":        {"未能读出", "not read"},
}
