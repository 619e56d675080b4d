package discordtest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Call is one request that the fake got, with its answer. One whose answer was cut has the status 0.
type Call struct {
	At     time.Time
	Method string
	Path   string // with the query, without /api/v9
	Route  string // "POST /channels/{channel}/messages"; empty where none fits
	Header http.Header
	Body   []byte
	Status int
	Answer []byte
}

// Calls are the requests to one route, oldest first; all of them where route is empty.
func (s *Server) Calls(route string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Call
	for _, c := range s.calls {
		if route == "" || c.Route == route {
			all = append(all, c)
		}
	}
	return all
}

// Forget empties the log of calls.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = nil
}

// call is a request on its way through a route.
type call struct {
	s      *Server
	r      *http.Request
	route  *route
	params map[string]string
	query  url.Values
	body   []byte
	kind   string // its media type
	parts  []part
}

// part is a file that came with a request.
type part struct {
	field, name, kind string
	data              []byte
}

// answer is what goes back.
type answer struct {
	status int
	body   any // nil for none, []byte as it is
	header http.Header
}

// handler does the work of a route, with the fake locked.
type handler func(c *call) (int, any, *refusal)

type route struct {
	name     string // "POST /channels/{channel}/messages"
	limit    int    // requests in per
	per      time.Duration
	open     bool // needs no authorization and does not count against the global limit
	bodyless bool
	do       handler
}

var version = regexp.MustCompile(`^/api/v(9|10)/`)

// ServeHTTP answers the REST API, the CDN and the gateway.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		panic(http.ErrAbortHandler)
	}
	s.active.Add(1)
	s.mu.Unlock()
	defer s.active.Done()
	switch {
	case strings.EqualFold(r.Header.Get("Upgrade"), "websocket"):
		s.serveGateway(w, r)
	case strings.HasPrefix(r.URL.Path, "/attachments/"):
		s.serveFile(w, r)
	default:
		s.serveAPI(w, r)
	}
}

func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.files[r.URL.Path]
	s.mu.Unlock()
	if f == nil || r.URL.Query().Get("hm") == "" {
		http.Error(w, "This content is no longer available.", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", f.kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(f.data)))
	w.Write(f.data)
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 64<<20))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	path := version.ReplaceAllString(r.URL.Path, "/")
	c := &call{s: s, r: r, body: body, query: r.URL.Query()}
	c.route, c.params = match(r.Method, path)
	log := Call{At: time.Now(), Method: r.Method, Path: path, Header: r.Header.Clone(), Body: body}
	if r.URL.RawQuery != "" {
		log.Path += "?" + r.URL.RawQuery
	}
	if c.route != nil {
		log.Route = c.route.name
	}
	s.mu.Lock()
	f := s.fault(log.Route)
	s.mu.Unlock()
	a, cut := answer{}, Whole
	if f != nil {
		cut = f.Cut
		if s.wait(r.Context(), f.Latency) != nil {
			panic(http.ErrAbortHandler)
		}
	}
	s.mu.Lock()
	if cut != CutBefore {
		var made bool
		if a, made = s.faulty(f); !made {
			a = s.work(c, version.MatchString(r.URL.Path))
		}
	}
	b := encode(a.body)
	if cut == Whole {
		log.Status, log.Answer = a.status, b
	}
	s.calls = append(s.calls, log)
	s.mu.Unlock()
	write(w, a, b, cut)
}

func encode(body any) []byte {
	switch v := body.(type) {
	case nil:
		return nil
	case []byte:
		return v
	}
	b, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return b
}

func write(w http.ResponseWriter, a answer, b []byte, cut Cut) {
	if cut == CutBefore || cut == CutAfter {
		panic(http.ErrAbortHandler)
	}
	for k, v := range a.header {
		w.Header()[k] = v
	}
	if w.Header().Get("Content-Type") == "" && b != nil {
		w.Header().Set("Content-Type", "application/json")
	}
	if b != nil {
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	}
	w.WriteHeader(a.status)
	if cut == CutMidway {
		w.Write(b[:len(b)/2])
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	w.Write(b)
}

// work answers a request by the rules.
func (s *Server) work(c *call, versioned bool) answer {
	header := http.Header{"Via": {"1.1 google"}}
	fail := func(bad *refusal) answer {
		if bad.status == 401 || bad.status == 403 || bad.status == 429 {
			s.countInvalid()
		}
		o := object{"message": bad.text, "code": bad.code}
		if bad.errors != nil {
			o["errors"] = bad.errors
		}
		if bad.retry > 0 {
			o["retry_after"], o["global"] = bad.retry, false
			header.Set("Retry-After", strconv.Itoa(int(bad.retry)+1))
		}
		return answer{bad.status, o, header}
	}
	if s.banned() {
		return answer{429, []byte("<html><body>error code: 1015</body></html>"), http.Header{"Content-Type": {"text/html"}}}
	}
	if !strings.HasPrefix(c.r.UserAgent(), "DiscordBot (") {
		return fail(refuse("user agent"))
	}
	if !versioned {
		return fail(ours("%s is not under /api/v9 or /api/v10", c.r.URL.Path))
	}
	if c.route == nil {
		return fail(ours("%s %s is not known here", c.r.Method, c.r.URL.Path))
	}
	given := c.r.Header.Get("Authorization")
	if !c.route.open && given != "Bot "+s.token || c.route.open && given != "" && given != "Bot "+s.token {
		return fail(refuse("unauthorized"))
	}
	if limited, is := s.take(c, header); is {
		return limited
	}
	if bad := c.read(); bad != nil {
		return fail(bad)
	}
	status, body, bad := c.route.do(c)
	if bad != nil {
		return fail(bad)
	}
	return answer{status, body, header}
}

// read takes a body apart.
func (c *call) read() *refusal {
	c.kind, _, _ = mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	_, params, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	switch {
	case c.route.bodyless && len(c.body) > 0:
		return ours("%s has no body", c.route.name)
	case c.route.bodyless && c.kind == "":
		return nil
	case c.kind == "application/json":
		if len(c.body) == 0 {
			return refuse("bad json")
		}
		return nil
	case c.kind != "multipart/form-data":
		return ours("the content type %q is not known here", c.kind)
	}
	files := multipart.NewReader(bytes.NewReader(c.body), params["boundary"])
	c.body = nil
	for {
		p, err := files.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return ours("the form is broken: %v", err)
		}
		data, err := io.ReadAll(p)
		if err != nil {
			return ours("the form is broken: %v", err)
		}
		if p.FormName() == "payload_json" {
			c.body = data
			continue
		}
		kind := p.Header.Get("Content-Type")
		c.parts = append(c.parts, part{p.FormName(), p.FileName(), kind, data})
	}
	if c.body == nil {
		return ours("a form without payload_json")
	}
	return nil
}

var fileField = regexp.MustCompile(`^files\[([0-9]{1,2})\]$`)

// attached are the files of a request; declared is the attachments field that may describe them.
func (c *call) attached(declared []any, where *Channel) ([]*attachment, *refusal) {
	var all []*attachment
	known := map[string]bool{}
	for _, p := range c.parts {
		n := fileField.FindStringSubmatch(p.field)
		if n == nil || p.name == "" || known[n[1]] {
			return nil, ours("a file is called files[n], once, and has a name; this is %q, %q", p.field, p.name)
		}
		known[n[1]] = true
		if len(p.data) > c.s.fileLimit {
			return nil, refuse("file size")
		}
		f := &attachment{id: c.s.newID(), name: p.name, kind: p.kind, data: p.data}
		for _, v := range declared {
			if d, _ := v.(object); str(d, "id") == n[1] || has(d, "id") && d["id"] == json.Number(n[1]) {
				f.alt = str(d, "description")
				if str(d, "filename") != "" {
					f.name = str(d, "filename")
				}
			}
		}
		c.s.store(f, where)
		all = append(all, f)
	}
	if limit := ruleNamed("files").Limit; len(all) > limit {
		return nil, refuse("files")
	}
	return all, nil
}

// store puts a file on the CDN.
func (s *Server) store(f *attachment, where *Channel) {
	f.path = "/attachments/" + where.id + "/" + f.id + "/" + url.PathEscape(f.name)
	s.files["/attachments/"+where.id+"/"+f.id+"/"+f.name] = f
}

// match finds the route of a request and what stands in its place holders.
func match(method, path string) (*route, map[string]string) {
	got := strings.Split(path, "/")
	for i := range routes {
		verb, pattern, _ := strings.Cut(routes[i].name, " ")
		want := strings.Split(pattern, "/")
		if verb != method || len(want) != len(got) {
			continue
		}
		params := map[string]string{}
		fits := true
		for j, w := range want {
			if name, is := strings.CutPrefix(w, "{"); is && got[j] != "" {
				params[strings.TrimSuffix(name, "}")] = got[j]
			} else if w != got[j] {
				fits = false
				break
			}
		}
		if fits {
			return &routes[i], params
		}
	}
	return nil, nil
}

// Routes are the names of all that the REST API of the fake knows.
func Routes() []string {
	var all []string
	for _, r := range routes {
		all = append(all, r.name)
	}
	return all
}
