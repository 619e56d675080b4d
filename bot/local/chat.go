package local

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"relais/bot"
	"relais/storage"
)

// The indexes' names.
const (
	byUser = "user"
	byKey  = "key"
)

const (
	keepLast  = 300         // messages of one account; older ones go as new ones come
	toastLife = time.Minute // an answer for a moment is kept no longer
)

// errNobody tells that no such account exists, or not any more.
var errNobody = errors.New("nobody has this account")

// person is an account that somebody has spoken as, or that was spoken to. Its key is its number.
type person struct {
	User string
	Name string
	Lang string
	// Number is given once: an account that was erased and came back has another, which tells pages to start over.
	Number uint64
	// Rev is when what follows last changed, on the counter that also numbers messages.
	Rev     uint64
	Blocked bool
	Menu    []string
}

// entry is one message as it stands in a chat. Its key is its id.
type entry struct {
	User string
	Rev  uint64 // when it last changed
	At   time.Time
	Mine bool // the account sent it
	// Key is the one under which the outbox sent it; empty for Mine.
	Key       string
	Message   bot.Message // its files without their content
	Sizes     []int       // of the files, in bytes
	Forwarded bool
	Sticker   bool
	// Deleted is what is left of a message that was taken away, so that open pages hear of it.
	Deleted bool
}

// stored is a file's content. Its key is the message's id and the file's place in it.
type stored struct {
	User string
	File bot.File
}

// number gives the next id or revision.
func (l *Local) number(tx storage.Tx) (uint64, error) { return l.store.Next(tx, "local") }

// find returns an account that is kept; errNobody where there is none.
func (l *Local) find(tx storage.Tx, user string) (person, error) {
	keys, err := l.people.Find(tx, byUser, user)
	if err != nil {
		return person{}, err
	}
	if len(keys) == 0 {
		return person{}, errNobody
	}
	p, err := l.people.Get(tx, keys[0])
	if q, ok := l.ready(user); ok {
		p.Name, p.Lang = q.Name, q.Lang // the options may have changed since
	}
	return p, err
}

// ready returns an account that stands ready by the options.
func (l *Local) ready(user string) (Person, bool) {
	for _, p := range slices.Concat(l.opt.People, l.opt.Places) {
		if p.User == user {
			return p, true
		}
	}
	return Person{}, false
}

// place tells whether an account is a place.
func (l *Local) place(user string) bool {
	return slices.ContainsFunc(l.opt.Places, func(p Person) bool { return p.User == user })
}

// admit returns an account and makes it where it stands ready or anybody may come.
func (l *Local) admit(tx storage.Tx, user, name, lang string) (person, error) {
	p, err := l.find(tx, user)
	if err == nil || !errors.Is(err, errNobody) {
		return p, err
	}
	p = person{User: user, Name: name, Lang: lang}
	if q, ok := l.ready(user); ok {
		p.Name, p.Lang = q.Name, q.Lang
	} else if !l.opt.Open {
		return p, errNobody
	}
	if p.Name == "" {
		p.Name = user
	}
	if p.Number, err = l.number(tx); err != nil {
		return p, err
	}
	p.Rev = p.Number
	return p, l.people.Put(tx, storage.Ordinal(p.Number), p)
}

// change keeps what changed about an account.
func (l *Local) change(tx storage.Tx, p person) (err error) {
	if p.Rev, err = l.number(tx); err != nil {
		return err
	}
	return l.people.Put(tx, storage.Ordinal(p.Number), p)
}

// add puts a message at the end of a chat and returns its id.
func (l *Local) add(tx storage.Tx, e entry) (uint64, error) {
	id, err := l.number(tx)
	if err != nil {
		return 0, err
	}
	e.Rev = id
	if err := l.put(tx, id, e); err != nil {
		return 0, err
	}
	return id, l.trim(tx, e.User, e.At)
}

// put keeps a message, its files' content apart, since the chat is read often and files are not.
func (l *Local) put(tx storage.Tx, id uint64, e entry) error {
	if err := l.dropFiles(tx, id); err != nil {
		return err
	}
	names, sizes := make([]bot.File, len(e.Message.Files)), make([]int, len(e.Message.Files))
	for i, f := range e.Message.Files {
		names[i], sizes[i] = bot.File{Name: f.Name, Type: f.Type}, len(f.Data)
		if e.Mine {
			continue // whoever sent it has it
		}
		if err := l.files.Put(tx, fileKey(id, i), stored{User: e.User, File: f}); err != nil {
			return err
		}
	}
	e.Message.Files, e.Sizes = names, sizes
	return l.chat.Put(tx, storage.Ordinal(id), e)
}

func fileKey(id uint64, n int) string { return storage.Ordinal(id) + storage.Ordinal(uint64(n)) }

func (l *Local) dropFiles(tx storage.Tx, id uint64) error {
	var keys []string
	err := l.files.Scan(tx, storage.Prefix(storage.Ordinal(id)), func(key string, _ stored) error {
		keys = append(keys, key)
		return nil
	})
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := l.files.Delete(tx, key); err != nil {
			return err
		}
	}
	return nil
}

// trim deletes what is more than keepLast, and toasts that were shown.
func (l *Local) trim(tx storage.Tx, user string, now time.Time) error {
	keys, err := l.chat.Find(tx, byUser, user)
	if err != nil {
		return err
	}
	for i, key := range keys {
		if len(keys)-i <= keepLast {
			// Toasts stand among the last few, or they went with an earlier call.
			if len(keys)-i > 20 {
				continue
			}
			e, err := l.chat.Get(tx, key)
			if err != nil {
				return err
			}
			if !onlyToast(e.Message) || e.Mine || e.Deleted || now.Sub(e.At) < toastLife {
				continue
			}
		}
		if err := l.drop(tx, key); err != nil {
			return err
		}
	}
	return nil
}

func (l *Local) drop(tx storage.Tx, key string) error {
	id, err := storage.ParseOrdinal(key)
	if err != nil {
		return err
	}
	if err := l.dropFiles(tx, id); err != nil {
		return err
	}
	return l.chat.Delete(tx, key)
}

// message returns a message that stands in an account's chat; storage.ErrNotFound where it does not, or not any more.
func (l *Local) message(tx storage.Tx, user, id string) (uint64, entry, error) {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return 0, entry{}, storage.ErrNotFound
	}
	e, err := l.chat.Get(tx, storage.Ordinal(n))
	if err != nil {
		return 0, entry{}, err
	}
	if e.User != user || e.Deleted {
		return 0, entry{}, storage.ErrNotFound
	}
	return n, e, nil
}

// takeAway leaves nothing of a message but that it was there.
func (l *Local) takeAway(tx storage.Tx, id uint64, e entry) error {
	rev, err := l.number(tx)
	if err != nil {
		return err
	}
	return l.put(tx, id, entry{User: e.User, Rev: rev, At: e.At, Mine: e.Mine, Deleted: true})
}

// news is what changed in a chat after a cursor.
type news struct {
	at      cursor
	reset   bool
	person  person
	changed bool // person did
	known   bool // person is kept
	entries []numbered
}

type numbered struct {
	id uint64
	entry
}

// cursor is where a reader stands: the account's number, 0 for one that is not kept, and the last revision seen.
type cursor struct{ number, rev uint64 }

func (c cursor) String() string { return fmt.Sprintf("%d-%d", c.number, c.rev) }

// parseCursor reads a cursor; ok is false for everything else, which is to start at the beginning.
func parseCursor(s string) (c cursor, ok bool) {
	_, err := fmt.Sscanf(s, "%d-%d", &c.number, &c.rev)
	return c, err == nil && c.String() == s
}

// since reads what is new for a reader.
func (l *Local) since(tx storage.Tx, user string, from cursor, ok bool) (news, error) {
	p, err := l.find(tx, user)
	if err != nil && !errors.Is(err, errNobody) {
		return news{}, err
	}
	n := news{person: p, known: err == nil, at: cursor{p.Number, from.rev}, reset: !ok || from.number != p.Number}
	if n.reset {
		n.at.rev = 0
	}
	after := n.at.rev
	n.changed = n.reset || p.Rev > after
	n.at.rev = max(n.at.rev, p.Rev)
	keys, err := l.chat.Find(tx, byUser, user)
	if err != nil {
		return news{}, err
	}
	for _, key := range keys {
		e, err := l.chat.Get(tx, key)
		if err != nil {
			return news{}, err
		}
		id, err := storage.ParseOrdinal(key)
		if err != nil {
			return news{}, err
		}
		n.take(numbered{id, e}, after)
	}
	for _, e := range l.room.afterlife(user) {
		n.take(e, after)
	}
	slices.SortFunc(n.entries, func(a, b numbered) int { return cmp.Compare(a.id, b.id) })
	return n, nil
}

func (n *news) take(e numbered, after uint64) {
	if e.Rev <= after || n.reset && e.Deleted {
		return
	}
	n.entries = append(n.entries, e)
	n.at.rev = max(n.at.rev, e.Rev)
}
