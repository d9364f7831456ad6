// Package jieba holds the dictionaries that the gojieba library reads, so that
// the program runs on a machine without Go's module cache. The data is theirs,
// see README.md; package normalize opens them.
package jieba

import _ "embed"

// Dict is the dictionary of words with their frequencies, gzipped.
//
//go:embed jieba.dict.utf8.gz
var Dict []byte

// HMM is the model of words that the dictionary lacks, gzipped.
//
//go:embed hmm_model.utf8.gz
var HMM []byte
