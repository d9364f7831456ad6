// Package synth writes annual reports that no body ever published, as many as
// are asked for, so that a database can be measured at the size of the whole
// country's: the divisions are real, the figures and sentences are not. The
// same number gives the same bytes; there is no chance in it and no clock.
//
// A [Plan] names the reports, [Plan.Report] writes one of them as a page or a
// text with the figures it was meant to state ([Intended]), and [Fill] takes
// all of them through the stages that every document goes through, into a
// database. The sentences are grown from the grammar in phrases.
//
// It measures and is no part of the program: nothing here is shipped.
package synth
