package outbox

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCodec(t *testing.T) {
	t.Run("every row comes back as it was", func(t *testing.T) {
		moment := func(t *rapid.T, label string) time.Time {
			if rapid.Bool().Draw(t, label+" is zero") {
				return time.Time{}
			}
			return time.Unix(0, rapid.Int64().Draw(t, label)).UTC()
		}
		rapid.Check(t, func(t *rapid.T) {
			r := Row{
				Platform: rapid.String().Draw(t, "platform"), Lane: Lane(rapid.IntRange(0, int(lanes)-1).Draw(t, "lane")),
				State: State(rapid.IntRange(0, int(Cancelled)).Draw(t, "state")), Reason: rapid.String().Draw(t, "reason"),
				Tries: rapid.Int().Draw(t, "tries"), Rev: rapid.Int().Draw(t, "rev"), Lang: rapid.String().Draw(t, "lang"),
				Receipt: rapid.String().Draw(t, "receipt"), Resend: rapid.Bool().Draw(t, "resend"), Doubt: rapid.Bool().Draw(t, "doubt"), Left: rapid.Bool().Draw(t, "left"),
				Edited: rapid.Bool().Draw(t, "edited"), Afresh: rapid.Bool().Draw(t, "afresh"),
				Due: moment(t, "due"), At: moment(t, "at"), Repeat: moment(t, "repeat"),
			}
			b, err := rowCodec{}.Encode(r)
			if err != nil {
				t.Fatal(err)
			}
			back, err := rowCodec{}.Decode(b)
			if diff := cmp.Diff(r, back); diff != "" || err != nil {
				t.Fatal(err, diff)
			}
			for n := range b {
				if _, err := (rowCodec{}).Decode(b[:n]); err == nil {
					t.Fatalf("a row cut to %d of %d bytes was accepted", n, len(b))
				}
			}
			if _, err := (rowCodec{}).Decode(append(b, 0)); err == nil {
				t.Fatal("a byte too many was accepted")
			}
		})
	})
	t.Run("a planned row is small", func(t *testing.T) {
		r := Row{ID: RowID{1, 2}, Platform: "platform", Lane: Briefs, At: time.Now()}
		b, _ := rowCodec{}.Encode(r)
		j, _ := json.Marshal(r)
		if len(b) > 27 || len(b)*5 > len(j) {
			t.Errorf("%d bytes, %d as JSON", len(b), len(j))
		}
	})
	t.Run("the form of stored rows does not change", func(t *testing.T) {
		r := Row{
			Platform: "alpha", Lane: Digests, State: Sent, Reason: "why", Tries: 2, Rev: 3, Lang: "ar", Receipt: "m1", Resend: true, Doubt: true,
			Due: time.Unix(0, 1).UTC(), At: time.Unix(0, -1).UTC(), Repeat: time.Unix(1, 0).UTC(),
		}
		b, _ := rowCodec{}.Encode(r)
		want := []byte("\x02\x04\x1f\x05alpha\x03why\x02ar\x02m1\x04\x06\x02\x01\x80\xa8\xd6\xb9\x07")
		if !bytes.Equal(b, want) {
			t.Errorf("%q; raise the record's version and give it an upgrade", b)
		}
	})
	t.Run("a time that cannot be stored is refused", func(t *testing.T) {
		if _, err := (rowCodec{}).Encode(Row{Due: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)}); err == nil {
			t.Error("the year 9999 was accepted")
		}
	})
}

// What can be decoded is a row, and encodes to something that decodes to the same row.
func FuzzRow(f *testing.F) {
	for _, r := range []Row{{}, {Platform: "alpha", Reason: "quiet hours", Due: time.Now(), Lang: "ar", Receipt: "12", Doubt: true}} {
		b, err := rowCodec{}.Encode(r)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := rowCodec{}.Decode(b)
		if err != nil {
			return
		}
		again, err := rowCodec{}.Encode(r)
		if err != nil {
			t.Fatal(err)
		}
		back, err := rowCodec{}.Decode(again)
		if diff := cmp.Diff(r, back); diff != "" || err != nil {
			t.Fatal(err, diff)
		}
	})
}
