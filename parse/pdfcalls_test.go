package parse

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/klippa-app/go-pdfium"
)

// TestKeepFunctions holds that PDFium is called through a steadyModule: with
// another version of the library it would be slow again, and nobody would know.
func TestKeepFunctions(t *testing.T) {
	e := newPDFEngine(t.TempDir())
	defer e.close()
	kept, err := inPDFium(e, time.Minute, func(_ context.Context, in pdfium.Pdfium) (bool, error) {
		m, ok := reflect.ValueOf(in.GetImplementation()).Elem().FieldByName("Module").Interface().(*steadyModule)
		return ok && m.ExportedFunction("FPDF_GetPageCount") == m.ExportedFunction("FPDF_GetPageCount"), nil
	})
	if err != nil || !kept {
		t.Errorf("functions kept: %v, %v", kept, err)
	}
}
