package web

import (
	"net/http"
	"time"

	"relais/campaigns/reach"
	"relais/storage"
)

// publicLink leads readers on to the brief's page with 302, and counts them first, durably. Whoever is no reader is led on
// and not counted: see reader.
func (s *Site) publicLink(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store") // each reader comes by here
	w.Header().Set("X-Robots-Tag", "noindex")
	token := r.PathValue("token")
	var l reach.Link
	err := s.net.Store.View(r.Context(), func(tx storage.Tx) (err error) {
		l, err = s.net.Reach.Link(tx, token)
		return err
	})
	if notFound(err) {
		s.missing(w, r, "missing")
		return
	}
	if err != nil {
		s.trouble(w, r, err)
		return
	}
	if reader(r) {
		now := time.Now()
		if err := s.net.Store.Update(r.Context(), func(tx storage.Tx) error {
			return s.net.Reach.Click(tx, token, now)
		}); err != nil && r.Context().Err() == nil {
			// The reader came for the brief, not for our count.
			s.log.Error("count a reader", "brief", l.Brief, "error", err)
		}
	}
	redirect(w, s.briefPath(l.Brief, l.Lang, 0))
}
