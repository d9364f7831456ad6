// Package crawl is the night: it takes the sites of sources.yaml, finds their
// columns of annual reports (package list), asks for what is due (package
// polite), keeps every answer (package warc), reads the reports (package
// pipeline) and writes down what became of every address and of every report
// that is owed (package store).
package crawl
