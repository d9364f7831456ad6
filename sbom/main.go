// Command sbom writes what a program of Go was built from as a bill of materials
// in the form CycloneDX 1.5: the modules that the linker put into it, with their
// versions and the hashes by which go.sum knows them, and the toolchain.
//
//	sbom bin/nianbao >nianbao.cdx.json
//
// The same program gives the same bytes: there is no time and no serial number
// in it. Data that others wrote (third_party) is listed by its folder's README.
package main

import (
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

type (
	bill struct {
		Format     string      `json:"bomFormat"`
		Spec       string      `json:"specVersion"`
		Version    int         `json:"version"`
		Metadata   metadata    `json:"metadata"`
		Components []component `json:"components"`
	}
	metadata struct {
		Component component `json:"component"`
	}
	component struct {
		Type       string     `json:"type"`
		Name       string     `json:"name"`
		Version    string     `json:"version,omitempty"`
		PURL       string     `json:"purl,omitempty"`
		Properties []property `json:"properties,omitempty"`
	}
	property struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func run(args []string, w io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: sbom PROGRAM")
	}
	info, err := buildinfo.ReadFile(args[0])
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(of(info))
}

// of makes the bill of a program.
func of(info *buildinfo.BuildInfo) bill {
	program := component{Type: "application", Name: info.Main.Path}
	for _, s := range info.Settings {
		switch s.Key {
		case "-tags", "CGO_ENABLED", "GOARCH", "GOOS", "-trimpath":
			program.Properties = append(program.Properties, property{"go:" + s.Key, s.Value})
		}
	}
	b := bill{Format: "CycloneDX", Spec: "1.5", Version: 1, Metadata: metadata{program}, Components: []component{
		{Type: "platform", Name: "go", Version: info.GoVersion, PURL: "pkg:golang/stdlib@" + info.GoVersion},
	}}
	for _, m := range info.Deps {
		b.Components = append(b.Components, module(m))
	}
	return b
}

func module(m *debug.Module) component {
	if m.Replace != nil {
		m = m.Replace
	}
	return component{Type: "library", Name: m.Path, Version: m.Version, PURL: "pkg:golang/" + m.Path + "@" + m.Version,
		Properties: []property{{"go:sum", m.Sum}}}
}
