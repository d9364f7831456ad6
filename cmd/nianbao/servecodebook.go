package main

import "nianbao/report"

// Indicators are the codebook's.
func (s *shelf) Indicators() []report.Indicator { return s.book.All() }
