package frozen

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// makePNG is a picture as large as a page, without text: grey bars, whose
// places follow from the blocks.
func makePNG(blocks []block) ([]byte, error) {
	d := newDice(asText(blocks))
	img := image.NewGray(image.Rect(0, 0, 600, 900))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	for y := 40; y < 860; y += d.between(18, 30) {
		end := d.between(200, 560)
		for x := 40; x < end; x++ {
			for dy := range 9 {
				img.SetGray(x, y+dy, color.Gray{0x60})
			}
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}
