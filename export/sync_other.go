//go:build !unix

package export

// syncDir does nothing: folders cannot be synced here.
func syncDir(string) error { return nil }
