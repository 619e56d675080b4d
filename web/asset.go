package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
)

//go:embed pages
var files embed.FS

// asset is an embedded file that pages load under an address which changes with its content.
type asset struct {
	kind    string
	content []byte
	version string
}

func readAsset(name, kind string) (asset, error) {
	b, err := files.ReadFile(name)
	if err != nil {
		return asset{}, fmt.Errorf("read %s: %w", name, err)
	}
	sum := sha256.Sum256(b)
	return asset{kind: kind, content: b, version: hex.EncodeToString(sum[:4])}, nil
}

func (a asset) serve(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(a.content) // a reader who has gone is no error of ours
}
