module nianbao

go 1.26.8

require (
	github.com/PuerkitoBio/goquery v1.13.0 // web pages: the document tree and its selectors
	github.com/andybalholm/brotli v1.2.6 // archives of the web: bodies packed by brotli
	github.com/chromedp/cdproto v0.159.0 // tests: what a browser is told and tells
	github.com/chromedp/chromedp v0.22.1 // tests: the pages in a browser
	github.com/getkin/kin-openapi v0.152.0 // tests: answers of the API held to its description
	github.com/google/go-cmp v0.7.0 // tests: differences that a person can read
	github.com/jackc/pgx/v5 v5.11.0 // the database on a server: PostgreSQL
	github.com/klippa-app/go-pdfium v1.19.8 // PDF: the first reader (text with places, drawn lines, images)
	github.com/ledongthuc/pdf v0.0.0-20260907135840-6c8c28e0e8a0 // PDF: the independent second reader
	github.com/mattn/go-sqlite3 v1.14.52 // the database
	github.com/nwaples/rardecode/v2 v2.4.5 // .rar bundles
	github.com/parquet-go/parquet-go v0.32.0 // .parquet
	github.com/pressly/goose/v3 v3.29.0 // migrations of the database
	github.com/prometheus/client_golang v1.25.0 // metrics of the crawl, in the form of Prometheus
	github.com/riverqueue/river v0.51.0 // the queue of workers, in PostgreSQL
	github.com/riverqueue/river/riverdriver/riverpgxv5 v0.51.0 // the queue, by pgx
	github.com/riverqueue/river/rivertype v0.51.0 // the queue: states of jobs
	github.com/rogpeppe/go-internal v1.16.0 // tests: scripts of the command line
	github.com/schollz/progressbar/v3 v3.19.1 // the progress bar of ingest
	github.com/spf13/cobra v1.10.2 // commands, help, completion
	github.com/spf13/pflag v1.0.9 // flags of the commands
	github.com/temoto/robotstxt v1.1.2 // robots.txt: groups, patterns
	github.com/tetratelabs/wazero v1.12.0 // runs pdfium, as WebAssembly, under a limit of memory
	github.com/wneessen/go-mail v0.8.1 // mail about a night: TLS, logins, encoded headers
	github.com/xuri/excelize/v2 v2.10.1 // .xlsx
	github.com/yanyiwu/gojieba v1.4.7 // segmentation by jieba
	go.yaml.in/yaml/v3 v3.0.6 // sources.yaml; tests: the heads of the frozen sites
	golang.org/x/image v0.47.0 // scans: TIFF pictures; charts: outlines of a font
	golang.org/x/net v0.62.0 // HTML: tokens and tree
	golang.org/x/sync v0.24.0 // workers with one error
	golang.org/x/sys v0.49.0 // limits of child processes
	golang.org/x/term v0.47.0 // whether output is a terminal, and how wide
	golang.org/x/text v0.43.0 // encodings, Unicode forms, widths
	golang.org/x/tools v0.52.0 // txtar, the form of the files of the codebook
	gonum.org/v1/plot v0.17.0 // charts: canvases of PNG and SVG, marks of axes
)

require github.com/andybalholm/cascadia v1.3.4 // web pages: selectors of style sheets

require (
	codeberg.org/go-latex/latex v0.2.0 // indirect
	git.sr.ht/~sbinet/gg v0.7.0 // indirect
	github.com/ajstarks/svgo v0.0.0-20211024235047-1546f124cd8b // indirect
	github.com/beorn7/perks v1.0.1 // indirect
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
	github.com/go-openapi/jsonpointer v0.22.5 // indirect
	github.com/go-openapi/swag/jsonname v0.25.5 // indirect
	github.com/golang/freetype v0.0.0-20170609003504-e2365dfdc4a0 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/gorilla/mux v1.8.0 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/jolestar/go-commons-pool/v2 v2.1.2 // indirect
	github.com/klauspost/compress v1.20.1 // indirect
	github.com/kr/pretty v0.3.1 // indirect
	github.com/kylelemons/godebug v1.1.0 // indirect
	github.com/mfridman/interpolate v0.0.2 // indirect
	github.com/mitchellh/colorstring v0.0.0-20190213212951-d06e56a500db // indirect
	github.com/munnerz/goautoneg v0.0.0-20191010083416-a7dc8b61c822 // indirect
	github.com/oasdiff/yaml v0.1.1 // indirect
	github.com/oasdiff/yaml3 v0.0.14 // indirect
	github.com/parquet-go/bitpack v1.0.0 // indirect
	github.com/parquet-go/jsonlite v1.0.0 // indirect
	github.com/pierrec/lz4/v4 v4.1.33 // indirect
	github.com/prometheus/client_model v0.6.3 // indirect
	github.com/prometheus/common v0.72.0 // indirect
	github.com/prometheus/procfs v0.22.0 // indirect
	github.com/richardlehane/mscfb v1.0.6 // indirect
	github.com/richardlehane/msoleps v1.0.6 // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3 // indirect
	github.com/sethvargo/go-retry v0.5.0 // indirect
	github.com/tiendc/go-deepcopy v1.7.2 // indirect
	github.com/twpayne/go-geom v1.6.1 // indirect
	github.com/xuri/efp v0.0.1 // indirect
	github.com/xuri/nfp v0.0.2-0.20250530014748-2ddeb826f9a9 // indirect
	go.uber.org/multierr v1.11.0 // indirect
	golang.org/x/crypto v0.58.0 // indirect
	google.golang.org/protobuf v1.36.12 // indirect
)

require (
	github.com/jackc/pgpassfile v1.0.0 // indirect
	github.com/jackc/pgservicefile v0.0.0-20240606120523-5a60cdf6a761 // indirect
	github.com/jackc/puddle/v2 v2.2.3 // indirect
	github.com/riverqueue/river/riverdriver v0.51.0 // indirect
	github.com/riverqueue/river/rivershared v0.51.0 // indirect
	github.com/tidwall/gjson v1.20.0 // indirect
	github.com/tidwall/match v1.2.0 // indirect
	github.com/tidwall/pretty v1.2.1 // indirect
	github.com/tidwall/sjson v1.2.5 // indirect
)
