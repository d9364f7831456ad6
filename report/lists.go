package report

import (
	"fmt"
	"slices"
)

// The closed lists. Their values are words, stored and printed as they stand
// here, so that they are immune to renumbering; Validate rejects every other.

// A Status says how far a document could be read.
type Status string

const (
	OK         Status = "ok"         // read whole
	Partial    Status = "partial"    // figures were read, but a named part of the document was not
	Unreadable Status = "unreadable" // nothing was read; Reason says why
)

// A Reason says why a document is partial or unreadable. It is "" where the status is ok.
type Reason string

const (
	Empty          Reason = "empty"            // no bytes, or only white space
	Missing        Reason = "missing"          // nothing at the place named
	Forbidden      Reason = "forbidden"        // the place may not be read (permission, HTTP 401/403)
	FetchFailed    Reason = "fetch_failed"     // network failure or HTTP error
	TooLarge       Reason = "too_large"        // above the size limit
	TooDeep        Reason = "too_deep"         // nested beyond what is read
	TimedOut       Reason = "timed_out"        // above the time limit
	Unsupported    Reason = "unsupported"      // a format that is not read
	Encrypted      Reason = "encrypted"        // needs a password
	Truncated      Reason = "truncated"        // the end is missing
	Malformed      Reason = "malformed"        // not what its format demands
	Mojibake       Reason = "mojibake"         // characters decoded wrongly, or no known encoding
	NeedsOCR       Reason = "needs_ocr"        // a scan without a text layer
	ImageTable     Reason = "image_table"      // its tables are pictures
	ScriptShell    Reason = "script_shell"     // a page whose text only a script would load
	Challenge      Reason = "challenge"        // a firewall's or challenge page
	ErrorPage      Reason = "error_page"       // an error page served as a document (soft 404)
	Login          Reason = "login"            // a login page
	ListPage       Reason = "list_page"        // a list of documents, not one
	Stub           Reason = "stub"             // too little text to be a report
	NotAReport     Reason = "not_a_report"     // text, but not of this genre (no figure, no Chinese)
	DisagreeingPDF Reason = "readers_disagree" // two PDF readers gave different text
	Crashed        Reason = "crashed"          // the parser failed; Detail has its last words
	OutOfMemory    Reason = "out_of_memory"    // the parser needed more memory than it may have
	Forgotten      Reason = "forgotten"        // the source, or these bytes, were taken down: see nianbao forget
	Untried        Reason = "untried"          // the machine could not start the reading: no verdict on the document
)

// A Format is the kind of a document's bytes, told by the bytes themselves.
type Format string

const (
	TextFormat Format = "text"
	HTML       Format = "html"
	PDF        Format = "pdf"
	DOCX       Format = "docx"
	XLSX       Format = "xlsx"
	OFD        Format = "ofd" // GB/T 33190, the national layout format
	DOC        Format = "doc" // Word 97-2003, WPS Writer
	XLS        Format = "xls" // Excel 97-2003 and binary, WPS Spreadsheets
	PPT        Format = "ppt" // presentations
	RTF        Format = "rtf"
	ODT        Format = "odt"
	ODS        Format = "ods"
	Image      Format = "image"
	Unknown    Format = "unknown"
)

// A Script is the Chinese script of a document's text.
type Script string

const (
	Hans Script = "hans" // simplified
	Hant Script = "hant" // traditional
)

// An Era is a generation of the official form, named by its first year. It is
// "" where no table and no year tells it.
type Era string

const (
	Era2008 Era = "2008" // 2008-2013: prose, local forms
	Era2014 Era = "2014" // 2014-2018: 政府信息公开情况统计表
	Era2019 Era = "2019" // 2019-2020: 国办公开办函〔2019〕60号
	Era2021 Era = "2021" // 2021-: 国办公开办函〔2021〕30号
)

// A BodyLevel says whose a body is: a government's own or a department's, and of
// which level. It is "" where the name does not tell.
type BodyLevel string

const (
	Nation         BodyLevel = "nation"   // of the central government: 国家税务总局
	Province       BodyLevel = "province" // a province's government, or a municipality's: 北京市人民政府
	City           BodyLevel = "city"
	County         BodyLevel = "county"
	Town           BodyLevel = "town" // a town, township or street office
	Zone           BodyLevel = "zone" // a development zone's committee: a body of the division that it lies in
	DeptOfProvince BodyLevel = "department_of_province"
	DeptOfCity     BodyLevel = "department_of_city"
	DeptOfCounty   BodyLevel = "department_of_county"
	DeptOfTown     BodyLevel = "department_of_town"
	DeptOfZone     BodyLevel = "department_of_zone"
)

// Department is the level of a department of a government of this level.
func (l BodyLevel) Department() BodyLevel {
	if l == "" || l == Nation {
		return l
	}
	return "department_of_" + l
}

// A RegionBasis says by what a document's region was decided, or why it was not.
type RegionBasis string

const (
	ByManifest RegionBasis = "manifest" // a list of sources says it, or decides between divisions of one name
	ByPath     RegionBasis = "path"     // the body's name begins with its province, its city or a county and what is in it
	ByWords    RegionBasis = "words"    // a county or town named alone; the document's own words name what it lies in
	ByUnique   RegionBasis = "unique"   // a county named alone that no other is called as
	ByCommon   RegionBasis = "common"   // several have the name: what they all lie in
	ByOrders   RegionBasis = "orders"   // whose orders the report says it follows
	// Without a region.
	NotAlone   RegionBasis = "alone"     // only one division has the name, but a town or zone of the name may be in no table
	NotHere    RegionBasis = "elsewhere" // only one has the name, but the document speaks of another province
	NotSeveral RegionBasis = "several"   // several have the name
	NotListed  RegionBasis = "unlisted"  // none has the name
)

// A Scope says of what a report's figures are. It is "" where it does not tell.
type Scope string

const (
	OwnOffice   Scope = "own"   // of the body alone: 本机关, 市本级
	WholeRegion Scope = "whole" // of all bodies of its region or all offices below it: 汇总全区各部门
)

// A Role says what a figure states about its indicator.
type Role string

const (
	Level       Role = "level"        // of the report's own period, or the state at its end
	Change      Role = "change"       // against an earlier period; a decrease is negative
	Share       Role = "share"        // a percentage of a stated whole
	Rate        Role = "rate"         // a percentage that is not a share of a listed whole
	OtherPeriod Role = "other_period" // of another period than the report's own
	Cumulative  Role = "cumulative"   // over more than the year
	Plan        Role = "plan"         // intended for a later year
	Rank        Role = "rank"         // a place in a ranking
)

// A Qualifier says how exactly a figure is stated.
type Qualifier string

const (
	Exact   Qualifier = "exact"
	Approx  Qualifier = "approx"   // 约 近 左右 上下
	AtLeast Qualifier = "at_least" // 余 多 以上 超过 不少于
	AtMost  Qualifier = "at_most"  // 不足 以内
)

// A Method says in what a figure was found.
type Method string

const (
	InText  Method = "text"
	InTable Method = "table"
)

// A Reader names what turned the bytes into the text a figure stands in.
type Reader string

const (
	ReadText      Reader = "text"
	ReadHTML      Reader = "html"
	ReadPDFium    Reader = "pdfium"
	ReadPDFToText Reader = "pdftotext" // where PDFium could not open the file
	ReadMuTool    Reader = "mutool"    // likewise
	ReadDOCX      Reader = "docx"
	ReadXLSX      Reader = "xlsx"
	ReadOFD       Reader = "ofd"
	ReadOCR       Reader = "ocr" // character recognition in a picture
)

// A ValueStatus keeps printed, absent and unreadable apart, to the export.
// Only a printed figure has a value.
type ValueStatus string

const (
	Printed       ValueStatus = "printed"        // a number stands there, 0 included
	Blank         ValueStatus = "blank"          // nothing stands there: not reported, never 0
	NotApplicable ValueStatus = "not_applicable" // "/", "-", 不适用
	Words         ValueStatus = "words"          // words stand there: 详见附表
	Unsure        ValueStatus = "unsure"         // what stands there could not be recognised for certain
)

// A Verdict says whose error a contradiction is.
type Verdict string

const (
	Misread            Verdict = "misread"             // ours: the evidence can be read so that it agrees
	SourceInconsistent Verdict = "source_inconsistent" // the body's: the evidence reads the same in every way
	Unsettled          Verdict = "unsettled"           // the evidence is not clear enough to tell
)

// A ProposalKind says what happened to a cell.
type ProposalKind string

const (
	WrongCell   ProposalKind = "cell"    // its number is wrong
	BlankCell   ProposalKind = "blank"   // nothing stands there, the sums tell what should
	SplitNumber ProposalKind = "split"   // a number of its row stands in two cells
	FusedNumber ProposalKind = "fused"   // two numbers of its row stand in one cell
	ShiftedRow  ProposalKind = "shifted" // its row stands beside its columns
)

// A Measure is the kind of a unit: what is counted, whatever measure word a
// body chose for it. UnitMeasure maps the words.
type Measure string

// A RejectReason says why a numeral is not a figure.
type RejectReason string

const (
	RejectDate      RejectReason = "date"            // 2017年1月1日
	RejectTime      RejectReason = "time"            // 9:00-17:00
	RejectPhone     RejectReason = "phone"           // 010-64043994, 12345热线
	RejectPostcode  RejectReason = "postcode"        // 邮编:100007
	RejectDocument  RejectReason = "document_number" // 国办发〔2010〕5号, 国务院令第711号
	RejectArticle   RejectReason = "law_article"     // 第二十条第（五）项
	RejectOrdinal   RejectReason = "ordinal"         // 一、 （二） 第三次
	RejectAddress   RejectReason = "address"         // 草园胡同6号
	RejectURL       RejectReason = "url"             // web and mail addresses
	RejectID        RejectReason = "identifier"      // ICP numbers, site codes, index numbers
	RejectSlogan    RejectReason = "slogan"          // 五公开, 三公经费, 最后一公里
	RejectTimeLimit RejectReason = "time_limit"      // 20个工作日内
	RejectEdition   RejectReason = "edition"         // 2024版
	RejectName      RejectReason = "name"            // part of a name: 地铁21号线
	RejectIdiom     RejectReason = "idiom"           // a number word that counts nothing: 一方面, 进一步
	RejectThreshold RejectReason = "threshold"       // 50岁以上, 低于60分
	RejectForm      RejectReason = "form"            // part of the printed form: 计1条
	RejectPage      RejectReason = "page"            // page numbers, page furniture, counters of the web page
	RejectPrice     RejectReason = "price"           // what one piece costs: 每页0.5元, A3纸1元
	RejectGeneral   RejectReason = "general"         // describes the place or the organisation in passing: 三个部门
)

// An IssueKind names something in a document that was not understood, or that
// contradicts itself.
type IssueKind string

const (
	IssueUnknownUnit    IssueKind = "unknown_unit"    // a measure word that is not in the list
	IssueUnknownRow     IssueKind = "unknown_row"     // a row of an official table whose label is not known
	IssueUnknownColumn  IssueKind = "unknown_column"  // likewise a column
	IssueBadCell        IssueKind = "bad_cell"        // a cell that holds neither a number nor a known word
	IssueManyNumbers    IssueKind = "many_numbers"    // a cell that holds several numbers
	IssueReaders        IssueKind = "readers"         // the two PDF readers give different numerals
	IssueLeftover       IssueKind = "leftover"        // a numeral neither taken nor rejected
	IssueBody           IssueKind = "body"            // the issuing body is in doubt
	IssueYear           IssueKind = "year"            // the reporting year is in doubt
	IssueRegion         IssueKind = "region"          // which division the body is of is in doubt; the candidates are named
	IssueUnsure         IssueKind = "unsure"          // a figure that was not recognised for certain in a picture
	IssueReplacement    IssueKind = "replacement"     // characters that could not be decoded
	IssueManifest       IssueKind = "manifest"        // the manifest and the page differ; the manifest wins
	IssuePageUnreadable IssueKind = "page_unreadable" // one page of the document could not be read
)

var (
	statuses    = []Status{OK, Partial, Unreadable}
	reasons     = []Reason{"", Empty, Missing, Forbidden, FetchFailed, TooLarge, TooDeep, TimedOut, Unsupported, Encrypted, Truncated, Malformed, Mojibake, NeedsOCR, ImageTable, ScriptShell, Challenge, ErrorPage, Login, ListPage, Stub, NotAReport, DisagreeingPDF, Crashed, OutOfMemory, Forgotten, Untried}
	roles       = []Role{Level, Change, Share, Rate, OtherPeriod, Cumulative, Plan, Rank}
	qualifiers  = []Qualifier{Exact, Approx, AtLeast, AtMost}
	methods     = []Method{InText, InTable}
	values      = []ValueStatus{Printed, Blank, NotApplicable, Words, Unsure}
	eras        = []Era{"", Era2008, Era2014, Era2019, Era2021}
	regionBases = []RegionBasis{"", ByManifest, ByPath, ByWords, ByUnique, ByCommon, ByOrders, NotAlone, NotHere, NotSeveral, NotListed}
	levels      = []BodyLevel{"", Nation, Province, City, County, Town, Zone, DeptOfProvince, DeptOfCity, DeptOfCounty, DeptOfTown, DeptOfZone}
	scopes      = []Scope{"", OwnOffice, WholeRegion}
)

// Roles gives every role.
func Roles() []Role { return slices.Clone(roles) }

// Methods gives every method.
func Methods() []Method { return []Method{InText, InTable} }

// BodyLevels gives every level that is known.
func BodyLevels() []BodyLevel { return slices.Clone(levels[1:]) }

// ValueStatuses gives every status of a value.
func ValueStatuses() []ValueStatus { return slices.Clone(values) }

func (s Status) Validate() error      { return oneOf("status", s, statuses) }
func (r Reason) Validate() error      { return oneOf("reason", r, reasons) }
func (r Role) Validate() error        { return oneOf("role", r, roles) }
func (q Qualifier) Validate() error   { return oneOf("qualifier", q, qualifiers) }
func (m Method) Validate() error      { return oneOf("method", m, methods) }
func (v ValueStatus) Validate() error { return oneOf("value status", v, values) }
func (e Era) Validate() error         { return oneOf("era", e, eras) }
func (b RegionBasis) Validate() error { return oneOf("region basis", b, regionBases) }
func (l BodyLevel) Validate() error   { return oneOf("level", l, levels) }
func (s Scope) Validate() error       { return oneOf("scope", s, scopes) }

func oneOf[T ~string](what string, v T, list []T) error {
	if slices.Contains(list, v) {
		return nil
	}
	return fmt.Errorf("unknown %s %q", what, string(v))
}
