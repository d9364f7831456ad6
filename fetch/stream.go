package fetch

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"nianbao/crawl/warc"
)

// longestName is the most bytes of a name in a list of names: more than any
// system's paths and any web server's addresses have.
const longestName = 64 << 10

// Names gives the documents that the names on standard input stand for, one
// after the other as they come in, each name ended by a NUL; the last may lack
// it. A name is what [Fetcher.Discover] takes for an argument, but for "-",
// which is a file of that name. It ends when ctx does.
func (f *Fetcher) Names(ctx context.Context) iter.Seq[Item] {
	return stream(ctx, func(yield func(Item) bool) {
		in := bufio.NewReaderSize(f.opts.Stdin, longestName)
		for {
			name, err := in.ReadSlice(0)
			long := errors.Is(err, bufio.ErrBufferFull)
			var items []Item
			switch text := strings.TrimSuffix(string(name), "\x00"); {
			case long:
				items = []Item{failing(clip(text), fmt.Errorf("a name of more than %d bytes: %w", longestName, ErrManifest))}
			case text != "":
				items = f.named(text)
			}
			for errors.Is(err, bufio.ErrBufferFull) { // to the end of a name that is none
				_, err = in.ReadSlice(0)
			}
			for _, item := range items {
				if !yield(item) {
					return
				}
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(failing("-", err))
				return
			}
		}
	})
}

// named gives the documents of one name.
func (f *Fetcher) named(name string) []Item {
	if name == "-" {
		return []Item{f.file(name)}
	}
	if first, _, lines := strings.Cut(name, "\n"); lines {
		if _, err := os.Lstat(name); err != nil { // names may have new lines in them
			return []Item{failing(clip(first)+" …", fmt.Errorf("names that end in new lines, not in NUL: %w", ErrManifest))}
		}
	}
	return f.discover(name)
}

// Records gives the documents of an archive of the web (WARC, packed or not)
// that comes in on standard input, one after the other: what is behind a record
// is not read before the document in it is taken. Answers that are no documents
// are passed over; where some of these may have been, the last item says so. It
// ends when ctx does.
func (f *Fetcher) Records(ctx context.Context) iter.Seq[Item] {
	return stream(ctx, func(yield func(Item) bool) {
		in := bufio.NewReader(f.opts.Stdin)
		if _, err := in.Peek(1); errors.Is(err, io.EOF) {
			return // a part of an archive that has no records
		}
		r := warc.NewReader(in)
		out := map[string]int{}   // left out, by what they are
		seen := map[string]bool{} // what was read, by address and digest
		read, short := 0, false
		for {
			rec, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				yield(failing("-", warcError(err)))
				return
			}
			item, kind, missed := f.record(rec, seen)
			if kind != "" {
				out[kind]++
				short = short || missed
				continue
			}
			if item == nil {
				continue
			}
			read++
			if !yield(*item) {
				return
			}
		}
		if short {
			yield(failing("-", leftOutAnswers(out, read)))
		}
	})
}

// record gives the document in a record: nil where there is no answer in it,
// and what the answer is where that is no document.
func (f *Fetcher) record(rec *warc.Record, seen map[string]bool) (item *Item, kind string, missed bool) {
	if !rec.IsAnswer() {
		return nil, "", false
	}
	// The body is read at once: it is in the stream and nowhere else.
	a, err := rec.Answer(f.opts.MaxBytes)
	if a == nil {
		return nil, "malformed", true
	}
	if kind, missed = noDocument(a); kind != "" {
		return nil, kind, missed
	}
	this := a.URL + "\n" + a.Digest
	if a.Revisit && seen[this] {
		return nil, "", false
	}
	if a.Digest != "" {
		seen[this] = true
	}
	if a.Revisit {
		return nil, "unchanged since another record", true
	}
	found := Item{Source: a.URL, At: a.At, Open: func(context.Context) (Content, error) {
		content := Content{Response: response(a)}
		switch {
		case err != nil:
			return content, warcError(err)
		case a.Truncated != "":
			return content, fmt.Errorf("cut off when it was archived (%s): %w", clip(a.Truncated), ErrTruncated)
		}
		var unpackErr error
		content.Body, unpackErr = f.ungzip(a.Body)
		return content, unpackErr
	}}
	return &found, "", false
}

// stream gives what another sequence gives, and ends with ctx: reading standard
// input cannot be broken off, only left alone.
func stream(ctx context.Context, from iter.Seq[Item]) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		items := make(chan Item)
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		go func() {
			defer close(items)
			from(func(item Item) bool {
				select {
				case items <- item:
					return true
				case <-ctx.Done():
					return false
				}
			})
		}()
		for {
			select {
			case item, more := <-items:
				if !more || !yield(item) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}
