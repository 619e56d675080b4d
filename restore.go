package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/storage"
	"relais/storage/bolt"
)

// Run restores a store from a backup.
func (c *restoreFlags) Run(in *invocation) error {
	cfg, _, err := loadConfig(c.Config, in.environ)
	if err != nil {
		return err
	}
	done, err := c.restore(in.ctx, cfg.parts(slog.New(slog.DiscardHandler)))
	if err != nil {
		return err
	}
	say := sayTo(in.stdout)
	say(fmt.Sprintf("%s: the store as it was at %s, whole.", cfg.Storage.Path, moment(done.from)))
	if done.erased > 0 {
		say(fmt.Sprintf("The list of erasures has %s; whoever is on it is not in the store.", many(done.erased, "line")))
	}
	for _, d := range done.waits {
		say("  " + waits(d))
	}
	if len(done.waits) > 0 {
		say("These wait until a lead says what becomes of them, with /doubts: nobody knows what has been sent since the backup.")
	}
	if !done.admin {
		say("Nobody is an admin any more: relais admin-code makes a code for the next.")
	}
	_, err = fmt.Fprintf(in.stdout, "Start it with: relais run --config %s\n", c.Config)
	return err
}

// waits says what waits of a release.
func waits(d campaigns.Doubt) string {
	if d.People+d.Places == 0 {
		return d.Release.Brief + ", which was due"
	}
	return fmt.Sprintf("%s: %d that had not left", d.Release.Brief, d.People+d.Places)
}

// restored is what came of it.
type restored struct {
	from   time.Time // when the backup was made
	erased int       // entries on the list of erasures
	waits  []campaigns.Doubt
	admin  bool // there is one
}

// restore makes the store of a backup. It works on a file under another name, which becomes the store at the very end, so that whatever
// ends it before leaves nothing.
func (c *restoreFlags) restore(ctx context.Context, p parts) (done restored, err error) {
	dir := filepath.Dir(p.store)
	if err := onlyOurs(dir, p); err != nil {
		return done, err
	}
	keys, err := storage.LoadKeyset(p.keys)
	if errors.Is(err, fs.ErrNotExist) {
		return done, usageError{fmt.Errorf("there is no key at %s: put the network's own key there, without which nobody can read a backup", p.keys)}
	}
	if err != nil {
		return done, err
	}
	list := &erasureList{path: p.erased}
	if _, err := os.Stat(list.path); errors.Is(err, fs.ErrNotExist) && !c.WithoutErasures {
		return done, usageError{fmt.Errorf("the list of erasures is not at %s: put a copy of it there; or, if it is lost, give --without-erasures, and whoever has left since the backup is there again", list.path)}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return done, fmt.Errorf("make the store's folder: %w", err)
	}
	temp, note, err := c.unpack(keys, p.store)
	if err != nil {
		return done, fmt.Errorf("restore %s: %w", c.File, err)
	}
	defer func() { err = errors.Join(err, removeAny(temp, temp+".compact")) }() // gone already after the rename
	done, err = rebuild(ctx, p, list, temp, note)
	if err != nil {
		return done, fmt.Errorf("restore %s: %w", c.File, err)
	}
	if err := onlyOurs(dir, p); err != nil { // somebody may have come meanwhile
		return done, err
	}
	if err := os.Rename(temp, p.store); err != nil {
		return done, fmt.Errorf("restore %s: %w", c.File, err)
	}
	return done, storage.SyncFolder(dir)
}

func removeAny(paths ...string) error {
	for _, p := range paths {
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// restoring is what is in the name of the file that a restore works on.
const restoring = ".restoring-"

// onlyOurs answers an error where a folder holds anything but the key and the list of erasures. What a restore left that was cut off is
// taken away.
func onlyOurs(dir string, p parts) error {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir() || samePath(path, p.keys) || samePath(path, p.erased):
			return err
		case filepath.Dir(path) == filepath.Clean(dir) && strings.HasPrefix(d.Name(), filepath.Base(p.store)+restoring):
			return nil
		}
		return usageError{fmt.Errorf("%s holds something already (%s): restore into an empty folder, and put away what is there, or set storage.path to another", dir, path)}
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// unpack writes what the engine needs of a backup into a file beside the store's place, and judges it.
func (c *restoreFlags) unpack(keys *storage.Keyset, store string) (temp string, note storage.Note, err error) {
	left, err := filepath.Glob(store + restoring + "*")
	if err == nil {
		err = removeAny(left...)
	}
	if err != nil {
		return "", note, err
	}
	file, err := os.Open(c.File)
	if err != nil {
		return "", note, usageError{err}
	}
	defer file.Close()
	r, err := c.plain(file)
	if err != nil {
		return "", note, err
	}
	f, err := os.CreateTemp(filepath.Dir(store), filepath.Base(store)+restoring+"*") // mode 0600
	if err != nil {
		return "", note, err
	}
	note, err = storage.ReadBackup(r, f, keys)
	if errors.Is(err, storage.ErrNewer) {
		err = newerAdvice(err)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", note, errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), note, nil
}

// plain is a backup without age's encryption, where it has one.
func (c *restoreFlags) plain(file io.Reader) (io.Reader, error) {
	r := bufio.NewReader(file)
	head, err := r.Peek(len(armor.Header))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	armored := bytes.HasPrefix(head, []byte(armor.Header))
	if !armored && !bytes.HasPrefix(head, []byte("age-encryption.org/")) {
		return r, nil
	}
	if c.Identity == "" {
		return nil, usageError{errors.New("it is encrypted with age: name the file of the identity that opens it with --identity")}
	}
	secret, err := readLimited(c.Identity, maxRecipients)
	if err != nil {
		return nil, usageError{err}
	}
	ids, err := age.ParseIdentities(bytes.NewReader(secret))
	if err != nil {
		return nil, usageError{fmt.Errorf("%s holds no identities of age, or such as need a passphrase", c.Identity)} // the error may quote it
	}
	var from io.Reader = r
	if armored {
		from = armor.NewReader(r)
	}
	plain, err := age.Decrypt(from, ids...)
	if none := (*age.NoIdentityMatchError)(nil); errors.As(err, &none) {
		return nil, fmt.Errorf("the identity in %s does not open it", c.Identity)
	}
	return plain, err
}

// rebuild makes of a file that a backup was unpacked into one that can be run: nobody in it who has left, nothing leaving by itself that may
// have left, none of the bytes of what was taken out, and all of it durable.
func rebuild(ctx context.Context, p parts, list *erasureList, path string, note storage.Note) (done restored, err error) {
	words, err := texts.Load()
	if err != nil {
		return done, err
	}
	db, err := bolt.Open(path, bolt.Options{NoSync: true}) // once at the end is enough
	if err != nil {
		return done, err
	}
	s := newService(p, db)
	if err := db.Check(ctx); err != nil {
		return done, errors.Join(err, db.Close())
	}
	unneeded := func(context.Context, int) error { return nil } // the backup itself is the store before migrations
	if err := s.open(ctx, words, unneeded); err != nil {
		return done, errors.Join(err, db.Close())
	}
	done, err = s.rebuild(ctx, list, note.At)
	if err = errors.Join(err, s.close()); err != nil {
		return done, err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return done, err
	}
	return done, errors.Join(f.Sync(), f.Close())
}

func (s *service) rebuild(ctx context.Context, list *erasureList, from time.Time) (done restored, err error) {
	done.from = from
	if err := s.store.Verify(ctx); err != nil {
		return done, err
	}
	all, err := list.read(s.store)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return done, err
	}
	now := time.Now()
	for _, d := range all {
		if err := s.store.Update(ctx, func(tx storage.Tx) error { return s.bot.Depart(tx, d, now) }); err != nil {
			return done, fmt.Errorf("erase again who had left: %w", err)
		}
	}
	done.erased = len(all)
	if done.waits, err = s.bot.Restored(ctx, from); err != nil {
		return done, err
	}
	if err := s.store.View(ctx, func(tx storage.Tx) error {
		admins, err := s.net.Roster.WithRole(tx, members.Admin)
		done.admin = len(admins) > 0
		return err
	}); err != nil {
		return done, err
	}
	return done, s.compactDue(ctx, 0, true)
}
