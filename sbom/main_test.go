package main

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// TestBill holds that the bill of this test's own program names its modules, and
// is the same twice.
func TestBill(t *testing.T) {
	var first, second bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &second} {
		if err := run([]string{os.Args[0]}, b); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same program has two bills")
	}
	var got bill
	if err := json.Unmarshal(first.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Format != "CycloneDX" || got.Spec != "1.5" || got.Metadata.Component.Name != "nianbao" {
		t.Errorf("%+v", got.Metadata)
	}
	if !slices.ContainsFunc(got.Components, func(c component) bool { return c.Name == "go" && c.Version != "" }) {
		t.Errorf("no toolchain in %+v", got.Components)
	}
	if err := run([]string{"main.go"}, &first); err == nil {
		t.Error("a file that is no program has a bill")
	}
	if err := run(nil, &first); err == nil {
		t.Error("no file has a bill")
	}
}
