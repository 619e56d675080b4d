package campaigns_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/storage"
)

// platform is the other end: it writes down what it shows to whom.
type platform struct {
	answer func(chat string) error // what becomes of a call, once it is over; nil: all is well at once

	mu    sync.Mutex
	shown []string // "chat text" in order; an edit as "chat text (edit id)"
}

func (p *platform) Limits() outbox.Limits { return outbox.Limits{Name: "test", Unsolicited: true} }

func (p *platform) Send(_ context.Context, c outbox.Cleared) (outbox.Receipt, error) {
	if p.answer != nil {
		if err := p.answer(c.To().Chat); err != nil {
			return outbox.Receipt{}, err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	line := c.To().Chat + " " + c.Message().Text
	if c.Edit() != "" {
		line += " (edit " + c.Edit() + ")"
	}
	p.shown = append(p.shown, line)
	return outbox.Receipt{Message: fmt.Sprintf("m%d", len(p.shown))}, nil
}

func (p *platform) lines() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.shown...)
}

// gate renders a copy as "language title", or as the notice.
type gate struct{ net *campaigns.Network }

func (g gate) Row(tx storage.Tx, r outbox.Row, now time.Time) (outbox.Decision, error) {
	a, c, err := g.net.Clear(tx, r, outbox.Limits{Unsolicited: true}, now)
	d := outbox.Decision{Verdict: a.Verdict, Reason: a.Reason, Until: a.Until}
	if err != nil || a.Verdict != outbox.Go {
		return d, err
	}
	id, _ := c.Member.On(r.Platform)
	d.To, d.Rev, d.Lang, d.Edit = outbox.Address{Platform: "test", Chat: id.Chat}, c.Version.Rev, string(c.Edition.Lang), c.Replaces
	if c.Kit.ID != 0 {
		d.To = c.To
	}
	d.Message.Text = string(c.Edition.Lang) + " " + c.Edition.Text.Title
	if c.Notice != "" {
		d.Message.Text = c.Notice
	}
	return d, nil
}

func (g gate) Letter(_ storage.Tx, l outbox.Letter, _ time.Time) (outbox.Decision, error) {
	if l.Keep {
		return outbox.Decision{To: l.To, Message: l.Message}, nil
	}
	return outbox.Decision{Verdict: outbox.Skip}, nil
}

func (g gate) Gone(storage.Tx, outbox.Address, uint64, string, time.Time) error { return nil }
func (g gate) Moved(storage.Tx, outbox.Address, string) error                   { return nil }

// voice writes down what the network owes people to say.
type voice struct {
	mu   sync.Mutex
	said []string
}

func (v *voice) Trouble(_ storage.Tx, r campaigns.Release, _ time.Time) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.note("trouble " + r.Failed)
	return nil
}

func (v *voice) Progress(storage.Tx, campaigns.ReleaseReport, campaigns.Progress, time.Time) (bool, error) {
	return true, nil
}

func (v *voice) Owed(_ storage.Tx, m members.Member, s reach.Share, b messages.Brief, _ messages.Version, _ time.Time) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.note(fmt.Sprintf("owed %s %s %s", m.Identities[0].User, s.Network, b.Stage))
	return nil
}

// note keeps a line once: a transaction may run twice.
func (v *voice) note(line string) {
	if !slices.Contains(v.said, line) {
		v.said = append(v.said, line)
	}
}

// service is a running network whose time is the bubble's.
type service struct {
	*stage
	platform *platform
	voice    *voice
	stop     func()
}

// inBubble runs a test on a network that starts on Monday 2026-03-02 at noon in Paris.
func inBubble(t *testing.T, fn func(t *testing.T, s *service)) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon))
		s := &service{stage: newStage(t), platform: &platform{}, voice: &voice{}}
		s.start()
		fn(t, s)
		s.stop()
	})
}

func (s *service) start() {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := s.net.Outbox.Run(ctx, gate{s.net}, []outbox.Sender{s.platform}); err != nil {
			s.t.Error(err)
		}
	})
	wg.Go(func() {
		if err := s.net.Run(ctx, slog.New(slog.DiscardHandler), s.voice); err != nil {
			s.t.Error(err)
		}
	})
	s.stop = func() { cancel(); wg.Wait() }
}

// passes lets time go by, and everything happen that it brings.
func passes(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (s *service) schedule(at time.Time) (campaigns.Release, error) {
	var r campaigns.Release
	err := s.try(func(tx storage.Tx) error {
		var err error
		r, err = s.net.Schedule(tx, s.brief.ID, s.lead.Alias, at, "", time.Now())
		return err
	})
	return r, err
}

// correct gives the brief another title, in English alone, and has that leave as a correction.
func (s *service) correct(title string) campaigns.Release {
	s.t.Helper()
	b := s.reload()
	en := b.Texts["en"]
	en.Title = title
	b.Texts = map[messages.Lang]messages.Text{"en": en}
	s.brief = s.save(b)
	s.approve("en")
	r, err := s.schedule(time.Now())
	must(s.t, err)
	return r
}

func (s *service) tally(release uint64) outbox.Tally {
	s.t.Helper()
	var out outbox.Tally
	s.do(func(tx storage.Tx) error {
		var err error
		out, err = s.net.Outbox.Tally(tx, release)
		return err
	})
	return out
}
