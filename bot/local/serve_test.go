package local

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"relais/bot/local/localtest"
	"relais/storage/storagetest"
)

func TestRequestsThatAreTurnedAway(t *testing.T) {
	closed := newChat(t, storagetest.New(t), Options{People: []Person{{User: "amina", Name: "Amina"}}})
	const js = "application/json"
	say := `{"as":"amina","text":"x"}`
	for _, c := range []struct {
		what, method, path, kind, body string
		head                           map[string]string
		status                         int
		says                           string
	}{
		{"another host's name", "GET", "/", "", "", map[string]string{"Host": "evil.example:8080"}, 421, "127.0.0.1"},
		{"a name that begins like ours", "GET", "/", "", "", map[string]string{"Host": "127.0.0.1.evil.example"}, 421, "127.0.0.1"},
		{"another site's page", "POST", "/api/say", js, say, map[string]string{"Sec-Fetch-Site": "cross-site"}, 403, "another site"},
		{"another port's page", "POST", "/api/say", js, say, map[string]string{"Origin": "http://127.0.0.1:3000"}, 403, "another site"},
		{"a form", "POST", "/api/say", "text/plain", say, nil, 415, "application/json"},
		{"a field nobody knows", "POST", "/api/say", js, `{"as":"amina","txt":"x"}`, nil, 400, "txt"},
		{"no JSON", "POST", "/api/say", js, `{`, nil, 400, "GET /api/"},
		{"more than anybody types", "POST", "/api/say", js, `{"text":"` + strings.Repeat("x", 70<<10) + `"}`, nil, 413, "65536"},
		{"a text that is too long", "POST", "/api/say", js, `{"as":"amina","text":"` + strings.Repeat("é", 4097) + `"}`, nil, 413, "4097 characters"},
		{"no text", "POST", "/api/say", js, `{"as":"amina","text":" \n"}`, nil, 400, "no text"},
		{"no account", "POST", "/api/say", js, `{"as":"A b","text":"x"}`, nil, 400, "account"},
		{"nobody of that name", "POST", "/api/say", js, `{"as":"zoe","text":"x"}`, nil, 404, "/api/people"},
		{"nobody's chat", "GET", "/api/read?as=zoe", "", "", nil, 404, "/api/people"},
		{"nobody's events", "GET", "/api/events?as=zoe", "", "", nil, 404, "/api/people"},
		{"a made-up person where none may be", "POST", "/api/people", js, `{"name":"Zoe"}`, nil, 403, "choose one"},
		{"a press on nothing", "POST", "/api/press", js, `{"as":"amina","message":"x","data":"d"}`, nil, 400, "message's id"},
		{"a press without data", "POST", "/api/press", js, `{"as":"amina","message":"1","data":""}`, nil, 400, "1 to 64"},
		{"a removal of nothing", "POST", "/api/remove", js, `{"as":"amina","message":"99"}`, nil, 404, "no such message"},
		{"a file that is not there", "GET", "/api/files/1/0?as=amina", "", "", nil, 404, "no such message"},
		{"a file that is no number", "GET", "/api/files/1/x?as=amina", "", "", nil, 404, "no such message"},
		{"a form without a file", "POST", "/api/file", "application/x-www-form-urlencoded", "as=amina", nil, 400, "multipart"},
	} {
		r := httptest.NewRequest(c.method, "http://127.0.0.1:8080"+c.path, strings.NewReader(c.body))
		if c.kind != "" {
			r.Header.Set("Content-Type", c.kind)
		}
		for k, v := range c.head {
			r.Header.Set(k, v)
		}
		if host := c.head["Host"]; host != "" {
			r.Host = host
		}
		w := httptest.NewRecorder()
		closed.Handler().ServeHTTP(w, r)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: %d %s; want %d and %q", c.what, w.Code, w.Body, c.status, c.says)
		}
	}
}

func TestHostsThatAreOurs(t *testing.T) {
	l, _ := openChat(t)
	l.opt.Hosts = []string{"relais.lan"}
	for host, want := range map[string]int{
		"127.0.0.1:8080": 200, "localhost": 200, "LOCALHOST.:80": 200, "[::1]:8080": 200, "[::ffff:127.0.0.1]": 200, "127.9.9.9": 200, "relais.lan:8080": 200,
		"10.0.0.1": 421, "": 421, "localhost.evil.example": 421, "[::2]": 421,
	} {
		r := httptest.NewRequest("GET", "http://x/api/people", nil)
		r.Host = host
		w := httptest.NewRecorder()
		l.Handler().ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("Host %q: %d; want %d", host, w.Code, want)
		}
	}
}

func TestAFileThatIsTooLongIsTurnedAway(t *testing.T) {
	l, _ := openChat(t)
	for _, size := range []int{limits.File + 1, limits.File + 200<<10} {
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		form.WriteField("as", "amina")
		part, _ := form.CreateFormFile("file", `C:\papers\..\B7.md`)
		part.Write(make([]byte, size))
		form.Close()
		status, body := localtest.Surface{Handler: l.Handler()}.Ask("POST", "/api/file", form.FormDataContentType(), &b)
		if status != 413 || !bytes.Contains(body, []byte("524288")) {
			t.Errorf("%d bytes: %d %s", size, status, body)
		}
	}
}

func TestTheNameOfAFileIsNoPath(t *testing.T) {
	l, _ := openChat(t)
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	form.WriteField("as", "amina")
	part, _ := form.CreateFormFile("file", `C:\papers\..\B7.md`)
	part.Write([]byte("x"))
	form.Close()
	localtest.Surface{Handler: l.Handler()}.Ask("POST", "/api/file", form.FormDataContentType(), &b)
	all := must(visit(l, "amina").Chat())(t)
	if len(all) != 1 || len(all[0].Files) != 1 || all[0].Files[0].Name != "B7.md" {
		t.Errorf("there is %+v", all)
	}
}

func TestThePageIsStrict(t *testing.T) {
	l, _ := openChat(t)
	for path, kind := range map[string]string{
		"/": "text/html; charset=utf-8", "/chat.css": "text/css; charset=utf-8", "/chat.js": "text/javascript; charset=utf-8",
		"/message.js": "text/javascript; charset=utf-8", "/chat.svg": "image/svg+xml", "/api/": "text/plain; charset=utf-8",
	} {
		w := httptest.NewRecorder()
		l.Handler().ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+path, nil))
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != kind {
			t.Errorf("%s: %d, %s; want %s", path, w.Code, w.Header().Get("Content-Type"), kind)
		}
		csp := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: the headers are %v", path, w.Header())
		}
		// What the policy would not run must not be there, nor anything from elsewhere.
		for _, bad := range []string{`<script>`, `<style`, ` style="`, ` onclick="`, `src="http`, `href="http`, `url(http`, `@import`} {
			if path != "/api/" && strings.Contains(w.Body.String(), bad) {
				t.Errorf("%s holds %s", path, bad)
			}
		}
	}
}

func TestTheManualIsThePackageComment(t *testing.T) {
	l, _ := openChat(t)
	status, body := localtest.Surface{Handler: l.Handler()}.Ask("GET", "/api/", "", nil)
	if status != 200 || !bytes.HasPrefix(body, []byte("Package local is the chat that is built in")) || bytes.Contains(body, []byte("//\n")) {
		t.Errorf("%d %.200s", status, body)
	}
	// Each address that is served is in it.
	source, err := os.ReadFile("serve.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`"(GET|POST) (/api/[a-z/]*(?:\{[a-z]+\}/?)*)`).FindAllSubmatch(source, -1) {
		if path := m[2]; !regexp.MustCompile(string(m[1]) + ` +` + regexp.QuoteMeta(string(path)) + `[ ?]`).Match(body) {
			t.Errorf("the manual lacks %s %s", m[1], path)
		}
	}
}

func TestThePageHasItsWordsInEveryLanguage(t *testing.T) {
	l, _ := openChat(t)
	used := map[string]bool{}
	for _, name := range []string{"index.html", "chat.js", "message.js"} {
		b, err := os.ReadFile(filepath.Join("page", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`data-(?:word|label|hint)="([a-z_]+)"|\bwords\.([a-z_]+)`).FindAllSubmatch(b, -1) {
			used[string(m[1])+string(m[2])] = true
		}
	}
	for _, lang := range []string{"en", "fr-CA", "ar", "es", "xx", ""} {
		var got struct {
			Lang, Dir string
			Words     map[string]string
		}
		if err := (localtest.Surface{Handler: l.Handler()}).Call("GET", "/api/words?lang="+lang, "", nil, &got); err != nil {
			t.Fatal(err)
		}
		if want := map[bool]string{true: "rtl", false: "ltr"}[lang == "ar"]; got.Dir != want {
			t.Errorf("%q is written %s; want %s", lang, got.Dir, want)
		}
		for key := range used {
			if w := got.Words[key]; w == "" || strings.HasPrefix(w, "[") || strings.Contains(w, "<no value>") {
				t.Errorf("%q in %q is %q", key, lang, w)
			}
		}
		for key := range got.Words {
			if !used[key] {
				t.Errorf("the page does not use local.%s", key)
			}
		}
	}
}

func TestPeopleAreMadeUpWhereTheyMayBe(t *testing.T) {
	l, _ := openChat(t)
	var made struct{ User string }
	p := localtest.Surface{Handler: l.Handler()}
	if err := p.Call("POST", "/api/people", "application/json", strings.NewReader(`{"name":" Zoé \u202e ben ","lang":"fr-FR"}`), &made); err != nil {
		t.Fatal(err)
	}
	if err := visit(l, made.User).Say("bonjour"); err != nil {
		t.Fatal(err)
	}
	var got struct{ People []account }
	if err := p.Call("GET", "/api/people", "", nil, &got); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(got.People, account{User: made.User, Name: "Zoé ben", Lang: "fr-FR"}) {
		t.Errorf("the people are %+v", got.People)
	}
	for _, name := range []string{"", "   ", strings.Repeat("x", 41)} {
		status, _ := p.Ask("POST", "/api/people", "application/json", io.NopCloser(strings.NewReader(`{"name":"`+name+`"}`)))
		if status != 400 {
			t.Errorf("the name %q: %d; want 400", name, status)
		}
	}
}
