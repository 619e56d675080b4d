package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/bot"
	"relais/messages"
	"relais/messages/health"
	"relais/storage"
)

// Nothing leaves this machine by itself unless its operator says so, with an address at which sites can object.
func TestSourcesAreLookedAtOnlyWhenAsked(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		looks bool
		wrong string
	}{
		"by default nobody looks":       {"", false, ""},
		"with the network's contact":    {"sources: {check: true}", true, ""},
		"with a contact of its own":     {"sources: {check: true, contact: 'https://example.org/robot'}\nnetwork: {contact: at our door}", true, ""},
		"with nowhere to write to":      {"sources: {check: true}\nnetwork: {contact: at our door}", false, "set sources.contact"},
		"off, any contact will do":      {"network: {contact: at our door}", false, ""},
		"a contact that is no address":  {"sources: {contact: our door}", false, `"our door" is neither a web nor a mail address`},
		"a yes that is not yes or true": {"sources: {check: 'yes'}", false, "neither true nor false"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg, _, err := parse(t, c.text, nil, nil)
			if c.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), c.wrong) {
					t.Errorf("said %v, not %q", err, c.wrong)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if looks := cfg.parts(slog.New(slog.DiscardHandler)).looker != nil; looks != c.looks {
				t.Errorf("it looks: %t", looks)
			}
		})
	}
}

// lookers are functions that look.
type lookers func(ctx context.Context, address string) (health.Page, error)

func (f lookers) Check(ctx context.Context, address, _ string, _ health.Page) (health.Page, error) {
	return f(ctx, address)
}

// A thousand sources that came together are not asked for together; none is asked for twice in a week; and a write goes through while one
// is asked for, however long that takes.
func TestLookAtSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(storyStart))
		w := newWorld(t, stages[0])
		s, err := assemble(t.Context(), w.parts())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.close(); err != nil {
				t.Error(err)
			}
		}()
		if err := s.store.Update(t.Context(), func(tx storage.Tx) error {
			for i := range 45 {
				src := messages.Source{ID: fmt.Sprintf("s%02d", i), Type: messages.Press, Title: "T", Publisher: "P", URL: fmt.Sprintf("https://example.org/%02d", i)}
				if err := s.net.Desk.PutSource(tx, src, "nobody", time.Now()); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		var asked []string
		with := lookers(func(ctx context.Context, address string) (health.Page, error) {
			time.Sleep(30 * time.Second)
			ctx, cancel := context.WithTimeout(ctx, time.Minute)
			defer cancel()
			if err := s.store.Update(ctx, func(storage.Tx) error { return nil }); err != nil {
				t.Errorf("a write during a look: %v", err)
			}
			asked = append(asked, address)
			if strings.HasSuffix(address, "/03") {
				return health.Page{}, errors.New("not a web address")
			}
			return health.Page{State: health.Live, At: time.Now()}, nil
		})
		var rounds []int
		for range 5 {
			before := len(asked)
			if err := s.bot.LookAtSources(t.Context(), with); err != nil {
				t.Fatal(err)
			}
			rounds = append(rounds, len(asked)-before)
		}
		slices.Sort(asked)
		if diff := cmp.Diff([]int{20, 20, 5, 0, 0}, rounds); diff != "" || len(slices.Compact(asked)) != 45 {
			t.Errorf("looks in each round (-want +got):\n%s", diff)
		}
		time.Sleep(8 * 24 * time.Hour)
		asked = nil
		stopped, stop := context.WithCancel(t.Context())
		stop()
		if err := s.bot.LookAtSources(stopped, with); err == nil || len(asked) > 0 {
			t.Errorf("stopped, it asked for %v: %v", asked, err)
		}
		if err := s.bot.LookAtSources(t.Context(), with); err != nil || len(asked) != 20 {
			t.Errorf("a week later it asked for %d: %v", len(asked), err)
		}
	})
}

var _ bot.Looker = (*health.Checker)(nil)
