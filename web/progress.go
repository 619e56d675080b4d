package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"relais/campaigns"
	"relais/storage"
)

// progress answers where a release stands, as JSON, to whoever has the address that its lead was given.
func (s *Site) progress(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	id, err := strconv.ParseUint(r.PathValue("release"), 10, 64)
	if err != nil || !s.net.CheckProgressToken(id, r.PathValue("token")) {
		s.missing(w, r, "missing")
		return
	}
	var p campaigns.Progress
	now := time.Now()
	err = s.net.Store.View(r.Context(), func(tx storage.Tx) (err error) {
		p, err = s.net.Progress(tx, id, s.limits, now)
		return err
	})
	switch {
	case notFound(err):
		s.missing(w, r, "missing")
		return
	case err != nil:
		s.trouble(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(p); err != nil && r.Context().Err() == nil {
		s.log.Debug("a release's progress was not read to its end", "error", err)
	}
}
