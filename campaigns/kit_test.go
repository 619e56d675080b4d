package campaigns_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/campaigns/reach"
	"relais/storage"
)

// open has a member open a kit in a chat.
func (s *service) open(m members.Member, chat string, aside bool) (k reach.Kit) {
	s.t.Helper()
	s.do(func(tx storage.Tx) (err error) {
		k, err = s.net.Reach.PutKit(tx, reach.Kit{
			Brief: s.brief.ID, Member: m.Ordinal, Rev: 1, Lang: "en", Network: "x", At: time.Now(), Platform: "test", Aside: aside,
		})
		if err != nil {
			return err
		}
		_, err = s.net.Outbox.Post(tx, outbox.Letter{
			Class: "reply", Ordinal: m.Ordinal, To: outbox.Address{Platform: "test", Chat: chat, Group: aside}, Message: outbox.Message{Text: "the kit"},
			Track: campaigns.KitTrack(k.ID), Keep: true,
		})
		return err
	})
	s.net.Outbox.Wake()
	passes(time.Second)
	return k
}

// TestKits holds which way the correction of each kit goes: where it stands, into its member's own chat, or to them once they do something.
func TestKits(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.net.Settings.Undo = 0
		reader, shy := s.member("reader", "en"), s.member("shy", "en")
		s.approve("en")
		_, err := s.schedule(time.Now())
		must(t, err)
		passes(10 * time.Second)
		own, faded, alone := s.open(reader, "reader", false), s.open(reader, "hall", true), s.open(shy, "corner", true)
		s.do(func(tx storage.Tx) error {
			shy.Identities = slices.Clone(shy.Identities)
			shy.Identities[0].Chat = ""
			return s.net.Roster.Put(tx, shy)
		})
		s.platform.answer = func(chat string) error {
			if chat == "hall" || chat == "corner" {
				return &outbox.SendError{Kind: outbox.Missing}
			}
			return nil
		}
		r := s.correct("It is not so")
		passes(3 * time.Second)
		limits := map[string]outbox.Limits{"test": {Name: "test", PerSecond: 30}}
		must(t, s.net.Watch(t.Context(), s.voice, limits))
		passes(time.Minute)
		edited, fresh := 0, 0
		for _, line := range s.platform.lines() {
			if strings.HasPrefix(line, "reader en It is not so") {
				if strings.Contains(line, "(edit") {
					edited++
				} else {
					fresh++
				}
			}
		}
		if edited != 2 || fresh != 1 { // the copy, the kit that stands, and the one that could not be changed
			t.Errorf("%d changed and %d new: %q", edited, fresh, s.platform.lines())
		}
		if n := s.tally(r.ID); n.Reasons[outbox.Skipped][campaigns.WhyUntold] != 1 || n.InPlace < 2 {
			t.Errorf("the correction came to %+v", n)
		}
		s.do(func(tx storage.Tx) error {
			owed, err := s.net.Reach.Untold(tx, shy.Ordinal)
			if err != nil || len(owed) != 1 || owed[0].Kit != alone.ID {
				t.Fatalf("%+v is owed, %v", owed, err)
			}
			open, err := s.net.KitTold(tx, owed[0].Releases, alone.ID)
			if again, _ := s.net.KitTold(tx, owed[0].Releases, alone.ID); !open || again {
				t.Errorf("was to be told: %t, and again: %t", open, again)
			}
			return err
		})
		s.do(func(tx storage.Tx) error {
			p, err := s.net.Progress(tx, r.ID, limits, time.Now())
			if p.State == "" || p.Copies["sent"] == 0 || len(s.net.Running()) > 2 {
				t.Errorf("the correction stands at %+v", p)
			}
			if !s.net.CheckProgressToken(r.ID, s.net.ProgressToken(r.ID)) || s.net.CheckProgressToken(r.ID+1, s.net.ProgressToken(r.ID)) {
				t.Error("a token opens another release, or not its own")
			}
			return err
		})
		s.do(func(tx storage.Tx) error {
			member, err := s.net.KitGone(tx, outbox.KitBit|faded.ID)
			if member != reader.Ordinal {
				t.Errorf("the kit is member %d's", member)
			}
			if none, err := s.net.KitGone(tx, outbox.KitBit|999); none != 0 || err != nil {
				t.Errorf("a kit that never was is member %d's: %v", none, err)
			}
			return err
		})
		s.do(func(tx storage.Tx) error {
			at, _, err := s.net.Outbox.Receipt(tx, campaigns.KitTrack(own.ID))
			if err != nil {
				return err
			}
			if err := s.net.DropKit(tx, reader, s.brief.ID, at.Message); err != nil {
				return err
			}
			left, err := s.net.Reach.KitsOf(tx, reader.Ordinal)
			if len(left) != 1 || left[0].ID != faded.ID {
				t.Errorf("there are %+v", left)
			}
			return err
		})
	})
}
