package web

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/storage"
)

// composerSchemes are what the address of a network's composer may begin with.
var composerSchemes = []string{"https://", "http://", "mailto:"}

// corrected leads who opens an old kit's composer to the brief as it is now, since the composer would hold what was corrected.
func (s *Site) corrected(w http.ResponseWriter, r *http.Request, b messages.Brief) {
	p := s.newPage(r, s.choose(r))
	n := notice{page: p, Heading: p.T("web.opener-corrected"), Text: p.T("web.opener-corrected-body")}
	n.NoIndex, n.Title = true, n.Heading
	n.Link, n.LinkText = s.briefPath(b.ID, "", 0), p.T("web.opener-more")
	s.render(w, r, http.StatusGone, "notice", n)
}

// unsettled says to wait to who opens the composer of a brief that may not leave at present.
func (s *Site) unsettled(w http.ResponseWriter, r *http.Request, b messages.Brief) {
	p := s.newPage(r, s.choose(r))
	n := notice{page: p, Heading: p.T("web.opener-unsettled"), Text: p.T("web.opener-unsettled-body")}
	n.NoIndex, n.Title = true, n.Heading
	n.Link, n.LinkText = s.briefPath(b.ID, "", 0), p.T("web.opener-more")
	s.render(w, r, http.StatusGone, "notice", n)
}

// unfit asks what the door asks before every copy: whether what is public of a brief may leave in each of some languages.
func (s *Site) unfit(tx storage.Tx, b messages.Brief, langs []messages.Lang, now time.Time) (bool, error) {
	for _, l := range langs {
		switch err := s.net.Desk.Fit(tx, b, l, now); {
		case err == nil:
		case errors.Is(err, messages.ErrUnapproved), errors.Is(err, messages.ErrStale), errors.Is(err, messages.ErrNoText), notFound(err):
			return true, nil
		default:
			return false, err
		}
	}
	return false, nil
}

// opener leads a member on to a network's composer with 302. An opener that is unknown or has expired is 404, and one whose
// brief was withdrawn or corrected since, is past its "useless after", or may not leave at present, answers 410 with a notice.
func (s *Site) opener(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	now := time.Now()
	var o reach.Opener
	var b messages.Brief
	var outdated, unfit bool
	err := s.net.Store.View(r.Context(), func(tx storage.Tx) (err error) {
		if o, err = s.net.Reach.Opener(tx, r.PathValue("token"), now); err != nil {
			return err
		}
		if b, err = s.net.Desk.Brief(tx, o.Brief); err != nil {
			return err
		}
		v, content, err := s.net.Desk.Current(tx, b) // what is changed at the desk concerns no reader yet
		if err != nil {
			return err
		}
		b = content
		if o.Rev < b.Public {
			if outdated, err = s.net.Outdated(tx, o.Brief, o.Rev, o.Lang); err != nil || outdated {
				return err
			}
		}
		langs := []messages.Lang{o.Lang}
		if o.Lang == "" { // nobody knows which
			langs = v.Langs()
		}
		unfit, err = s.unfit(tx, b, langs, now)
		return err
	})
	switch {
	case notFound(err), err == nil && !leadsToComposer(o.To):
		s.missing(w, r, "opener-missing")
	case err != nil:
		s.trouble(w, r, err)
	case b.Stage == messages.Withdrawn, late(b, now):
		s.stopped(w, r, b)
	case outdated:
		s.corrected(w, r, b)
	case unfit:
		s.unsettled(w, r, b)
	default:
		redirect(w, o.To)
	}
}

func leadsToComposer(address string) bool {
	for _, scheme := range composerSchemes {
		if strings.HasPrefix(address, scheme) {
			return true
		}
	}
	return false
}

// late tells whether the brief is past the instant after which it is useless.
func late(b messages.Brief, now time.Time) bool { return !b.Until.IsZero() && !now.Before(b.Until) }

// stopped says why an opener does not lead on.
func (s *Site) stopped(w http.ResponseWriter, r *http.Request, b messages.Brief) {
	p := s.newPage(r, s.choose(r))
	n := notice{page: p, Heading: p.T("web.opener-withdrawn")}
	n.NoIndex, n.Title = true, n.Heading
	if b.Stage == messages.Withdrawn {
		n.Text, n.Notice = p.T("web.opener-withdrawn-body"), texts.Clean(b.Notice)
	} else {
		n.Text = p.T("web.opener-late-body", "Day", s.day(b.Until))
	}
	if b.Public > 0 {
		n.Link, n.LinkText = s.briefPath(b.ID, "", 0), p.T("web.opener-more")
	}
	s.render(w, r, http.StatusGone, "notice", n)
}
