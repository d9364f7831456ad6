package normalize

import (
	"io"
	"os"
)

// A dictFile is data that the jieba library can open by a path.
type dictFile struct {
	path  string
	close func() error
}

// tempFile keeps data in the folder for temporary files until it is closed.
func tempFile(name string, data io.Reader) (*dictFile, error) {
	f, err := os.CreateTemp("", name+"-*")
	if err != nil {
		return nil, err
	}
	d := &dictFile{f.Name(), func() error { return os.Remove(f.Name()) }}
	_, err = io.Copy(f, data)
	if err2 := f.Close(); err == nil {
		err = err2
	}
	if err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}
