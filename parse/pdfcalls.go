package parse

import (
	"reflect"

	"github.com/klippa-app/go-pdfium"
	"github.com/tetratelabs/wazero/api"
)

// A steadyModule is an instance of PDFium that keeps the functions which were
// asked of it. Each has a stack of its own, 10 KB, and go-pdfium asks for one
// with every call: of a page with a thousand characters, ten thousand times. An
// instance is used by one goroutine at a time.
type steadyModule struct {
	api.Module
	functions map[string]api.Function
}

func (m *steadyModule) ExportedFunction(name string) api.Function {
	f, known := m.functions[name]
	if !known {
		f = m.Module.ExportedFunction(name)
		m.functions[name] = f
	}
	return f
}

// keepFunctions makes an instance call PDFium through a steadyModule. Where the
// library has another inside, all stays as it is, and works, only slower.
func keepFunctions(in pdfium.Pdfium) {
	v := reflect.ValueOf(in.GetImplementation())
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return
	}
	field := v.Elem().FieldByName("Module")
	if !field.IsValid() || !field.CanSet() || field.Type() != reflect.TypeFor[api.Module]() || field.IsNil() {
		return
	}
	if _, done := field.Interface().(*steadyModule); !done {
		field.Set(reflect.ValueOf(&steadyModule{field.Interface().(api.Module), map[string]api.Function{}}))
	}
}
