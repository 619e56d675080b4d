package local

import (
	"testing"

	"relais/bot/local/localtest"
	"relais/bot/texts"
	"relais/storage"
	"relais/storage/storagetest"
)

// words are the page's and the bot's.
func words(t testing.TB) *texts.Words {
	t.Helper()
	w, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func newChat(t testing.TB, store *storage.Store, opt Options) *Local {
	opt.Words = words(t)
	return New(store, opt)
}

// openChat is a chat that anybody may enter, on a store of its own.
func openChat(t testing.TB) (*Local, *storage.Store) {
	store := storagetest.New(t)
	return newChat(t, store, Options{
		Open: true, Title: "Test network", Places: []Person{{User: "square", Name: "The square"}},
	}), store
}

// visit is somebody with an account that stands ready or is made by what they do first.
func visit(l *Local, user string) localtest.Visitor {
	return localtest.Visit(l.Handler(), user, "", "")
}
