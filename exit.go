package main

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"relais/storage"
)

// The exit codes are a closed list; exitTable is what --help prints of it.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitTooLong = 3
	exitInUse   = 4
)

var exitTable = []struct {
	code    int
	meaning string
}{
	{exitDone, "done, or stopped because you asked for it"},
	{exitFailed, "something went wrong while it ran; the last line says what"},
	{exitUsage, "wrong usage, or a configuration or file that can't be used; nothing was started or changed"},
	{exitTooLong, "the text does not fit (length only)"},
	{exitInUse, "the address is taken, or another process has the store open"},
}

// exitCodes writes the table, or the rows of these codes alone, as a block of preformatted lines.
func exitCodes(only ...int) string {
	var b strings.Builder
	b.WriteString("Exit codes:\n\n")
	for _, row := range exitTable {
		for _, code := range only {
			if code == row.code {
				fmt.Fprintf(&b, "    %d  %s\n", row.code, row.meaning)
			}
		}
	}
	return b.String()
}

// errTooLong is what length answers, beside its figures, for a text that does not fit.
var errTooLong = errors.New("the text does not fit")

// usageError is a command given in a way that can't be carried out.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// exitCode says how a command that ended in err ends the process. The first that matches counts.
func exitCode(err error) int {
	var (
		config ConfigError
		usage  usageError
		parse  *kong.ParseError
	)
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &config), errors.As(err, &usage), errors.As(err, &parse):
		return exitUsage
	case errors.Is(err, errTooLong):
		return exitTooLong
	case errors.Is(err, storage.ErrInUse), errors.Is(err, syscall.EADDRINUSE):
		return exitInUse
	default:
		return exitFailed
	}
}
