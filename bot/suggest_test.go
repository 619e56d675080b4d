package bot

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"relais/messages"
	"relais/storage"
)

// TestSuggestMany holds how many briefs are offered where there are more, and that an old one is found by its number or its name.
func TestSuggestMany(t *testing.T) {
	b, m := newConversation(t, slog.New(slog.DiscardHandler))
	const all = lookedAt + 50
	if err := b.net.Store.Update(context.Background(), func(tx storage.Tx) error {
		for n := range all {
			if _, err := b.net.Desk.Save(tx, messages.Brief{
				Name: fmt.Sprintf("brief-%04d", n+1), Kind: messages.Points, Texts: map[messages.Lang]messages.Text{"en": {Title: fmt.Sprint("Title ", n+1)}},
			}, m.Alias, time.Now()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	who := User{Platform: "test", ID: "1"}
	for _, c := range []struct {
		typed, first string
		want         int
	}{
		{"", fmt.Sprint("B", all), suggestMost}, {"title", fmt.Sprint("B", all), suggestMost}, {"B7", "B799", suggestMost},
		{"B1050", "B1050", 1}, {"title 1049", "B1049", 1}, {"brief-0007", "B7", 1}, {"20 ", "B209", 11}, {"zzz", "", 0}, {"\u202eB1050", "B1050", 1},
	} {
		got := b.Suggest(t.Context(), who, "submit", c.typed)
		if len(got) != c.want || c.want > 0 && got[0].Text != c.first {
			t.Errorf("%q: %d are offered, %+v; want %d from %s on", c.typed, len(got), got, c.want, c.first)
		}
	}
	if got := b.Suggest(t.Context(), who, "nothing", ""); len(got) != 0 {
		t.Errorf("for a command that is none %+v is offered", got)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if got := b.Suggest(ended, who, "submit", ""); len(got) != 0 {
		t.Errorf("when nobody waits any more %+v is offered", got)
	}
}
