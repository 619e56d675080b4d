package health

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// robotsFor is how long a robots.txt holds (RFC 9309: a day at most), and retryAfter how long one that could not be had is not
// asked for again, so that fifty sources of a host that is down do not wait for it one by one.
const (
	robotsFor  = 24 * time.Hour
	retryAfter = 10 * time.Minute
)

// sight is what a look saw.
type sight struct {
	status   int
	end      *ending // where there is nothing to read
	answer   answer
	location string // where permanent redirects lead, if that is another page
	moved    bool
}

// look follows an address to its end. Each one on the way is judged as the first: its robots.txt, who answers, where it leads.
func (c *Checker) look(ctx context.Context, from *url.URL) (sight, error) {
	v := &visit{c: c, left: c.timeout}
	var s sight
	u, permanent, seen := from, true, []string{withoutFragment(from)}
	for hop := 0; ; hop++ {
		r, end := v.robots(ctx, u)
		if end == nil && !r.allow(u) {
			end = &ending{state: Unreadable, why: Robots}
		}
		var a answer
		if end == nil {
			var err error
			if a, err = v.get(ctx, u, c.maxBody, r.delay); err != nil {
				end = fault(err)
			}
		}
		if err := ctx.Err(); err != nil {
			return sight{}, err
		}
		if end != nil {
			s.status, s.end = 0, end
			return s, nil
		}
		s.status = a.status
		location := a.header.Get("Location")
		if !redirects(a.status) || location == "" {
			s.answer, s.end = a, a.end()
			s.moved = s.moved || frontPage(from, u)
			if s.moved && s.location == "" {
				s.location = u.String()
			}
			return s, nil
		}
		next, end := c.target(u, location, hop, seen)
		if end != nil {
			s.end = end
			return s, nil
		}
		permanent = permanent && (a.status == http.StatusMovedPermanently || a.status == http.StatusPermanentRedirect)
		if permanent {
			s.moved, s.location = !samePage(from, next), ""
			if s.moved {
				s.location = next.String()
			}
		}
		u, seen = next, append(seen, withoutFragment(next))
	}
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// target judges where a redirect leads; the rest of it, who answers there, is the guard's.
func (c *Checker) target(u *url.URL, location string, hop int, seen []string) (*url.URL, *ending) {
	no := func(why Reason) (*url.URL, *ending) { return nil, &ending{state: Unreadable, why: why} }
	ref, err := url.Parse(location)
	if err != nil {
		return no(BadRedirect)
	}
	next, err := parseAddress(u.ResolveReference(ref).String())
	switch {
	case err != nil:
		return no(BadRedirect)
	case u.Scheme == "https" && next.Scheme != "https":
		return no(Downgrade)
	case slices.Contains(seen, withoutFragment(next)):
		return no(RedirectLoop)
	case hop == maxRedirects:
		return no(TooManyRedirects)
	}
	return next, nil
}

// samePage tells whether two addresses differ only in what sites tidy up: https, www, a slash at the end.
func samePage(a, b *url.URL) bool {
	return site(a) == site(b) && strings.TrimSuffix(a.Path, "/") == strings.TrimSuffix(b.Path, "/") && a.RawQuery == b.RawQuery
}

// frontPage tells a page that is no more and whose readers are sent to the front page: a 404 in all but name.
func frontPage(from, to *url.URL) bool {
	return site(from) == site(to) && strings.Trim(from.Path, "/") != "" && strings.Trim(to.Path, "/") == ""
}

// site is a host without www, and its port where that is not the scheme's own.
func site(u *url.URL) string {
	host := strings.TrimPrefix(u.Hostname(), "www.")
	if port := u.Port(); port != "" && (u.Scheme != "http" || port != "80") && (u.Scheme != "https" || port != "443") {
		host += ":" + port
	}
	return host
}

// cached is what is known of an origin's robots.txt, until then.
type cached struct {
	rules rules
	end   *ending
	until time.Time
}

// robots returns the rules of an address's origin, or how the look ends because they cannot be had.
func (v *visit) robots(ctx context.Context, u *url.URL) (rules, *ending) {
	known, release, err := v.c.origins.take(ctx, u.Scheme+"://"+u.Host)
	if err != nil {
		return rules{}, fault(err)
	}
	defer release()
	if time.Now().Before(known.until) {
		return known.rules, known.end
	}
	whole := v.left > v.c.timeout/2
	r, end := v.fetchRobots(ctx, u)
	switch {
	case end == nil:
		*known = cached{rules: r, until: time.Now().Add(robotsFor)}
	case ctx.Err() == nil && whole: // what a long chain left no time for says nothing of the host
		*known = cached{end: end, until: time.Now().Add(retryAfter)}
	}
	return r, end
}

// fetchRobots reads a robots.txt. One that is not there, or at the end of redirects that nobody would follow, asks nothing; one
// that fails asks to come back (RFC 9309, 2.3.1).
func (v *visit) fetchRobots(ctx context.Context, of *url.URL) (rules, *ending) {
	u := &url.URL{Scheme: of.Scheme, Host: of.Host, Path: "/robots.txt"}
	later := &ending{state: Unreadable, why: NoRobots, miss: true}
	var seen []string
	for hop := 0; ; hop++ {
		seen = append(seen, withoutFragment(u))
		a, err := v.get(ctx, u, maxRobots, 0)
		var end *ending
		if err != nil {
			end = fault(err)
		}
		switch {
		case end != nil && hop == 0: // the page would fail alike
			return rules{}, end
		case end != nil && end.state == Unreadable:
			return rules{}, nil
		case end != nil || a.status >= 500:
			return rules{}, later
		case redirects(a.status) && a.header.Get("Location") != "":
			if u, end = v.c.target(u, a.header.Get("Location"), hop, seen); end != nil {
				return rules{}, nil
			}
			continue
		}
		text := string(a.body)
		if a.cut {
			// Half a line may forbid more than the whole: /a for /about.
			text = text[:strings.LastIndexAny(text, "\r\n")+1]
		}
		return parseRobots(text), nil
	}
}
