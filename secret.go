package main

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is a value that cannot print itself: every way of turning it into text, except a plain conversion with
// string(s), gives "[secret]", or nothing where it is empty. The zero value is no secret.
type Secret string

const hidden = "[secret]"

// String answers [secret].
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString answers [secret], for %#v.
func (s Secret) GoString() string { return s.String() }

// Format answers [secret] to every verb, also to those like %x that would pass String by.
func (s Secret) Format(f fmt.State, _ rune) {
	// fmt's own buffer takes every write.
	_, _ = io.WriteString(f, s.String())
}

// LogValue answers [secret] to log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText answers [secret] to encoding/json and its like.
func (s Secret) MarshalText() ([]byte, error) { //nolint:unparam // encoding.TextMarshaler has an error
	return []byte(s.String()), nil
}
