package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"

	"relais/bot"
)

const (
	apiVersion = "10"
	callWithin = 30 * time.Second
	connsMost  = 512     // kept open; not fewer than calls at a time, or each would dial anew
	answerMost = 4 << 20 // bytes of an answer; a message has a few kilobytes
	agent      = "DiscordBot (relais, 1)"
)

// api makes calls for one token.
type api struct {
	token  string
	base   string
	pace   *pace
	client *http.Client // within Discord's limits
	plain  *http.Client // for files, which are not the API's
}

// tuned is a transport for many calls at a time to one host.
func tuned() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: 10 * time.Second, IdleConnTimeout: 90 * time.Second, ForceAttemptHTTP2: true,
		MaxIdleConns: connsMost, MaxIdleConnsPerHost: connsMost,
	}
}

func newAPI(opt Options) *api {
	transport := opt.Transport
	if transport == nil {
		transport = tuned()
	}
	// An answer from elsewhere is none, and following it would carry the token there.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	p := newPace(transport)
	return &api{
		pace: p, token: opt.Token, base: strings.TrimSuffix(opt.API, "/"),
		client: &http.Client{Transport: p, CheckRedirect: stay},
		plain:  &http.Client{Transport: transport, CheckRedirect: stay},
	}
}

// failure is a call that did not succeed. It holds no address and no header.
type failure struct {
	call   string // the method and the path, without ids
	open   bool   // it went to the webhook of an interaction
	status int    // of the answer; 0 for none
	sent   bool   // the request had left, so that the call may have been carried out
	// code and said are Discord's own; said is empty where no answer of its own came. fields name what it refuses.
	code   int
	said   string
	fields string
	after  time.Duration // of a 429, or until there is room for the call
	all    bool          // that pause is for everything
	err    error
}

func (f *failure) Error() string {
	switch {
	case f.said != "" && f.fields != "":
		return fmt.Sprintf("discord %s: %d, code %d, %s: %s", f.call, f.status, f.code, f.said, f.fields)
	case f.said != "":
		return fmt.Sprintf("discord %s: %d, code %d, %s", f.call, f.status, f.code, f.said)
	case f.status != 0:
		return fmt.Sprintf("discord %s: %d and nothing that could be read: %v", f.call, f.status, f.err)
	}
	return fmt.Sprintf("discord %s: %v", f.call, f.err)
}

func (f *failure) Unwrap() error { return f.err }

// code is Discord's code of an error; 0 for any other error.
func code(err error) int {
	var f *failure
	if errors.As(err, &f) {
		return f.code
	}
	return 0
}

// redacted is an error without the address in it.
func redacted(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// call makes one call with a JSON body, nil for none, and decodes its result; to may be nil. Every error is a *failure.
func (a *api) call(ctx context.Context, method, path string, body, to any, files ...bot.File) error {
	name, about, open := route(method, "/api/v"+apiVersion+path)
	f := &failure{call: name, open: open}
	kind, data, err := encodeBody(body, files)
	if err != nil {
		f.err = fmt.Errorf("make a body: %w", err)
		return f
	}
	var sent atomic.Bool
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }})
	req, err := http.NewRequestWithContext(ctx, method, a.base+"/api/v"+apiVersion+path, bytes.NewReader(data))
	if err != nil {
		f.err = errors.New("the path makes no address")
		return f
	}
	req.Header.Set("User-Agent", agent)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if !open {
		req.Header.Set("Authorization", "Bot "+a.token)
	}
	res, err := a.client.Do(req)
	f.sent = sent.Load()
	if err != nil {
		f.err = redacted(err)
		var p *pausedError
		if errors.As(err, &p) {
			f.after, f.all = p.after, p.all
		}
		return f
	}
	defer res.Body.Close()
	f.status = res.StatusCode
	answer, err := io.ReadAll(io.LimitReader(res.Body, answerMost))
	if err == nil && res.StatusCode/100 == 2 && to != nil {
		err = json.Unmarshal(answer, to)
	}
	switch {
	case err != nil:
		f.err = redacted(err)
	case res.StatusCode/100 != 2:
		f.read(answer, res.Header)
		if f.code == tooManyEdits {
			a.pace.forgive(name, about)
		}
	default:
		return nil
	}
	return f
}

// encodeBody is a body and its media type; nothing for none.
func encodeBody(body any, files []bot.File) (kind string, data []byte, err error) {
	switch {
	case body == nil:
		return "", nil, nil
	case len(files) == 0:
		data, err = json.Marshal(body)
		return "application/json", data, err
	}
	var parts []*discordgo.File
	for _, f := range files {
		parts = append(parts, &discordgo.File{Name: f.Name, ContentType: f.Type, Reader: bytes.NewReader(f.Data)})
	}
	return discordgo.MultipartBodyWithJSON(body, parts)
}

// read takes what Discord says out of a refusal. A page of somebody between it and us says nothing.
func (f *failure) read(answer []byte, h http.Header) {
	var said struct {
		Message string          `json:"message"`
		Code    int             `json:"code"`
		After   float64         `json:"retry_after"`
		Global  bool            `json:"global"`
		Errors  json.RawMessage `json:"errors"`
	}
	f.err = errors.New(http.StatusText(f.status))
	if json.Unmarshal(answer, &said) == nil {
		f.code, f.said, f.fields = said.Code, said.Message, fields("", said.Errors)
	}
	if f.status == http.StatusTooManyRequests {
		f.after = max(time.Duration(said.After*float64(time.Second)), seconds(h.Get("Retry-After")), time.Second)
		f.all = said.Global || h.Get("X-RateLimit-Scope") == "global"
		if f.said == "" {
			f.after, f.all = max(f.after, banned), true
		}
	}
}

// fields are the paths and codes of a form's errors. What Discord says of them may repeat what was sent.
func fields(path string, raw json.RawMessage) string {
	var at map[string]json.RawMessage
	if json.Unmarshal(raw, &at) != nil {
		return ""
	}
	var all []string
	for key, below := range at {
		var errs []struct {
			Code string `json:"code"`
		}
		if key != "_errors" {
			all = append(all, fields(strings.TrimPrefix(path+"."+key, "."), below))
		} else if json.Unmarshal(below, &errs) == nil {
			for _, e := range errs {
				all = append(all, path+" "+e.Code)
			}
		}
	}
	return strings.Join(all, ", ")
}

// errNoFile is a file that is not to be had: gone, too big, or not where Discord keeps its files.
var errNoFile = errors.New("the file is not to be had")

// filesAt are the hosts on which Discord keeps what people send.
var filesAt = map[string]bool{"cdn.discordapp.com": true, "media.discordapp.net": true}

// download fetches a file of at most limit bytes from where Discord keeps its files.
func (a *api) download(ctx context.Context, address string, limit int) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil || !(u.Scheme == "https" && filesAt[u.Host] || strings.HasPrefix(address, a.base+"/")) {
		return nil, errNoFile
	}
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errNoFile
	}
	req.Header.Set("User-Agent", agent)
	res, err := a.plain.Do(req)
	if err != nil {
		return nil, redacted(err)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusForbidden || res.StatusCode == http.StatusGone:
		return nil, errNoFile
	case res.StatusCode != http.StatusOK:
		return nil, &failure{call: "GET a file", status: res.StatusCode, err: errors.New(http.StatusText(res.StatusCode))}
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, int64(limit)+1))
	if err == nil && len(data) > limit {
		err = errNoFile
	}
	return data, redacted(err)
}
