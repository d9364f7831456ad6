// Package font holds the font that charts are labelled with. It is of others, see
// README.md.
package font

import _ "embed"

// Regular is an OpenType font of outlines with the characters of GB 2312, of
// China's divisions and of the codebook, and their traditional forms.
//
//go:embed NotoSansCJKsc-subset.otf
var Regular []byte
