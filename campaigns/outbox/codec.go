package outbox

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"
)

// rowCodec is the stored form of a row without its id, which is the key: state and lane in a byte each, the flags, then the
// fields in the order of put, numbers as varints, strings with their length before them, times as unix nanoseconds. A
// million rows are written for one release, so it is a fifth of the size of JSON.
type rowCodec struct{}

// The flags. A time is written only where its flag is set, so that the zero time comes back as the zero time.
const (
	flagResend = 1 << iota
	flagDoubt
	flagDue
	flagAt
	flagRepeat
	flagLeft
	flagEdited
	flagAfresh
	flagsKnown = 1<<iota - 1
)

var errShort = errors.New("a stored row ends early")

// Encode refuses times that unix nanoseconds cannot hold (before 1678, after 2261).
func (rowCodec) Encode(r Row) ([]byte, error) {
	var flags uint64
	for _, f := range []struct {
		set bool
		bit uint64
	}{{r.Resend, flagResend}, {r.Doubt, flagDoubt}, {!r.Due.IsZero(), flagDue}, {!r.At.IsZero(), flagAt}, {!r.Repeat.IsZero(), flagRepeat}, {r.Left, flagLeft}, {r.Edited, flagEdited}, {r.Afresh, flagAfresh}} {
		if f.set {
			flags |= f.bit
		}
	}
	b := make([]byte, 0, 48+len(r.Reason)+len(r.Receipt))
	b = append(b, byte(r.State), byte(r.Lane))
	b = binary.AppendUvarint(b, flags)
	for _, s := range [...]string{r.Platform, r.Reason, r.Lang, r.Receipt} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	b = binary.AppendVarint(b, int64(r.Tries))
	b = binary.AppendVarint(b, int64(r.Rev))
	for _, t := range [...]time.Time{r.Due, r.At, r.Repeat} {
		if t.IsZero() {
			continue
		}
		n := t.UnixNano()
		if !time.Unix(0, n).Equal(t) {
			return nil, fmt.Errorf("the time %v of a row cannot be stored: it is outside the years 1678 to 2261", t)
		}
		b = binary.AppendVarint(b, n)
	}
	return b, nil
}

// Decode accepts what Encode writes and nothing else.
func (rowCodec) Decode(b []byte) (Row, error) {
	if len(b) < 3 {
		return Row{}, errShort
	}
	r := Row{State: State(b[0]), Lane: Lane(b[1])}
	flags, n := binary.Uvarint(b[2:])
	if r.State > Cancelled || r.Lane >= lanes || n <= 0 || flags > flagsKnown {
		return Row{}, fmt.Errorf("a stored row has the unknown state, lane or flags % x", b[:3])
	}
	r.Resend, r.Doubt, r.Left = flags&flagResend != 0, flags&flagDoubt != 0, flags&flagLeft != 0
	r.Edited, r.Afresh = flags&flagEdited != 0, flags&flagAfresh != 0
	d := rowReader{b: b[2+n:]}
	r.Platform, r.Reason, r.Lang, r.Receipt = d.text(), d.text(), d.text(), d.text()
	r.Tries, r.Rev = int(d.number()), int(d.number())
	r.Due, r.At, r.Repeat = d.time(flags&flagDue), d.time(flags&flagAt), d.time(flags&flagRepeat)
	if d.short {
		return Row{}, errShort
	}
	if len(d.b) > 0 {
		return Row{}, fmt.Errorf("a stored row has %d bytes too many", len(d.b))
	}
	return r, nil
}

// rowReader takes fields off the front of b; short is set once something is missing, and everything after is zero.
type rowReader struct {
	b     []byte
	short bool
}

func (d *rowReader) text() string {
	n, w := binary.Uvarint(d.b)
	if w <= 0 || n > uint64(len(d.b)-w) {
		d.b, d.short = nil, true
		return ""
	}
	s := string(d.b[w : w+int(n)])
	d.b = d.b[w+int(n):]
	return s
}

func (d *rowReader) number() int64 {
	n, w := binary.Varint(d.b)
	if w <= 0 || n > math.MaxInt || n < math.MinInt {
		d.b, d.short = nil, true
		return 0
	}
	d.b = d.b[w:]
	return n
}

func (d *rowReader) time(present uint64) time.Time {
	if present == 0 {
		return time.Time{}
	}
	return time.Unix(0, d.number()).UTC()
}
