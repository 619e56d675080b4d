package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"relais/bot/texts"
)

// tourUndo is how long a release can be taken back on the tour: nobody wants to watch it wait.
const tourUndo = time.Second

// tourPatience is how long the tour waits for what it expects to read.
const tourPatience = 20 * time.Second

// tour plays the whole way of one brief through the built-in chat's own surface, and prints what everybody says and reads.
func (s *service) tour(ctx context.Context, ln net.Listener, stdout io.Writer) error {
	s.net.Settings.Undo = tourUndo
	ctx, end := context.WithCancel(ctx)
	defer end()
	var g errgroup.Group
	g.Go(func() error { return s.run(ctx, ln, s.bot) })
	g.Go(func() error {
		defer end()
		t := &tourist{base: "http://" + ln.Addr().String(), out: stdout, stood: map[string]map[string]string{}, links: map[string]string{}, client: &http.Client{
			Timeout:       tourPatience,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}}
		return t.play(ctx)
	})
	return g.Wait()
}

// tourist speaks for everybody in the demonstration and writes down what they read.
type tourist struct {
	base   string
	out    io.Writer
	client *http.Client
	links  map[string]string            // the public link each was shown last
	stood  map[string]map[string]string // what each had been told, by message, when they last acted
}

// shown is a message as the chat's surface gives it.
type shown struct {
	ID      string     `json:"id"`
	Mine    bool       `json:"mine"`
	Text    string     `json:"text"`
	Copy    string     `json:"copy"`
	Buttons [][]button `json:"buttons"`
}

type button struct {
	Label string `json:"label"`
	Data  string `json:"data"`
	URL   string `json:"url"`
}

// scene is one line of the tour.
type scene func(ctx context.Context, t *tourist) error

func (t *tourist) play(ctx context.Context) error {
	for _, do := range t.script() {
		if err := do(ctx, t); err != nil {
			return fmt.Errorf("the tour: %w", err)
		}
	}
	return nil
}

func (t *tourist) printf(format string, args ...any) { fmt.Fprintf(t.out, format, args...) }

// post does something as somebody.
func (t *tourist) post(ctx context.Context, path string, body map[string]any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return t.call(ctx, http.MethodPost, path, bytes.NewReader(b), nil)
}

func (t *tourist) call(ctx context.Context, method, path string, body io.Reader, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, t.base+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := t.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s: %s", method, path, res.Status, b)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(b, into)
}

// news reads what stands in somebody's chat of what was said to them.
func (t *tourist) news(ctx context.Context, who string) ([]shown, error) {
	var r struct {
		Messages []shown `json:"messages"`
	}
	err := t.call(ctx, http.MethodGet, "/api/read?as="+url.QueryEscape(who), nil, &r)
	return slices.DeleteFunc(r.Messages, func(m shown) bool { return m.Mine }), err
}

// wait reads until somebody was told something that fits.
func (t *tourist) wait(ctx context.Context, who string, fits func(shown) bool) (shown, error) {
	deadline := time.NewTimer(tourPatience)
	defer deadline.Stop()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for {
		news, err := t.news(ctx, who)
		if err != nil {
			return shown{}, err
		}
		for _, m := range slices.Backward(news) {
			if fits(m) {
				return m, nil
			}
		}
		select {
		case <-ctx.Done():
			return shown{}, ctx.Err()
		case <-deadline.C:
			return shown{}, fmt.Errorf("%s never read it", who)
		case <-look.C:
		}
	}
}

// plain is what a message says, without isolation marks, buttons included.
func plain(m shown) string {
	var b strings.Builder
	b.WriteString(m.Text)
	if m.Copy != "" {
		b.WriteString("\n" + m.Copy)
	}
	for _, row := range m.Buttons {
		for _, x := range row {
			b.WriteString("\n[" + x.Label + "]")
		}
	}
	return texts.Unmarked(b.String())
}

// says, presses and reads are the three things that happen on the tour; about is the heading of what follows.
func about(words string) scene {
	return func(_ context.Context, t *tourist) error {
		t.printf("\n━━ %s\n", words)
		return nil
	}
}

func says(who, text string) scene {
	return func(ctx context.Context, t *tourist) error {
		if err := t.catchUp(ctx, who); err != nil {
			return err
		}
		t.printf("\n%s says: %s\n", who, text)
		return t.post(ctx, "/api/say", map[string]any{"as": who, "text": text})
	}
}

func reads(who, fits string) scene {
	return func(ctx context.Context, t *tourist) error {
		re := regexp.MustCompile(fits)
		m, err := t.wait(ctx, who, func(m shown) bool { return t.fresh(who, m) && re.MatchString(plain(m)) })
		if err != nil {
			return fmt.Errorf("%w (%s)", err, fits)
		}
		if link := publicLink.FindString(m.Copy); link != "" {
			t.links[who] = link
		}
		t.printf("\n%s reads:\n%s\n", who, indent(m))
		return nil
	}
}

func presses(who, label string) scene {
	return press(who, func(b button) bool { return strings.Contains(texts.Unmarked(b.Label), label) })
}

// pressesVerb presses the button that means something, in whichever language it is labelled.
func pressesVerb(who, verb string) scene {
	return press(who, func(b button) bool { return strings.HasPrefix(b.Data, verb+" ") })
}

// pressesLink opens the button that leads to a network.
func pressesLink(who string) scene {
	return press(who, func(b button) bool { return b.URL != "" })
}

func press(who string, fits func(button) bool) scene {
	return func(ctx context.Context, t *tourist) error {
		m, b, err := t.button(ctx, who, fits)
		if err != nil {
			return err
		}
		t.printf("\n%s presses: %s\n", who, texts.Unmarked(b.Label))
		if b.URL != "" {
			return t.follow(ctx, who, b.URL)
		}
		if err := t.catchUp(ctx, who); err != nil {
			return err
		}
		return t.post(ctx, "/api/press", map[string]any{"as": who, "message": m.ID, "data": b.Data})
	}
}

// button waits for a button that fits, in the newest message that has one.
func (t *tourist) button(ctx context.Context, who string, fits func(button) bool) (shown, button, error) {
	var found button
	m, err := t.wait(ctx, who, func(m shown) bool {
		for _, row := range m.Buttons {
			for _, b := range row {
				if fits(b) {
					found = b
					return true
				}
			}
		}
		return false
	})
	return m, found, err
}

// catchUp remembers what somebody had been told before they act.
func (t *tourist) catchUp(ctx context.Context, who string) error {
	news, err := t.news(ctx, who)
	if err != nil {
		return err
	}
	stood := map[string]string{}
	for _, m := range news {
		stood[m.ID] = plain(m)
	}
	t.stood[who] = stood
	return nil
}

// fresh tells whether a message is new, or says something new, since its reader last acted.
func (t *tourist) fresh(who string, m shown) bool {
	before, known := t.stood[who][m.ID]
	return !known || before != plain(m)
}

// follow opens a link as a browser would and prints where it leads.
func (t *tourist) follow(ctx context.Context, who, link string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return err
	}
	req.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	res, err := t.client.Do(req)
	if err != nil {
		return err
	}
	if err := res.Body.Close(); err != nil {
		return err
	}
	if res.StatusCode >= 400 {
		return fmt.Errorf("%s: %s", link, res.Status)
	}
	t.printf("  → %s leads %s to %s\n", link, who, res.Header.Get("Location"))
	return nil
}

var publicLink = regexp.MustCompile(`https?://\S+/s/\S+`)

// readerFollows opens the public link that stands in the kit somebody was shown.
func readerFollows(who string) scene {
	return func(ctx context.Context, t *tourist) error {
		link, ok := t.links[who]
		if !ok {
			return fmt.Errorf("%s was shown no public link", who)
		}
		t.printf("\na reader sees %s's post and follows its link\n", who)
		return t.follow(ctx, "the reader", link)
	}
}

func indent(m shown) string {
	var b strings.Builder
	for line := range strings.Lines(texts.Unmarked(m.Text)) {
		b.WriteString("  │ " + strings.TrimRight(line, "\n") + "\n")
	}
	if m.Copy != "" {
		for line := range strings.Lines(m.Copy) {
			b.WriteString("  │ ⧉ " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	for _, row := range m.Buttons {
		b.WriteString("  │")
		for _, x := range row {
			b.WriteString(" [" + texts.Unmarked(x.Label) + "]")
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n")
}
