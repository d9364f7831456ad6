package extract

import "flag"

// update rewrites golden files: go test ./extract -update.
var update = flag.Bool("update", false, "rewrite golden files")
