// Package store keeps documents and their figures in one SQLite file, and finds
// them again.
//
// [Open] a database and [DB.Put] documents into it, one transaction each;
// [OpenReader] one that must not be changed. [DB.Search] answers with figures
// and the words they were read from; [DB.Draw] draws some of them for a person
// to judge.
//
// Three names are kept apart. A source is a place: a path or URL. A document is
// bytes, by their hash, as read by one version of the extractor. A report is
// what a body published for a year: it has several documents (HTML and PDF
// twins, later versions, later readings), of which one is current. New bytes at
// a source become a new version of it and the old ones stay.
//
// The current document of a report is chosen whenever bytes or readings of it
// change, by the first of these that tells two apart: the newest reading of its
// bytes; one that could be read; bytes that still stand at a source; one read
// whole; more coded figures; the one put last. A document whose body or year is
// unknown belongs to no report: it is current as long as its bytes stand at a
// source and no later reading of them is stored.
//
// The tables are described where they are made, in migrations; SQLite keeps
// those comments, so that any client shows them.
package store
