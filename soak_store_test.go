//go:build !race

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/storage"
)

// names are the members by number, whose place another number takes who leaves and comes back.
type names map[uint64]members.Member

func (n names) number(ordinal uint64) string {
	if m, ok := n[ordinal]; ok {
		return m.Identities[0].Name
	}
	return "somebody who left"
}

func (n names) alias(a string) string {
	for _, m := range n {
		if string(m.Alias) == a {
			return m.Identities[0].Name
		}
	}
	return "somebody who left"
}

var (
	alias   = regexp.MustCompile(`p-[a-z2-7]{16}`)
	instant = regexp.MustCompile(`"\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)"`)
)

// says is what the store says, a line for each thing, without what may differ between two runs of the same acts: times, what the
// platform or chance gave as an id, how often something was tried, and the numbers of members, who stand by name.
func (s *soak) says(t *testing.T) (all []string) {
	t.Helper()
	var who names
	line := func(what string, v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			panic(err) // the store could not have kept it either
		}
		named := alias.ReplaceAllStringFunc(string(b), who.alias)
		return what + " " + instant.ReplaceAllString(named, `"then"`)
	}
	err := s.w.s.store.View(t.Context(), func(tx storage.Tx) error {
		all, who = nil, names{}
		err := s.w.s.net.Roster.Scan(tx, 0, func(m members.Member) error { who[m.Ordinal] = m; return nil })
		if err != nil {
			return err
		}
		say := func(what string, v any) { all = append(all, line(what, v)) }
		for _, part := range []func(storage.Tx, names, func(string, any)) error{s.sayMembers, s.sayDesk, s.sayReleases, s.sayReach} {
			if err := part(tx, who, say); err != nil {
				return err
			}
		}
		hold, err := s.w.s.net.Held(tx)
		say("hold", hold)
		if _, broken := s.w.s.net.VerifyAudit(tx); broken != nil {
			t.Error(broken)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range s.records("audit") {
		var e campaigns.Entry
		if err := json.Unmarshal(b, &e); err != nil {
			t.Fatal(err)
		}
		all = append(all, line("audit", []any{e.By, e.What, e.About}))
	}
	for _, kind := range []string{"dialogues", "outbox.letters", "outbox.releases", s.rough.name + ".updates", "reports", "erasures", "received"} {
		all = append(all, fmt.Sprintf("%d %s", len(s.records(kind)), kind))
	}
	slices.Sort(all)
	return all
}

func (s *soak) sayMembers(_ storage.Tx, who names, say func(string, any)) error {
	for _, m := range who {
		m.Ordinal, m.Invite = 0, ""
		id := m.Identities[0]
		id.User, id.Chat = "", ""
		m.Identities = append([]members.Identity{id}, m.Identities[1:]...)
		say("member", m)
	}
	return nil
}

func (s *soak) sayDesk(tx storage.Tx, _ names, say func(string, any)) error {
	desk := s.w.s.net.Desk
	var briefs []messages.Brief
	if err := desk.Briefs(tx, func(b messages.Brief) error { briefs = append(briefs, b); return nil }); err != nil {
		return err
	}
	for _, b := range briefs {
		say("brief", b)
		versions, err := desk.Versions(tx, b.ID)
		if err != nil {
			return err
		}
		for _, v := range versions {
			say(fmt.Sprintf("brief %s revision %d", b.ID, v.Rev), v)
		}
	}
	if err := desk.Facts(tx, func(f messages.Fact) error { say("fact", f); return nil }); err != nil {
		return err
	}
	if err := desk.Sources(tx, func(x messages.Source) error { say("source", x); return nil }); err != nil {
		return err
	}
	all, err := s.w.s.net.Campaigns(tx)
	say("campaigns", all)
	return err
}

// releases calls fn for each release.
func (s *soak) releases(tx storage.Tx, fn func(campaigns.Release) error) error {
	for id := uint64(1); ; id++ {
		r, err := s.w.s.net.Release(tx, id)
		if errors.Is(err, storage.ErrNotFound) {
			return nil
		}
		if err == nil {
			err = fn(r)
		}
		if err != nil {
			return err
		}
	}
}

func (s *soak) sayReleases(tx storage.Tx, who names, say func(string, any)) error {
	return s.releases(tx, func(r campaigns.Release) error {
		r.Cursor, r.Settled = 0, false // found out at the next count
		say("release", r)
		tally, err := s.w.s.net.Outbox.Tally(tx, r.ID)
		if err != nil {
			return err
		}
		say(fmt.Sprintf("release %d", r.ID), tally)
		return s.w.s.net.Outbox.Rows(tx, r.ID, func(x outbox.Row) error {
			say(fmt.Sprintf("copy of release %d", r.ID), []any{
				who.number(x.ID.Ordinal), x.Platform, x.Lane, x.State.String(), x.Reason, x.Rev, x.Lang, x.Receipt != "",
			})
			return nil
		})
	})
}

func (s *soak) sayReach(tx storage.Tx, who names, say func(string, any)) error {
	r := s.w.s.net.Reach
	return s.w.s.net.Desk.Briefs(tx, func(b messages.Brief) error {
		shares, err := r.SharesOfBrief(tx, b.ID)
		if err != nil {
			return err
		}
		for _, x := range shares {
			name := who.number(x.Member)
			x.ID, x.Member = 0, 0
			say("share of "+name, x)
		}
		if err := r.Kits(tx, b.ID, 0, func(k reach.Kit) error {
			name := who.number(k.Member)
			k.Member, k.ID = 0, 0
			say("kit of "+name, k)
			return nil
		}); err != nil {
			return err
		}
		figures, err := r.Figures(tx, b.ID)
		say("figures of "+b.ID, figures)
		return err
	})
}

// records are the values of one kind, for what no part of the product lists.
func (s *soak) records(kind string) (all [][]byte) {
	err := s.w.s.store.Walk(s.ctx, func(space string, _, plain []byte) error {
		if space == "record/"+kind {
			all = append(all, slices.Clone(plain))
		}
		return nil
	})
	if err != nil {
		panic(err) // the store is open and whole, or nothing can be said of it
	}
	return all
}

// isGone tells whether the network knows that somebody can't be reached.
func (s *soak) isGone(who string) (gone bool) {
	u := s.w.person(who).User()
	err := s.w.s.store.View(s.ctx, func(tx storage.Tx) error {
		m, err := s.w.s.net.Roster.ByIdentity(tx, u.Platform, u.ID)
		_, reachable := m.Reachable()
		gone = !reachable
		return err
	})
	if err != nil {
		panic(err) // who blocks the bot is a member here
	}
	return gone
}

// sayings are the messages that somebody was sent, each with how often, and how often the bot could not know that it was.
type sayings map[string]struct{ sent, unknown int }

var chance = regexp.MustCompile(`(/[os]/|/start |start=)[A-Za-z0-9_-]+`)

// clock is a time of day, with quiet hours left as they are, which nobody's clock decides.
var clock = regexp.MustCompile(`\b1[1-9]:\d\d\b`)

// underway is what a release's lead reads while it runs, which depends on how it goes.
var underway = regexp.MustCompile(`^B\d+ (is going out|is paused|waits, since the network is on hold|was stopped|is done): `)

// told notes one message.
func (m sayings) told(text string, unknown bool) {
	if underway.MatchString(plainly(text)) {
		return
	}
	key := clock.ReplaceAllString(chance.ReplaceAllString(plainly(text), "$1…"), "00:00")
	n := m[key]
	n.sent++
	if unknown {
		n.unknown++
	}
	m[key] = n
}

// beyond lists what was told more often than in another run.
func (m sayings) beyond(other sayings) (out string) {
	for _, text := range slices.Sorted(maps.Keys(m)) {
		if n := m[text].sent - other[text].sent; n > 0 {
			out += fmt.Sprintf("\n  %d times more: %.200s", n, text)
		}
	}
	return out
}

// compareTold holds that everybody was told what they were told without misbehaviour, and nothing twice that could be known to have arrived.
func (s *soak) compareTold(t *testing.T, without *soak) {
	t.Helper()
	for _, who := range s.people {
		got, want, twice := s.told[who], without.told[who], s.twice[who]
		for _, text := range slices.Sorted(maps.Keys(got)) {
			more := max(0, got[text].sent-want[text].sent-got[text].unknown)
			if twice -= more; more > 0 && twice < 0 {
				t.Errorf("%s was told %d times more than the bot could have known to have arrived:\n  %.200s", who, more, text)
			}
		}
		for _, text := range slices.Sorted(maps.Keys(want)) {
			if less := want[text].sent - got[text].sent; less > 0 {
				t.Errorf("%s was told %d times less:\n  %.200s\nand more often:%s", who, less, text, got.beyond(want))
			}
		}
		if a, b := strings.Join(without.menus[who], " · "), strings.Join(s.menus[who], " · "); a != b {
			t.Errorf("%s has the menu %q, and without misbehaviour %q", who, b, a)
		}
	}
}
