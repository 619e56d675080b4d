package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"relais/storage"
	"relais/web"
)

// A running service is spoken to by commands through a Unix socket beside its store, which only its owner can open. They speak HTTP:
// a backup comes as its bytes, everything else as lines of JSON, the last of which says how it ended. What is cut off has no end. What a
// command gives beside its name is in the address, or as JSON in the body.

// socketPath is where the service that has a store is spoken to.
func socketPath(store string) string { return store + ".sock" }

// maxSocket is the longest path of a Unix socket, in bytes: what Linux takes, less the zero at its end (unix(7)); macOS takes four less.
const maxSocket = 107

// listenControl makes the socket. The caller has the store's lock, so that one that stands there was left by nobody who lives.
func listenControl(ctx context.Context, store string) (net.Listener, error) {
	path := socketPath(absolute(store))
	if len(path) > maxSocket {
		return nil, fmt.Errorf("the path %s is longer than the %d bytes that a socket's may have", path, maxSocket)
	}
	if info, err := os.Lstat(path); err == nil && info.Mode().Type() != fs.ModeSocket {
		return nil, fmt.Errorf("%s is there and no socket", path)
	}
	// It is made in a folder that is its owner's alone, so that it is never seen with other rights.
	private, err := os.MkdirTemp(filepath.Dir(path), ".s")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(private) }()
	made := filepath.Join(private, "s")
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "unix", made)
	if err != nil {
		return nil, err
	}
	if u, ok := ln.(*net.UnixListener); ok {
		u.SetUnlinkOnClose(false) // it has another name by then
	}
	if err := errors.Join(os.Chmod(made, 0o600), os.Rename(made, path)); err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	return &socket{ln, path}, nil
}

// socket is a listener that takes its name away when it is closed.
type socket struct {
	net.Listener
	path string
}

// Close ends it. A second call does nothing.
func (s *socket) Close() error {
	err := s.Listener.Close()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return errors.Join(err, removeAny(s.path))
}

// hangUp takes the socket away, while the store's lock is still held, so that it is no other service's.
func (s *service) hangUp() error {
	if s.control == nil {
		return nil
	}
	return s.control.Close()
}

// serveControl answers commands until ctx ends; then what is being done for one ends too. It closes ln, and with that the socket is gone.
func (s *service) serveControl(ctx context.Context, ln net.Listener) error {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /backup", s.answerBackup)
	mux.Handle("POST /compact", telling(func(ctx context.Context, _ *http.Request, say func(string)) error { return s.compactNow(ctx, say) }))
	mux.Handle("POST /export", telling(func(ctx context.Context, r *http.Request, say func(string)) error {
		return s.export(ctx, r.FormValue("what"), say)
	}))
	mux.Handle("POST /import", telling(s.answerImport))
	mux.Handle("POST /audit/verify", telling(func(ctx context.Context, _ *http.Request, say func(string)) error { return s.verifyAudit(ctx, say) }))
	mux.Handle("POST /keys/rotate", telling(func(ctx context.Context, r *http.Request, say func(string)) error {
		return s.rotateKeys(ctx, r.FormValue("drop") == "true", say)
	}))
	return web.Serve(ctx, ln, endsWith(ctx, mux), s.log)
}

// endsWith has what a command asks for take as long as it needs, and end with ctx.
func endsWith(ctx context.Context, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // every connection here has one
		both, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(ctx, cancel)()
		next.ServeHTTP(w, r.WithContext(both))
	})
}

// answerBackup writes the backup into a file that has no name, and sends it from there: a caller that reads slowly holds up nobody, since
// while a backup is being written no compaction can begin.
func (s *service) answerBackup(w http.ResponseWriter, r *http.Request) {
	f, size, err := s.backupAside(r.Context())
	if err != nil {
		s.log.Error("a backup failed", "error", err)
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer f.Close()
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	if _, err := io.Copy(w, f); err != nil {
		panic(http.ErrAbortHandler) // the caller is gone, or has to see that this is not all
	}
	s.log.Info("a backup was made", "bytes", size)
}

// backupAside makes a backup in a file beside the store that is gone when it is closed.
func (s *service) backupAside(ctx context.Context) (*os.File, int64, error) {
	f, err := os.CreateTemp(filepath.Dir(s.parts.store), ".relais-backup-*")
	if err != nil {
		return nil, 0, err
	}
	err = os.Remove(f.Name())
	if err == nil {
		err = s.store.Backup(ctx, f)
	}
	var size int64
	if err == nil {
		size, err = f.Seek(0, io.SeekCurrent)
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, size, nil
}

// line is one line of an answer.
type line struct {
	Say   string `json:"say,omitempty"`
	End   bool   `json:"end,omitempty"`
	Error string `json:"error,omitempty"` // with End: why it came to no good end
}

// telling answers with what a piece of work says, as it says it.
func telling(work func(ctx context.Context, r *http.Request, say func(string)) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var mu sync.Mutex
		out, flush := json.NewEncoder(w), http.NewResponseController(w)
		send := func(l line) {
			mu.Lock()
			defer mu.Unlock()
			if out.Encode(l) == nil {
				_ = flush.Flush() // a caller who is gone has ended the request
			}
		}
		err := work(r.Context(), r, func(s string) { send(line{Say: s}) })
		if r.Context().Err() != nil {
			panic(http.ErrAbortHandler) // the service is stopping: the caller sees that this is no end
		}
		end := line{End: true}
		if err != nil {
			end.Error = err.Error()
		}
		send(end)
	})
}

// control speaks to a running service.
type control struct{ client *http.Client }

// dialControl finds the service that has a store; nil where none can be spoken to.
func dialControl(ctx context.Context, store string) *control {
	path := socketPath(absolute(store))
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", path)
	}
	c, err := dial(ctx, "", "")
	if err != nil {
		return nil
	}
	_ = c.Close() // it was to see whether somebody is there
	return &control{&http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}}
}

// ask begins a command, with what it is given; the caller closes the answer.
func (c *control) ask(ctx context.Context, path string, given io.Reader) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://relais"+path, given)
	if err != nil {
		return nil, err
	}
	res, err := c.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the running service: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		why, err := io.ReadAll(io.LimitReader(res.Body, 4096))
		return nil, errors.Join(fmt.Errorf("the running service says: %s", why), err, res.Body.Close())
	}
	return res.Body, nil
}

// tell has the service carry out a command, and passes on what it says.
func (c *control) tell(ctx context.Context, path string, say func(string)) error {
	return c.give(ctx, path, nil, say)
}

// give is tell for a command that is given more than its address says.
func (c *control) give(ctx context.Context, path string, given io.Reader, say func(string)) error {
	body, err := c.ask(ctx, path, given)
	if err != nil {
		return err
	}
	defer body.Close()
	for in := json.NewDecoder(body); ; {
		var l line
		if err := in.Decode(&l); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return errors.New("the running service has ended before it was done: start it, and give the command again")
		}
		switch {
		case !l.End:
			say(l.Say)
		case l.Error != "":
			return errors.New(l.Error)
		default:
			return nil
		}
	}
}

// atStore carries a command out: at the running service where there is one, else on the store that it opens itself.
func (in *invocation) atStore(cfg Config, there func(*control) error, here func(*service) error) error {
	if err := hasStore(cfg); err != nil {
		return err
	}
	if c := dialControl(in.ctx, cfg.Storage.Path); c != nil {
		return there(c)
	}
	s, err := assemble(in.ctx, cfg.parts(slog.New(slog.DiscardHandler)))
	if errors.Is(err, storage.ErrInUse) {
		path := socketPath(absolute(cfg.Storage.Path))
		if len(path) > maxSocket {
			return fmt.Errorf("%w, which can't be spoken to, since a socket's path has at most %d bytes: set storage.path to a shorter one, or stop it, and give the command again", err, maxSocket)
		}
		return fmt.Errorf("%w, which can't be spoken to at %s: stop it, and give the command again", err, path)
	}
	if err != nil {
		return err
	}
	return errors.Join(here(s), s.close())
}

// hasStore answers an error where there is no store yet, so that a mistyped path makes none.
func hasStore(cfg Config) error {
	if _, err := os.Stat(cfg.Storage.Path); errors.Is(err, fs.ErrNotExist) {
		return usageError{fmt.Errorf("there is no store at %s: set storage.path to the network's, or start it with run, which makes one", cfg.Storage.Path)}
	}
	return nil
}
