package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"relais/bot"
	"relais/campaigns"
	"relais/storage"
)

// erasureList is the file that remembers, apart from the store, who was erased from it: a line for each, sealed. Only what ends in a line
// break counts: a line that a crash has cut still stands in the store, and is written once more.
type erasureList struct {
	path string
	mu   sync.Mutex
}

// erasuresName is what the lines are sealed as.
const erasuresName = "relais/erasures"

// make makes an empty list where there is none, so that one that is lost is missed.
func (l *erasureList) make() error {
	return l.append(nil, nil)
}

// append writes lines, and returns when they are durable.
func (l *erasureList) append(store *storage.Store, all []campaigns.Departure) (err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := os.MkdirAll(filepath.Dir(l.path), 0o700); err != nil {
		return fmt.Errorf("keep the list of erasures: %w", err)
	}
	_, statErr := os.Stat(l.path)
	f, err := os.OpenFile(l.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("keep the list of erasures: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	old, err := io.ReadAll(f)
	if err != nil {
		return fmt.Errorf("read the list of erasures: %w", err)
	}
	end := int64(bytes.LastIndexByte(old, '\n') + 1)
	lines, err := sealLines(store, all)
	if err != nil {
		return err
	}
	if err := f.Truncate(end); err != nil {
		return fmt.Errorf("keep the list of erasures: %w", err)
	}
	if _, err := f.WriteAt(lines, end); err != nil {
		return fmt.Errorf("keep the list of erasures: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("keep the list of erasures: %w", err)
	}
	if errors.Is(statErr, fs.ErrNotExist) {
		return storage.SyncFolder(filepath.Dir(l.path))
	}
	return nil
}

func sealLines(store *storage.Store, all []campaigns.Departure) ([]byte, error) {
	var out []byte
	for _, d := range all {
		plain, err := json.Marshal(d)
		if err != nil {
			return nil, fmt.Errorf("write an erasure: %w", err)
		}
		out = base64.StdEncoding.AppendEncode(out, store.SealExport(erasuresName, plain))
		out = append(out, '\n')
	}
	return out, nil
}

// read opens every line. Where there is no list the error matches fs.ErrNotExist.
func (l *erasureList) read(store *storage.Store) ([]campaigns.Departure, error) {
	f, err := os.Open(l.path)
	if err != nil {
		return nil, fmt.Errorf("read the list of erasures: %w", err)
	}
	defer f.Close()
	var all []campaigns.Departure
	r := bufio.NewReader(f)
	for n := 1; ; n++ {
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the list of erasures: %w", err)
		}
		d, err := openLine(store, line[:len(line)-1])
		if err != nil {
			return nil, fmt.Errorf("the list of erasures %s can't be opened with the key file in its line %d: put a whole copy of it there", l.path, n)
		}
		all = append(all, d)
	}
}

func openLine(store *storage.Store, line []byte) (d campaigns.Departure, err error) {
	sealed, err := base64.StdEncoding.AppendDecode(nil, line)
	if err != nil {
		return d, err
	}
	plain, err := store.OpenExport(erasuresName, sealed)
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal(plain, &d)
}

// reseal brings every line under the newest key, all or nothing.
func (l *erasureList) reseal(store *storage.Store) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	all, err := l.read(store)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	lines, err := sealLines(store, all)
	if err != nil {
		return err
	}
	_, err = storage.WriteFile(l.path, false, func(w io.Writer) error { _, err := w.Write(lines); return err })
	return err
}

// lister passes updates on, and has who was erased by one on the list before the next thing happens.
type lister struct {
	bot.Inbox
	s *service
}

// Receive is the inbox's.
func (l lister) Receive(ctx context.Context, u bot.Update) error {
	if err := l.Inbox.Receive(ctx, u); err != nil {
		return err
	}
	if err := l.s.listErasures(ctx); err != nil && ctx.Err() == nil {
		l.s.log.Error("who was erased is not on the list yet: it is tried again", "again_in", listEvery, "error", err)
	}
	return nil
}

// listErasures takes what was erased since onto the list.
func (s *service) listErasures(ctx context.Context) error {
	select {
	case s.toList <- struct{}{}:
		defer func() { <-s.toList }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		all, upTo, err := s.net.Departures(ctx)
		if err != nil || len(all) == 0 {
			return err
		}
		if err := s.erasures.append(s.store, all); err != nil {
			return err
		}
		if err := s.net.Departed(context.WithoutCancel(ctx), upTo); err != nil { // else it is written once more
			return err
		}
	}
}

// listEvery is how often it is looked whether an erasure is not on the list, where what followed it was cut off.
const listEvery = time.Minute

// listWithin is how long a stop waits for what was just erased to stand on the list.
const listWithin = time.Second

// listErasuresAtLast is listErasures for a service that is stopping.
func (s *service) listErasuresAtLast(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), listWithin)
	defer cancel()
	return s.listErasures(ctx)
}
