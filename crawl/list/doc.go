// Package list finds a site's annual reports: from its home page to the column
// 政府信息公开年报, and from the column's page to its entries.
//
// [Find] does both. Sites are built by few makers, and each maker's lists are
// paged in a way of its own: a file here is one family, which knows its pages by
// a fingerprint and asks for the rest of a list as those pages' own scripts
// would. Scripts are never run: parameters are read from them by patterns. What
// no family knows is read by the generic rules, and what those cannot page is
// reported, never taken for the whole.
//
// Entries are candidates. What is surely no report by its title is left out;
// when in doubt it stays, for what a page holds decides later.
package list
