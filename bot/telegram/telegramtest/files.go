package telegramtest

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// file is what a file_id stands for.
type file struct {
	File
	id, unique, url string
}

// path is where a file can be downloaded for an hour.
type path struct {
	id    string
	until time.Time
}

// parts takes the parameters and files of a form with uploads.
func (c *call) parts(body []byte, boundary string, put func(url.Values) *refusal) *refusal {
	form := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return unused("the form cannot be read: %v", err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return unused("a part of the form cannot be read: %v", err)
		}
		// FileName would cut the name at a slash; the quotes it decodes are RFC 2231's, which Telegram decodes too.
		_, about, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
		if err != nil {
			return unused("the name of a part cannot be read: %v", err)
		}
		if name, is := about["filename"]; is {
			c.files[part.FormName()] = File{Name: name, Type: part.Header.Get("Content-Type"), Data: data}
			continue
		}
		if refused := put(url.Values{part.FormName(): {string(data)}}); refused != nil {
			return refused
		}
	}
}

// keep gives a file an id.
func (s *Server) keep(f File, address string) *file {
	s.last.file++
	kept := &file{File: f, id: fmt.Sprintf("BQACAgQAAxkBAAI%06dFAKE", s.last.file), unique: fmt.Sprintf("AgAD%06d", s.last.file), url: address}
	s.files[kept.id] = kept
	return kept
}

func (s *Server) limit(id string, own int) int {
	if own > 0 {
		return own
	}
	return rule(id).Limit
}

// given is the file that a call sends in a field: an upload, a file_id or an address.
func (s *Server) given(c *call, field string) (*file, *refusal) {
	value, named := c.params[field]
	part, is := strings.CutPrefix(value, "attach://")
	if !is {
		part = field
	}
	if f, ok := c.files[part]; ok {
		limit := "file.upload"
		if field == "photo" {
			limit = "file.photo"
		}
		switch {
		case len(f.Data) == 0:
			return nil, breaks("file.empty")
		case len(f.Data) > s.limit(limit, s.opt.Upload):
			return nil, breaks(limit)
		}
		if media, _, err := mime.ParseMediaType(f.Type); err == nil {
			f.Type = media
		}
		return s.keep(f, ""), nil
	}
	if strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "https://") {
		u, err := url.Parse(value)
		switch {
		case err != nil || checkURL(value) != "" || s.deadURLs[value]:
			return nil, breaks("file.url")
		case !served(field, u.Path):
			return nil, breaks("file.type")
		}
		return s.keep(File{Name: u.Path[strings.LastIndexByte(u.Path, '/')+1:]}, value), nil
	}
	if f := s.files[value]; f != nil {
		return f, nil
	}
	if !named || value == "" {
		return nil, breaks("file.none", field)
	}
	return nil, breaks("file.wrong")
}

// The names by which a web server tells the kind of a file. A voice is Ogg, also by Opus' own name (RFC 7845, section 9).
var (
	pictures = []string{".jpg", ".jpeg", ".png", ".webp", ".gif"}
	films    = []string{".mp4", ".mov", ".webm"}
	voices   = []string{".ogg", ".oga", ".opus"}
	papers   = []string{".gif", ".pdf", ".zip"}
	others   = []string{".mp3", ".md", ".txt", ".html"}
)

// served tells whether a file of this name would be served as what a field takes. A picture's or a film's address may end in anything
// that is not the name of something else.
func served(field, name string) bool {
	end := strings.ToLower(name[max(0, strings.LastIndexByte(name, '.')):])
	switch field {
	case "photo":
		return !contains(slices.Concat(films, voices, papers[1:], others), end)
	case "video":
		return !contains(slices.Concat(pictures, voices, papers[1:], others), end)
	case "voice":
		return contains(voices, end)
	}
	return contains(papers, end)
}

func (s *Server) getFile(c *call) (any, *refusal) {
	f := s.files[c.params["file_id"]]
	if f == nil {
		return nil, breaks("file.id")
	}
	if len(f.Data) > s.limit("file.download", s.opt.Download) {
		return nil, breaks("file.download")
	}
	where := "documents/file_" + strconv.Itoa(len(s.paths)+1)
	if dot := strings.LastIndexByte(f.Name, '.'); dot > 0 {
		where += f.Name[dot:]
	}
	s.paths[where] = path{f.id, time.Now().Add(time.Hour)}
	return map[string]any{"file_id": f.id, "file_unique_id": f.unique, "file_size": len(f.Data), "file_path": where}, nil
}

// download answers a request for a file that getFile named.
func (s *Server) download(w http.ResponseWriter, token, name string) {
	s.mu.Lock()
	p, ok := s.paths[name]
	f := s.files[p.id]
	s.mu.Unlock()
	switch {
	case token != s.opt.Token:
		reply(w, breaks("token"))
	case !ok || time.Now().After(p.until):
		reply(w, breaks("method"))
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Length", strconv.Itoa(len(f.Data)))
		w.Write(f.Data)
	}
}

// Unreachable lets Telegram fail to fetch a picture or the like from an address.
func (s *Server) Unreachable(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deadURLs[address] = true
}
