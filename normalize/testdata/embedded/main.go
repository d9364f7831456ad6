// Command embedded cuts a sentence and prints its words: see TestEmbedded.
package main

import (
	"fmt"

	"nianbao/normalize"
)

func main() {
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		panic(err)
	}
	defer seg.Close()
	t := normalize.New("政府網站主動公開１２件", 0)
	seg.Segment(t)
	for _, w := range t.Words {
		fmt.Print(string(t.Norm[w.Start:w.End]), " ")
	}
}
