package campaigns_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
	"relais/storage/storagetest"
)

// stage is a network with one campaign, one lead, one reviewer who reads everything, and a brief in three languages.
type stage struct {
	t        testing.TB
	net      *campaigns.Network
	lead     members.Member
	reviewer members.Member
	brief    messages.Brief
	now      time.Time
}

// noon is a Monday at noon in Paris, in no quiet hours.
var noon = time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)

func paris(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func settings(t testing.TB) campaigns.Settings {
	return campaigns.Settings{
		Name: "Test Network", About: "A network for tests.", RunBy: "Example Foundation", PaidBy: "Example Foundation", Payer: messages.NGO,
		Contact: "contact@example.org", Zone: paris(t), Languages: messages.Languages(), Undo: time.Minute,
	}
}

func open(t testing.TB, store *storage.Store) *campaigns.Network {
	return campaigns.Open(store, outbox.New(store, slog.New(slog.DiscardHandler)), settings(t))
}

func newStage(t testing.TB) *stage {
	t.Helper()
	s := &stage{t: t, net: open(t, storagetest.New(t)), now: noon}
	s.lead = s.member("lead", "en", members.Admin, members.Lead)
	s.reviewer = s.member("reviewer", "en", members.Reviewer)
	s.do(func(tx storage.Tx) error {
		s.reviewer.Reads = messages.Languages()
		if err := s.net.Roster.Put(tx, s.reviewer); err != nil {
			return err
		}
		if _, _, err := s.net.PutCampaign(tx, campaign(), s.lead.Alias, s.now); err != nil {
			return err
		}
		src := messages.Source{ID: "source-a", Type: messages.Official, Title: "A title", Publisher: "UNESCO", URL: "https://example.org/a", Quote: "It is so."}
		if err := s.net.Desk.PutSource(tx, src, s.lead.Alias, time.Now()); err != nil {
			return err
		}
		_, err := s.net.Desk.PutFact(tx, fact(), s.lead.Alias, time.Now())
		return err
	})
	s.brief = s.save(brief())
	return s
}

func campaign() campaigns.Campaign {
	return campaigns.Campaign{
		Name: "heritage", Title: map[messages.Lang]string{"en": "Heritage"}, Purpose: map[messages.Lang]string{"en": "To share facts."},
		Sponsorship: messages.Sponsorship{
			RunBy: "Example Foundation", PaidBy: "Example Foundation", Payer: messages.NGO, Contact: "contact@example.org",
			Lines: map[messages.Lang]messages.Disclosure{
				"en": {Line: "I volunteer with Test Network.", Short: "I volunteer with Test Network."},
				"fr": {Line: "Je suis bénévole de Test Network.", Short: "Bénévole de Test Network."},
				"es": {Line: "Soy voluntaria de Test Network.", Short: "Voluntaria de Test Network."},
				"ar": {Line: "أنا متطوع في الشبكة.", Short: "متطوع في الشبكة."},
			},
		},
	}
}

func fact() messages.Fact {
	return messages.Fact{
		ID: "fact-a", Statement: map[messages.Lang]string{"en": "It is so.", "fr": "C'est ainsi."}, AsOf: "2026-01-01", ReviewBy: "2027-01-01",
		Sources: []string{"source-a"},
	}
}

func brief() messages.Brief {
	text := func(title string) messages.Text {
		return messages.Text{
			Title: title, Summary: title + ".", Points: []messages.Point{{Text: title, Facts: []string{"fact-a"}}},
			Prompts: []string{"?"}, Critic: title,
		}
	}
	return messages.Brief{
		Name: "a-brief", Campaign: "heritage", Kind: messages.Points, Fallback: []messages.Lang{"en"},
		Texts: map[messages.Lang]messages.Text{"en": text("It is so"), "fr": text("C'est ainsi"), "es": text("Es así")},
	}
}

func (s *stage) do(fn func(tx storage.Tx) error) {
	s.t.Helper()
	if err := s.net.Store.Update(context.Background(), fn); err != nil {
		s.t.Fatal(err)
	}
}

// try is do where an error is expected.
func (s *stage) try(fn func(tx storage.Tx) error) error {
	return s.net.Store.Update(context.Background(), fn)
}

// member makes an admitted member who receives briefs at any hour they are not quiet.
func (s *stage) member(user string, lang messages.Lang, roles ...members.Role) members.Member {
	s.t.Helper()
	var m members.Member
	s.do(func(tx storage.Tx) error {
		var err error
		m, err = s.net.Roster.New(tx, members.Identity{Platform: "test", User: user, Chat: user, Name: user}, lang)
		if err != nil {
			return err
		}
		m.Status, m.Kind, m.Roles = members.Admitted, members.Diaspora, roles
		m.Answer(members.Receive, true, lang, s.now)
		return s.net.Roster.Put(tx, m)
	})
	return m
}

func (s *stage) put(m members.Member) {
	s.t.Helper()
	s.do(func(tx storage.Tx) error { return s.net.Roster.Put(tx, m) })
}

func (s *stage) save(b messages.Brief) messages.Brief {
	s.t.Helper()
	var saved messages.Brief
	s.do(func(tx storage.Tx) error {
		var err error
		saved, err = s.net.Desk.Save(tx, b, s.lead.Alias, s.now)
		return err
	})
	return saved
}

// approve submits the brief and has languages approved as they stand.
func (s *stage) approve(langs ...messages.Lang) {
	s.t.Helper()
	s.do(func(tx storage.Tx) error {
		b, err := s.net.Desk.Submit(tx, s.brief.ID, s.now)
		if err != nil {
			return err
		}
		for _, l := range langs {
			e, err := s.net.Desk.Edition(tx, b, l)
			if err != nil {
				return err
			}
			if b, err = s.net.Desk.Approve(tx, b.ID, s.reviewer.Reader(), l, e.Hash().Short(), s.now); err != nil {
				return err
			}
		}
		s.brief = b
		return nil
	})
}

// reload reads the brief as it is now.
func (s *stage) reload() messages.Brief {
	s.t.Helper()
	s.do(func(tx storage.Tx) error {
		var err error
		s.brief, err = s.net.Desk.Brief(tx, s.brief.ID)
		return err
	})
	return s.brief
}
