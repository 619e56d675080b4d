package outbox

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDropReplies keeps what is owed and what is to be taken away, and drops answers.
func TestDropReplies(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBench(t, Limits{})
		to := Address{Platform: b.send.Limits().Name, Chat: "chat"}
		b.post(Letter{To: to, Lane: Replies, Message: Message{Text: "an answer"}})
		b.post(Letter{To: to, Lane: Alerts, Message: Message{Text: "a notice"}})
		b.post(Letter{To: to, Lane: Replies, Edit: "7", Delete: true})
		if err := b.o.DropReplies(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.run()
		b.idle()
		var got []string
		for _, c := range b.send.all() {
			got = append(got, c.Text)
		}
		if diff := cmp.Diff([]string{"", "a notice"}, got); diff != "" {
			t.Errorf("what left (-want +got):\n%s", diff)
		}
		b.stop()
	})
}
