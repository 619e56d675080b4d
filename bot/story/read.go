package story

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// opens follows a link button as the person's browser would.
func (p *player) opens(a []string) error {
	_, b, err := p.button(a[0], unquote(a[1]), "")
	if err != nil {
		return err
	}
	if b.URL == "" {
		return fmt.Errorf("the button leads nowhere: it is pressed, not opened")
	}
	to := b.URL
	if page := p.world.Get(p.t, b.URL, Browser); page.Location != "" {
		to = page.Location
	}
	if !strings.Contains(to, unquote(a[2])) {
		return fmt.Errorf("it leads to %q", to)
	}
	return nil
}

var publicLink = regexp.MustCompile(`https?://\S+/s/\S+`)

// followLink opens the public link that stands in the newest text to copy of somebody.
func (p *player) followLink(a []string) error {
	agent := Browser
	if a[1] != "" {
		agent = unquote(a[1])
	}
	all := p.chat(a[0])
	for _, m := range slices.Backward(all) {
		to := publicLink.FindString(m.Copy)
		if to == "" {
			continue
		}
		if page := p.world.Get(p.t, to, agent); page.Status >= 400 {
			return fmt.Errorf("%s is answered %d", to, page.Status)
		}
		return nil
	}
	return fmt.Errorf("%s was shown no public link; the chat:\n%s", a[0], transcript(all))
}

func (p *player) getReads(a []string) error {
	page := p.world.Get(p.t, unquote(a[0]), Browser)
	for _, want := range unquoteAll(a[1]) {
		if page.Status != 200 || !strings.Contains(page.Body, want) {
			return fmt.Errorf("without %q; answered %d:\n%s", want, page.Status, page.Body)
		}
	}
	return nil
}

// sendsForm fills in the field "text" of a page's form, sends it as a browser does, and follows where it leads.
func (p *player) sendsForm(a []string) error {
	f, ok := p.world.(Forms)
	if !ok {
		return p.cannot("send a form: it is no story.Forms")
	}
	page := f.Post(p.t, unquote(a[1]), Browser, url.Values{"text": {unquote(a[0])}, "source": {""}, "website": {""}})
	if page.Location != "" {
		page = p.world.Get(p.t, page.Location, Browser)
	}
	for _, want := range unquoteAll(a[2]) {
		if !strings.Contains(alike(page.Body), alike(want)) {
			return fmt.Errorf("without %q; answered %d:\n%s", want, page.Status, page.Body)
		}
	}
	return nil
}

func (p *player) getReadsNot(a []string) error {
	page := p.world.Get(p.t, unquote(a[0]), Browser)
	for _, bad := range unquoteAll(a[1]) {
		if strings.Contains(page.Body, bad) {
			return fmt.Errorf("the page has %q:\n%s", bad, page.Body)
		}
	}
	return nil
}

func (p *player) getStatus(a []string) error {
	if page := p.world.Get(p.t, unquote(a[0]), Browser); fmt.Sprint(page.Status) != a[1] {
		return fmt.Errorf("answered %d", page.Status)
	}
	return nil
}
