package campaigns_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/campaigns"
	"relais/messages"
	"relais/storage"
	"relais/storage/storagetest"
)

// trail is an audit trail that can be got at by somebody who holds the keys, as the network is not running.
type trail struct {
	t   *testing.T
	dir string
}

const trailLength = 5

func newTrail(t *testing.T) trail {
	t.Helper()
	tr := trail{t, t.TempDir()}
	tr.network(func(n *campaigns.Network, tx storage.Tx) error {
		for i := range trailLength {
			at := noon.Add(time.Duration(i) * time.Minute)
			if err := n.Record(tx, messages.Alias(fmt.Sprint("p-", i)), fmt.Sprint("does ", i), fmt.Sprint("B", i), at); err != nil {
				return err
			}
		}
		return nil
	})
	return tr
}

// network opens the network for one transaction.
func (tr trail) network(fn func(*campaigns.Network, storage.Tx) error) {
	tr.t.Helper()
	s := storagetest.Open(tr.t, tr.dir)
	n := open(tr.t, s)
	tr.close(s, s.Update(context.Background(), func(tx storage.Tx) error { return fn(n, tx) }))
}

// meddle opens the records themselves for one transaction.
func (tr trail) meddle(fn func(map[uint64]campaigns.Entry)) {
	tr.t.Helper()
	s := storagetest.Open(tr.t, tr.dir)
	c := storage.NewCollection(s, storage.Spec[campaigns.Entry]{Name: "audit"})
	tr.close(s, s.Update(context.Background(), func(tx storage.Tx) error {
		all := map[uint64]campaigns.Entry{}
		if err := c.Scan(tx, storage.Range{}, func(key string, e campaigns.Entry) error {
			at, err := storage.ParseOrdinal(key)
			all[at] = e
			return err
		}); err != nil {
			return err
		}
		fn(all)
		for at := range uint64(trailLength + 2) {
			e, there := all[at]
			if !there {
				if err := c.Delete(tx, storage.Ordinal(at)); err != nil {
					return err
				}
				continue
			}
			if err := c.Put(tx, storage.Ordinal(at), e); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (tr trail) close(s *storage.Store, err error) {
	tr.t.Helper()
	if err := errors.Join(err, s.Close()); err != nil {
		tr.t.Fatal(err)
	}
}

// verify gives the number of entries and what the verification says.
func (tr trail) verify() (uint64, error) {
	tr.t.Helper()
	var count uint64
	var said error
	tr.network(func(n *campaigns.Network, tx storage.Tx) error {
		var last campaigns.Entry
		last, said = n.VerifyAudit(tx)
		count = last.Seq
		return nil
	})
	return count, said
}

// sealEntry gives an entry a hash that fits it, as the format says; nothing secret is in it.
func sealEntry(e campaigns.Entry) campaigns.Entry {
	h := sha256.Sum256(fmt.Appendf(nil, "relais audit 1\n%d\n%s\n%q\n%q\n%q\n%s", e.Seq, e.At.UTC().Format(time.RFC3339Nano), e.By, e.What, e.About, e.Prev))
	e.Hash = hex.EncodeToString(h[:])
	return e
}

func TestAuditTrail(t *testing.T) {
	tr := newTrail(t)
	if n, err := tr.verify(); n != trailLength || err != nil {
		t.Fatalf("as it was written: %d, %v", n, err)
	}
	tr.meddle(func(all map[uint64]campaigns.Entry) {
		prev := ""
		for i := range uint64(trailLength) {
			want := sealEntry(campaigns.Entry{
				Seq: i + 1, At: noon.Add(time.Duration(i) * time.Minute), By: messages.Alias(fmt.Sprint("p-", i)), What: fmt.Sprint("does ", i),
				About: fmt.Sprint("B", i), Prev: prev,
			})
			prev = want.Hash
			if d := cmp.Diff(want, all[i+1]); d != "" {
				t.Errorf("entry %d (-want +got):\n%s", i+1, d)
			}
		}
	})
	if n, err := tr.verify(); n != trailLength || err != nil {
		t.Errorf("opened and written back: %d, %v", n, err)
	}
	tr.network(func(n *campaigns.Network, tx storage.Tx) error { return n.Record(tx, "p-0", "goes on", "", noon) })
	if n, err := tr.verify(); n != trailLength+1 || err != nil {
		t.Errorf("gone on with: %d, %v", n, err)
	}
}

func TestEmptyAuditTrail(t *testing.T) {
	s := newStage(t)
	bare := open(t, storagetest.New(t))
	if err := bare.Store.View(context.Background(), func(tx storage.Tx) error {
		if last, err := bare.VerifyAudit(tx); last.Seq != 0 || err != nil {
			t.Errorf("%d, %v", last.Seq, err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	// What rolls back leaves no trace, and no gap.
	s.try(func(tx storage.Tx) error {
		return errors.Join(s.net.Record(tx, "p-0", "does", "", noon), errors.New("and then something else goes wrong"))
	})
	s.do(func(tx storage.Tx) error {
		if err := s.net.Record(tx, "p-0", "does", "", noon); err != nil {
			return err
		}
		_, err := s.net.VerifyAudit(tx)
		return err
	})
}

// TestAuditMeddling holds that a change to any one entry is found at that entry: by the hash over what it says, and where the hash was
// made to fit, by the entry after it, which names the old one.
func TestAuditMeddling(t *testing.T) {
	ways := []struct {
		name string
		do   func(*campaigns.Entry)
	}{
		{"another time", func(e *campaigns.Entry) { e.At = e.At.Add(time.Nanosecond) }},
		{"somebody else", func(e *campaigns.Entry) { e.By = "p-x" }},
		{"something else", func(e *campaigns.Entry) { e.What += "!" }},
		{"about something else", func(e *campaigns.Entry) { e.About = "B99" }},
		{"words moved from one field to the next", func(e *campaigns.Entry) { e.What, e.About = e.What+"\n"+e.About, "" }},
		{"another number", func(e *campaigns.Entry) { e.Seq += 10 }},
		{"another one before it", func(e *campaigns.Entry) { e.Prev = strings.Repeat("0", 64) }},
		{"none before it", func(e *campaigns.Entry) { e.Prev = "" }},
		{"another hash", func(e *campaigns.Entry) { e.Hash = strings.Repeat("0", 64) }},
		{"no hash", func(e *campaigns.Entry) { e.Hash = "" }},
	}
	for at := uint64(1); at <= trailLength; at++ {
		for _, way := range ways {
			if at == 1 && way.name == "none before it" {
				continue // there is none
			}
			t.Run(fmt.Sprintf("entry %d/%s", at, way.name), func(t *testing.T) {
				tr := newTrail(t)
				tr.meddle(func(all map[uint64]campaigns.Entry) {
					e := all[at]
					way.do(&e)
					all[at] = e
				})
				found(t, tr, at)
			})
		}
		if at == trailLength {
			continue // nothing names the last one's hash yet
		}
		t.Run(fmt.Sprintf("entry %d/something else with a hash that fits", at), func(t *testing.T) {
			tr := newTrail(t)
			tr.meddle(func(all map[uint64]campaigns.Entry) {
				e := all[at]
				e.What = "does nothing"
				all[at] = sealEntry(e)
			})
			found(t, tr, at+1)
		})
	}
}

func TestAuditRemoval(t *testing.T) {
	for at := uint64(1); at < trailLength; at++ {
		t.Run(fmt.Sprintf("entry %d is gone", at), func(t *testing.T) {
			tr := newTrail(t)
			tr.meddle(func(all map[uint64]campaigns.Entry) { delete(all, at) })
			found(t, tr, at)
		})
		t.Run(fmt.Sprintf("entry %d is gone and the others close up", at), func(t *testing.T) {
			tr := newTrail(t)
			tr.meddle(func(all map[uint64]campaigns.Entry) {
				for i := at; i < trailLength; i++ {
					e := all[i+1]
					e.Seq = i
					all[i] = e
				}
				delete(all, trailLength)
			})
			found(t, tr, at)
		})
	}
	for a := uint64(1); a <= trailLength; a++ {
		for b := a + 1; b <= trailLength; b++ {
			t.Run(fmt.Sprintf("entries %d and %d change places", a, b), func(t *testing.T) {
				tr := newTrail(t)
				tr.meddle(func(all map[uint64]campaigns.Entry) { all[a], all[b] = all[b], all[a] })
				found(t, tr, a)
			})
			t.Run(fmt.Sprintf("entries %d and %d change places and numbers", a, b), func(t *testing.T) {
				tr := newTrail(t)
				tr.meddle(func(all map[uint64]campaigns.Entry) {
					x, y := all[a], all[b]
					x.Seq, y.Seq = b, a
					all[a], all[b] = y, x
				})
				found(t, tr, a)
			})
		}
	}
	t.Run("the last one with another number and a hash that fits", func(t *testing.T) {
		tr := newTrail(t)
		tr.meddle(func(all map[uint64]campaigns.Entry) {
			e := all[trailLength]
			e.Seq++
			all[trailLength] = sealEntry(e)
		})
		found(t, tr, trailLength)
	})
	t.Run("one that was never written", func(t *testing.T) {
		tr := newTrail(t)
		tr.meddle(func(all map[uint64]campaigns.Entry) {
			e := all[trailLength]
			e.Seq++
			all[e.Seq] = e
		})
		found(t, tr, trailLength+1)
	})
}

// found checks that the verification stops at an entry and counts the ones before it.
func found(t *testing.T, tr trail, at uint64) {
	t.Helper()
	n, err := tr.verify()
	if !errors.Is(err, campaigns.ErrAudit) || !strings.Contains(err.Error(), fmt.Sprintf("entry %d:", at)) || n != at-1 {
		t.Errorf("%d entries, %v; want it to stop at entry %d", n, err, at)
	}
}

// What stops or starts everything leaves who did it and when, and no words.
func TestHoldAndLiftAreAudited(t *testing.T) {
	s := newStage(t)
	s.do(func(tx storage.Tx) error {
		return errors.Join(s.net.SetHold(tx, true, s.lead.Alias, "a rumour about somebody", s.now), s.net.SetHold(tx, false, s.lead.Alias, "", s.now.Add(time.Minute)))
	})
	var got []string
	s.do(func(tx storage.Tx) error {
		all, err := campaigns.Trail(s.net, tx)
		got = nil
		for _, e := range all[len(all)-2:] {
			got = append(got, fmt.Sprintln(e.What, e.About, e.By == s.lead.Alias, e.At.Format(time.Kitchen)))
		}
		return err
	})
	if d := cmp.Diff([]string{"hold  true 11:00AM\n", "lift  true 11:01AM\n"}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
