package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"relais/campaigns/members"
	"relais/content"
	"relais/messages"
	"relais/storage"
)

// keptDraft is the brief that the demonstration leaves as a draft, so that there is something to review and release.
const keptDraft = "couscous-four-countries"

// seed fills an empty store with the sample network: its people, its campaign, facts, sources and briefs. All briefs but one
// are approved by reviewers who read each language and released; everyone in the cast has agreed to receive briefs.
//
// account is where each of them is reached, by their name in the cast.
func (s *service) seed(ctx context.Context, account func(user string) members.Identity) error {
	now := time.Now()
	return s.store.Update(ctx, func(tx storage.Tx) error {
		people, err := s.seedPeople(tx, account, now)
		if err != nil {
			return err
		}
		file, err := sampleFile()
		if err != nil {
			return err
		}
		return s.seedBriefs(tx, file, people, now, func(name string) bool { return name != keptDraft })
	})
}

// seedBriefs puts files into the network, and releases those of their briefs that are asked for.
func (s *service) seedBriefs(tx storage.Tx, file messages.File, people []members.Member, now time.Time, released func(name string) bool) error {
	done, err := s.net.Import(tx, file, people[0].Alias, now)
	if err != nil {
		return err
	}
	for _, b := range done.Briefs {
		if !released(b.Name) {
			continue
		}
		if err := s.seedRelease(tx, b, people, now); err != nil {
			return fmt.Errorf("release %s: %w", b.Name, err)
		}
	}
	return nil
}

func (s *service) seedPeople(tx storage.Tx, account func(user string) members.Identity, now time.Time) ([]members.Member, error) {
	var out []members.Member
	for _, c := range cast {
		m, err := s.net.Roster.New(tx, account(c.user), c.lang)
		if err != nil {
			return nil, err
		}
		m.Status, m.Kind, m.Roles, m.Reads, m.Joined, m.Welcomed = members.Admitted, c.kind, c.roles, c.reads, now.UTC(), true
		m.Answer(members.Receive, true, c.lang, now)
		// Whoever tries the demonstration does so at any hour, and wants to see everything.
		m.QuietFrom, m.QuietTo, m.DailyBriefs = 0, 0, 20
		if err := s.net.Roster.Put(tx, m); err != nil {
			return nil, err
		}
		if err := s.bot.Greet(tx, m, now); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// seedRelease takes a brief through the vetting desk, as its reviewers would, and releases it at once.
func (s *service) seedRelease(tx storage.Tx, b messages.Brief, people []members.Member, now time.Time) error {
	b, err := s.net.Desk.Submit(tx, b.ID, now)
	if err != nil {
		return err
	}
	for _, l := range b.Langs() {
		i := slices.IndexFunc(people, func(m members.Member) bool { return m.Has(members.Reviewer) && slices.Contains(m.Reads, l) })
		if i < 0 {
			return fmt.Errorf("nobody in the cast reviews %s", l.Name())
		}
		e, err := s.net.Desk.Edition(tx, b, l)
		if err != nil {
			return err
		}
		if _, err := s.net.Desk.Approve(tx, b.ID, people[i].Reader(), l, e.Hash().Short(), now); err != nil {
			return err
		}
		if err := s.net.Record(tx, people[i].Alias, "approve "+string(l), b.ID, now); err != nil {
			return err
		}
	}
	_, err = s.net.Schedule(tx, b.ID, people[0].Alias, now, "", now.Add(-s.settings.Undo))
	return err
}

// sampleFile reads the sample network's files as one.
func sampleFile() (messages.File, error) {
	var all []messages.FileText
	for _, f := range content.Files() {
		all = append(all, messages.FileText(f))
	}
	return messages.ParseFiles(all)
}
