package spool_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/bot"
	"relais/bot/spool"
	"relais/storage"
	"relais/storage/storagetest"
)

// inbox takes what it is offered by a function.
type inbox func(u bot.Update) error

func (f inbox) Receive(_ context.Context, u bot.Update) error { return f(u) }

// put keeps texts of somebody as updates.
func put(t *testing.T, store *storage.Store, s *spool.Spool, user, ref string, said ...string) {
	t.Helper()
	err := store.Update(t.Context(), func(tx storage.Tx) error {
		for _, text := range said {
			if err := s.Put(tx, bot.Update{From: bot.User{Platform: "p", ID: user}, Text: text}, ref); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Expect(user)
}

// heard runs a spool for a while and returns what the inbox took.
func heard(t *testing.T, s *spool.Spool, d time.Duration) (all []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	if err := s.Run(ctx, inbox(func(u bot.Update) error {
		all = append(all, u.From.ID+": "+u.Text)
		return nil
	})); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestClearedIsNotHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := storagetest.New(t)
		s := spool.New(store, "p", spool.Options{})
		put(t, store, s, "amina", "", "one")
		put(t, store, s, "sam", "", "two")
		if err := store.Update(t.Context(), s.Clear); err != nil {
			t.Fatal(err)
		}
		put(t, store, s, "sam", "", "three")
		if diff := cmp.Diff([]string{"sam: three"}, heard(t, s, time.Hour)); diff != "" {
			t.Errorf("what was heard (-want +got):\n%s", diff)
		}
	})
}

func TestForgottenIsNotHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := storagetest.New(t)
		s := spool.New(store, "p", spool.Options{})
		put(t, store, s, "amina", "", "one", "two")
		put(t, store, s, "sam", "", "three")
		if err := store.Update(t.Context(), func(tx storage.Tx) error { return s.Forget(tx, "amina") }); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]string{"sam: three"}, heard(t, s, time.Second)); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}

func TestCompleteIsAskedAgainAfterAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := storagetest.New(t)
		asked := 0
		var taken []string
		s := spool.New(store, "p", spool.Options{
			Complete: func(_ context.Context, u *bot.Update, ref string) error {
				if asked++; asked < 3 {
					return errors.New("the platform does not answer")
				}
				u.Text = ref
				return nil
			},
			Taken: func(user string) { taken = append(taken, user) },
		})
		put(t, store, s, "amina", "file 1", "one")
		put(t, store, s, "amina", "", "two")
		if d := cmp.Diff([]string{"amina: file 1", "amina: two"}, heard(t, s, time.Minute)); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		if asked != 3 || len(taken) != 2 {
			t.Errorf("asked %d times, %d were taken", asked, len(taken))
		}
	})
}
