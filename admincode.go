package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"sync/atomic"

	"golang.org/x/term"

	"relais/bot"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/storage"
)

// newAdminCode makes a one-time code for the first admin and prints it to stdout.
func newAdminCode(ctx context.Context, cfg Config, stdout io.Writer) error {
	if err := hasStore(cfg); err != nil {
		return err
	}
	s, err := assemble(ctx, cfg.parts(slog.New(slog.DiscardHandler)))
	if err != nil {
		return storeInUse(err, "stop the running service, make the code, and start it again")
	}
	code, err := s.makeAdminCode(ctx)
	if err = errors.Join(err, s.close()); err != nil {
		if errors.Is(err, members.ErrHasAdmin) {
			return errors.New("the network has an admin already: an admin makes others with /role")
		}
		return err
	}
	fmt.Fprintf(stdout, "%s\n\nSend this to the bot in private: whoever does first becomes the network's admin. It works once.\n", code)
	return nil
}

func (s *service) makeAdminCode(ctx context.Context) (code string, err error) {
	err = s.store.Update(ctx, func(tx storage.Tx) error {
		var err error
		code, err = s.net.Roster.NewAdminCode(tx)
		return err
	})
	return code, err
}

// showAdminCode makes the code at a network's first start: shown on a terminal, else left in a file beside the store that only
// its owner can read. It never reaches the log.
func (s *service) showAdminCode(ctx context.Context, stdout io.Writer) error {
	if !s.fresh {
		return nil
	}
	code, err := s.makeAdminCode(ctx)
	if err != nil {
		return fmt.Errorf("make the first admin's code: %w", err)
	}
	if isTerminal(stdout) {
		fmt.Fprintf(stdout, "This network has no admin yet. Send this code to the bot in private, and you are the first:\n\n    %s\n\n", code)
		return nil
	}
	if err := os.WriteFile(s.adminCodeFile(), []byte(code+"\n"), 0o600); err != nil {
		return fmt.Errorf("keep the first admin's code: %w", err)
	}
	fmt.Fprintf(stdout, "This network has no admin yet. The one-time code is in %s: send it to the bot in private.\n", s.adminCodeFile())
	return nil
}

func (s *service) adminCodeFile() string { return s.parts.store + ".admin-code" }

// codeKeeper passes updates on, and removes the file with the admin code once there is an admin.
type codeKeeper struct {
	bot.Inbox
	net  *campaigns.Network
	file string
	done atomic.Bool
}

// watchAdminCode looks after the file with the code for as long as it is there.
func (s *service) watchAdminCode(ctx context.Context) (bot.Inbox, error) {
	k := &codeKeeper{Inbox: s.bot, net: s.net, file: s.adminCodeFile()}
	if _, err := os.Stat(k.file); errors.Is(err, fs.ErrNotExist) {
		return s.bot, nil
	}
	return k, k.look(ctx)
}

// Receive is the inbox's.
func (k *codeKeeper) Receive(ctx context.Context, u bot.Update) error {
	if err := k.Inbox.Receive(ctx, u); err != nil || k.done.Load() {
		return err
	}
	return k.look(ctx)
}

func (k *codeKeeper) look(ctx context.Context) error {
	var admins []members.Member
	if err := k.net.Store.View(ctx, func(tx storage.Tx) error {
		var err error
		admins, err = k.net.Roster.WithRole(tx, members.Admin)
		return err
	}); err != nil || len(admins) == 0 {
		return err
	}
	if err := os.Remove(k.file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the used admin code: %w", err)
	}
	k.done.Store(true)
	return nil
}

func isTerminal(w io.Writer) bool {
	if out, is := w.(*output); is {
		w = out.Writer
	}
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	return term.IsTerminal(int(f.Fd()))
}

// storeInUse adds what to do to the sentence that another process has the store.
func storeInUse(err error, advice string) error {
	if errors.Is(err, storage.ErrInUse) {
		return fmt.Errorf("%w: %s", err, advice)
	}
	return err
}
