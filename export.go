package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/messages"
	"relais/storage"
)

// Run writes what may be said, as people write it or in schema.org's words.
func (c *exportFlags) Run(in *invocation) error {
	cfg, _, err := loadConfig(c.Config, in.environ)
	if err != nil {
		return err
	}
	say := sayTo(in.stdout)
	return in.atStore(cfg,
		func(t *control) error { return t.tell(in.ctx, "/export?"+url.Values{"what": {c.What}}.Encode(), say) },
		func(s *service) error { return s.export(in.ctx, c.What, say) })
}

// export says what the desk holds, at one moment.
func (s *service) export(ctx context.Context, what string, say func(string)) error {
	return s.store.View(ctx, func(tx storage.Tx) (err error) {
		if what == "claimreview" {
			return s.exportReviews(tx, say)
		}
		var f messages.File
		if what != "facts" {
			err = s.net.Desk.Briefs(tx, func(b messages.Brief) error {
				f.Briefs = append(f.Briefs, b)
				return nil
			})
		}
		err = errors.Join(err,
			s.net.Desk.Sources(tx, func(x messages.Source) error { f.Sources = append(f.Sources, x); return nil }),
			s.net.Desk.Facts(tx, func(x messages.Fact) error { f.Facts = append(f.Facts, x); return nil }))
		if err != nil {
			return err
		}
		slices.Reverse(f.Briefs) // oldest first
		var out bytes.Buffer
		if err := f.Write(&out); err != nil {
			return err
		}
		say(strings.TrimRight(out.String(), "\n"))
		return nil
	})
}

// exportReviews says every released answer to a claim, in each of its languages, as one JSON object a line. What may not leave at present, since
// a fact of it was withdrawn, changed or is overdue, is nothing to vouch for either, and is left out.
func (s *service) exportReviews(tx storage.Tx, say func(string)) error {
	if s.settings.PublicURL == "" {
		return errors.New("a ClaimReview names the page that it is of: set web.public_url first")
	}
	words, err := texts.Load()
	if err != nil {
		return err
	}
	now := time.Now()
	return s.net.Desk.Briefs(tx, func(b messages.Brief) error {
		if b.Stage != messages.Released {
			return nil
		}
		_, content, err := s.net.Desk.Current(tx, b)
		if err != nil {
			return err
		}
		fit, err := s.net.Desk.Approved(tx, content, now)
		if err != nil {
			return err
		}
		all, err := s.net.Desk.Versions(tx, b.ID)
		if err != nil || len(all) == 0 {
			return err
		}
		last, first := all[0], all[len(all)-1]
		for _, lang := range last.Langs() {
			if !slices.Contains(fit, lang) {
				continue
			}
			e := last.Editions[lang]
			finding := words.In(string(lang)).Plain("web.finding." + strings.ReplaceAll(string(e.Finding), " ", "-"))
			r, ok := e.ClaimReview(fmt.Sprintf("%s/b/%s?lang=%s", s.settings.PublicURL, b.ID, lang), finding, first.At, last.At)
			if !ok {
				continue
			}
			line, err := json.Marshal(r)
			if err != nil {
				return err
			}
			say(string(line))
		}
		return nil
	})
}
