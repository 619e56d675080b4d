package discord

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
	"relais/storage/storagetest"
)

// TestRewind holds that no session is resumed after a restore, which would say everything again, and that the application stays known.
func TestRewind(t *testing.T) {
	store := storagetest.New(t)
	d := New(store, Options{Token: "x"})
	var got session
	if err := store.Update(t.Context(), func(tx storage.Tx) error {
		if err := d.sessions.Put(tx, "0", session{ID: "id", Seq: 7, URL: "wss://x", App: "app"}); err != nil {
			return err
		}
		if err := d.Rewind(tx); err != nil {
			return err
		}
		var err error
		got, err = d.sessions.Get(tx, "0")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(session{App: "app"}, got); diff != "" {
		t.Errorf("what is known of the gateway (-want +got):\n%s", diff)
	}
}
