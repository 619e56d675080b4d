package markup

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// TestRecent holds that what was made of a text is made once as long as few others come in between, and is never another's.
func TestRecent(t *testing.T) {
	var r Recent[string]
	n := 0
	of := func(s string) string {
		t.Helper()
		got := r.Of(s, func(s string) string { n++; return "made of " + s })
		if got != "made of "+s {
			t.Errorf("%q is %q", s, got)
		}
		return got
	}
	for range 3 {
		for i := range recent {
			of(fmt.Sprint(i))
		}
	}
	if n != recent {
		t.Errorf("%d texts were read %d times", recent, n)
	}
	of("0") // used again, so that the next one pushes out another
	of("one more")
	if of("0"); n != recent+1 || len(r.kept) != recent {
		t.Errorf("%d were read, %d are kept", n, len(r.kept))
	}
	if of("1"); n != recent+2 {
		t.Error("what was used longest ago is still there")
	}
	var g sync.WaitGroup
	for i := range 16 {
		g.Go(func() {
			for j := range 200 {
				s := fmt.Sprint((i + j) % 12)
				if got := r.Of(s, func(s string) string { return "made of " + s }); got != "made of "+s {
					t.Errorf("%q is %q", s, got)
				}
			}
		})
	}
	g.Wait()
}

// FuzzResolved holds that a text without escapes and references reads the same by the short way.
func FuzzResolved(f *testing.F) {
	for _, s := range []string{"", "plain", `a "b" <c> 'd' > e`, "نور & 🙂", `\*`, "&amp;lt;", "\x00", "a\tb\r", "&#0;", "\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if short, long := resolved([]byte(s)), inFull([]byte(s)); utf8.ValidString(s) && !strings.ContainsRune(s, 0) && short != long {
			t.Errorf("%q is %q the short way and %q in full", s, short, long)
		}
	})
}
