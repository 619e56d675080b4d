package health

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// visit is one look under way. Its requests share a bound in time.
type visit struct {
	c    *Checker
	left time.Duration
}

// answer is what a server said. The body is there with 200 and 203 alone: nothing else is read.
type answer struct {
	status int
	header http.Header
	body   []byte
	cut    bool // there is more than was read
}

// get makes one request in its host's turn. Nothing goes along but who asks: no cookie, no referrer, no credential.
func (v *visit) get(ctx context.Context, u *url.URL, most int64, delay time.Duration) (answer, error) {
	done, err := v.c.turn(ctx, u.Hostname(), delay)
	if err != nil {
		return answer{}, err
	}
	defer done()
	start := time.Now()
	defer func() { v.left -= time.Since(start) }()
	ctx, cancel := context.WithTimeout(ctx, v.left)
	defer cancel()

	req, err := http.NewRequestWithContext(ctx, http.MethodGet, withoutFragment(u), http.NoBody)
	if err != nil {
		return answer{}, refused{BadRedirect}
	}
	req.Header.Set("User-Agent", v.c.agent)
	req.Header.Set("Accept", "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.1")
	resp, err := v.c.transport.RoundTrip(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	a := answer{status: resp.StatusCode, header: resp.Header}
	if a.status != http.StatusOK && a.status != http.StatusNonAuthoritativeInfo {
		return a, nil
	}
	if a.body, err = io.ReadAll(io.LimitReader(resp.Body, most+1)); err != nil {
		return answer{}, err
	}
	if int64(len(a.body)) > most {
		a.body, a.cut = a.body[:most], true
	}
	return a, nil
}

// turn waits until the host may be asked; done lets the next one wait from now.
func (c *Checker) turn(ctx context.Context, host string, delay time.Duration) (done func(), err error) {
	next, release, err := c.hosts.take(ctx, host)
	if err != nil {
		return nil, err
	}
	wait := time.NewTimer(time.Until(*next))
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-ctx.Done():
		release()
		return nil, ctx.Err()
	}
	return func() {
		*next = time.Now().Add(max(c.every, delay))
		release()
	}, nil
}

func withoutFragment(u *url.URL) string {
	plain := *u
	plain.Fragment, plain.RawFragment = "", ""
	return plain.String()
}

// ending is how a look ends that brought nothing to read.
type ending struct {
	state State
	why   Reason
	miss  bool // no verdict: it takes three in a row
}

// fault says what a request's error means. The context's own end is the caller's to see first.
func fault(err error) *ending {
	var r refused
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	switch {
	case errors.As(err, &r):
		return &ending{state: Unreadable, why: r.why}
	case errors.As(err, &cert):
		return &ending{state: Unreadable, why: BadCertificate}
	case errors.As(err, &dns) && dns.IsNotFound:
		return &ending{state: Dead, why: NoSuchName}
	}
	return &ending{state: Dead, why: NoAnswer, miss: true}
}

// statuses are the ends that a status alone decides.
var statuses = map[int]ending{
	http.StatusNotFound:                   {state: Dead, why: NotFound},
	http.StatusGone:                       {state: Dead, why: Gone},
	http.StatusUnauthorized:               {state: Unreadable, why: Forbidden},
	http.StatusPaymentRequired:            {state: Unreadable, why: Forbidden},
	http.StatusForbidden:                  {state: Unreadable, why: Forbidden},
	http.StatusProxyAuthRequired:          {state: Unreadable, why: Forbidden},
	http.StatusTooManyRequests:            {state: Unreadable, why: TooMany},
	http.StatusUnavailableForLegalReasons: {state: Unreadable, why: Legal},
	http.StatusRequestTimeout:             {state: Dead, why: NoAnswer, miss: true},
	http.StatusTooEarly:                   {state: Dead, why: NoAnswer, miss: true},
}

// end says how a look ends with this answer, or nil where there is something to read.
func (a answer) end() *ending {
	if e, ok := statuses[a.status]; ok {
		return &e
	}
	switch {
	case a.status >= 500:
		return &ending{state: Dead, why: NoAnswer, miss: true}
	case a.status == http.StatusOK || a.status == http.StatusNonAuthoritativeInfo:
		return nil
	}
	return &ending{state: Unreadable, why: Unexpected}
}
