// Package fault names the moments at which tests end the program as a power cut
// would. Built without the tag `fault`, as it is handed out, a point does
// nothing and costs nothing; with it the variable NIANBAO_FAULT says at which
// point a process kills itself, and the how-manieth time it comes there:
//
//	NIANBAO_FAULT=store.inserted:3 nianbao ingest reports/
package fault

// Points are the names of all points, in the order in which a report passes
// them. Tests kill at each; a name that is not here is a bug, which they find.
var Points = []string{
	StorePut, StoreInserted, StoreCommitted,
	CrawlClaim, CrawlClaimed, ArchiveBody, ArchiveBytes, ArchiveIndexed, CrawlFinish, CrawlFinished, CrawlVisited,
	ExportMade, ExportAside, ExportPlaced,
	BackupCopied, BackupChecked, BackupPlaced, BackupRotated,
}

const (
	StorePut       = "store.put"       // a transaction of documents has begun
	StoreInserted  = "store.inserted"  // all of it is written and found by searches, nothing committed
	StoreCommitted = "store.committed" // it is committed, nobody has been told

	CrawlClaim     = "crawl.claim"     // addresses are chosen, not yet leased
	CrawlClaimed   = "crawl.claimed"   // they are leased, nothing is asked
	ArchiveBody    = "archive.body"    // an answer is had, nothing of it is written
	ArchiveBytes   = "archive.bytes"   // its record is written, the index does not know it
	ArchiveIndexed = "archive.indexed" // the index knows it, the ledger does not
	CrawlFinish    = "crawl.finish"    // what became of an address is written, not committed
	CrawlFinished  = "crawl.finished"  // it is committed
	CrawlVisited   = "crawl.visited"   // a site's night is closed

	ExportMade   = "export.made"   // a data set is whole, in its working folder
	ExportAside  = "export.aside"  // the one before stands aside, its place is empty
	ExportPlaced = "export.placed" // the new one stands in its place, the old one is still there

	BackupCopied  = "backup.copied"  // the copy is made, under a name of its own
	BackupChecked = "backup.checked" // it is sound and synced
	BackupPlaced  = "backup.placed"  // it has its name
	BackupRotated = "backup.rotated" // one of those that are too many is gone
)
