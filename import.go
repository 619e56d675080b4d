package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// importLimit is the most bytes that the files of one import may have together: sixteen that a lead may send, so that what a network exports
// comes back in one piece, in a transaction for which others wait a moment.
const importLimit = 16 * messages.FileLimit

// importOrder is what a running service is asked to import.
type importOrder struct {
	As    string              `json:"as"`
	Files []messages.FileText `json:"files"`
}

// Run puts brief files into the network.
func (c *importFlags) Run(in *invocation) error {
	cfg, _, err := loadConfig(c.Config, in.environ)
	if err != nil {
		return err
	}
	order := importOrder{As: c.As}
	if order.Files, err = c.read(in.stdin); err != nil {
		return err
	}
	f, err := messages.ParseFiles(order.Files)
	if err != nil {
		fmt.Fprintln(in.stderr, err)
		return saidError{usageError{err}}
	}
	if len(f.Campaigns)+len(f.Sources)+len(f.Facts)+len(f.Briefs) == 0 {
		return usageError{fmt.Errorf("%s: there is no source, fact, campaign or brief to import", strings.Join(c.Files, ", "))}
	}
	say := sayTo(in.stdout)
	return in.atStore(cfg,
		func(t *control) error {
			body, err := json.Marshal(order)
			if err != nil {
				return err
			}
			return t.give(in.ctx, "/import", bytes.NewReader(body), say)
		},
		func(s *service) error { return s.importFile(in.ctx, f, c.As, say) })
}

// read reads the files; - is standard input.
func (c *importFlags) read(stdin io.Reader) ([]messages.FileText, error) {
	var all []messages.FileText
	left := int64(importLimit)
	for i, path := range c.Files {
		if slices.Contains(c.Files[:i], path) {
			return nil, usageError{fmt.Errorf("%s is named twice: name each file once", path)}
		}
		name, read := path, func() ([]byte, error) { return readLimited(path, left+1) }
		if path == "-" {
			name, read = "standard input", func() ([]byte, error) { return io.ReadAll(io.LimitReader(stdin, left+1)) }
		}
		text, err := read()
		if err != nil {
			return nil, usageError{err}
		}
		if left -= int64(len(text)); left < 0 {
			return nil, usageError{fmt.Errorf("%s: with it there are more than the %s that can be imported at once: import it in parts, what facts and briefs rest on first", name, bytesOf(importLimit))}
		}
		all = append(all, messages.FileText{Name: name, Text: text})
	}
	return all, nil
}

// answerImport imports what a command has read.
func (s *service) answerImport(ctx context.Context, r *http.Request, say func(string)) error {
	var order importOrder
	if err := json.NewDecoder(io.LimitReader(r.Body, 2*importLimit)).Decode(&order); err != nil { // Base64 makes four bytes of three
		return fmt.Errorf("read what is to be imported: %w", err)
	}
	f, err := messages.ParseFiles(order.Files)
	if err != nil {
		return err
	}
	return s.importFile(ctx, f, order.As, say)
}

// importFile keeps all of a file or nothing, as if the member whom the operator names had sent it to the bot, and says what became of each
// thing. The member is told, since the bot has not seen them do it, and the record of decisions says so too.
func (s *service) importFile(ctx context.Context, f messages.File, as string, say func(string)) error {
	var done campaigns.Imported
	now := time.Now()
	err := s.store.Update(ctx, func(tx storage.Tx) error {
		m, err := s.author(tx, as)
		if err != nil {
			return err
		}
		if done, err = s.net.Import(tx, f, m.Alias, now); err != nil {
			return fmt.Errorf("nothing was imported: %w", err)
		}
		if done.Count("", messages.Same) == len(done.Saved) {
			return nil
		}
		return errors.Join(s.net.Record(tx, m.Alias, "import by the operator", "", now), s.bot.Imported(tx, m, done, now))
	})
	if err != nil {
		return err
	}
	s.box.Wake()
	added, changed, same := done.Count("", messages.Added), done.Count("", messages.Changed), done.Count("", messages.Same)
	s.log.Info("files were imported", "added", added, "changed", changed, "same", same)
	sayImported(done, say)
	if added+changed == 0 {
		say("Nothing was changed: all of it is there already.")
		return nil
	}
	say(fmt.Sprintf("%d added, %d changed, %d the same. None of it is approved: that is for somebody other than %s.", added, changed, same, as))
	return nil
}

// author finds the member whom the operator names by their alias or by what a platform calls them, among those from whom the bot takes files.
func (s *service) author(tx storage.Tx, as string) (members.Member, error) {
	m, err := s.net.Roster.ByAlias(tx, messages.Alias(as))
	if err == nil && m.Has(members.Lead) {
		return m, nil
	}
	if err != nil && !errors.Is(err, members.ErrUnknown) {
		return m, err
	}
	var found []members.Member
	var aliases []string
	leaders, err := s.net.Roster.Leaders(tx)
	if err != nil {
		return m, err
	}
	for _, m := range leaders {
		if slices.ContainsFunc(m.Identities, func(id members.Identity) bool { return id.Name != "" && strings.EqualFold(id.Name, as) }) {
			found, aliases = append(found, m), append(aliases, string(m.Alias))
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return m, fmt.Errorf("--as %s: no lead is called that: name one as /role shows them, or by the alias that /mydata gives", as)
	}
	return m, fmt.Errorf("--as %s: more than one lead is called that: name one by their alias (%s)", as, strings.Join(aliases, ", "))
}

// sayImported says what became of each thing, and what it means for readers.
func sayImported(done campaigns.Imported, say func(string)) {
	briefs := done.Briefs
	for _, x := range done.Saved {
		line := x.What + " " + x.Name + ": " + string(x.Outcome)
		if x.What == "brief" {
			line += ", " + briefs[0].ID + ", " + string(briefs[0].Stage)
			briefs = briefs[1:]
		}
		say(line)
	}
	for _, name := range done.Waits {
		say(fmt.Sprintf("campaign %s: the change of who runs it, who pays or the disclosure waits for a second person to confirm it", name))
	}
	for _, c := range done.Corrections {
		if c.Done {
			say(fmt.Sprintf("%s: readers are owed no correction of the fact %s any more: it is again what they were shown", c.Ref(), c.Fact))
			continue
		}
		say(fmt.Sprintf("%s: readers of %s are owed a correction of the fact %s: /correction %[1]s says what it still needs", c.Ref(), strings.Join(c.Briefs, ", "), c.Fact))
	}
	for _, b := range done.Reopened {
		say(b.ID + " is another one now: those who have it keep the old text until the new one is approved and sent as a correction")
	}
}
