// Package sandbox runs whatever reads bytes from outside in child processes
// under limits: a hostile document harms nothing but itself.
//
// [Parser] reads documents with package parse in a pool of children, which are
// this same program started again. [Run] runs an outside program (LibreOffice,
// Tesseract, pdftotext) on one document. How each ended is a [Class].
//
// A program that uses the package calls [Main] first thing in main, and a test
// binary in TestMain: children enter there and never return.
//
// # What a child may do
//
// On Linux a child has limits of processor time, address space, file size and
// open files; it may write in its own temporary folder only (a parser: nowhere)
// and read the system's own folders only (Landlock, Linux 5.13); it has no
// network (seccomp); it inherits no open file and an empty environment; it ends
// when its parent ends. The parent bounds the wall clock and the length of the
// answer. What the kernel does not offer is left out and said by [Probe].
//
// Elsewhere there are the wall clock, the length of the answer and, for
// parsers, a bound on memory that the child watches itself.
package sandbox
