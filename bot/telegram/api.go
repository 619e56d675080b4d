package telegram

import (
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

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const (
	callWithin = 30 * time.Second // one call, but for a poll, which has its wait on top
	connsMost  = 512              // kept open; not fewer than calls at a time, or each would dial anew
)

// api makes calls for one token.
type api struct {
	token    string
	base     string
	endpoint string
	client   *http.Client
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
	return &api{
		token: opt.Token, base: opt.API, endpoint: opt.API + "/bot%s/%s",
		client: &http.Client{
			Transport: transport,
			// An answer from elsewhere is none, and following it would carry the token there.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// failure is a call that did not succeed. It holds no address.
type failure struct {
	method string
	status int  // of the answer; 0 for none
	sent   bool // the request had left, so that the call may have been carried out
	// said is Telegram's own description; empty where no answer of its own came.
	said  string
	after time.Duration
	moved int64
	err   error
}

func (f *failure) Error() string {
	if f.said != "" {
		return fmt.Sprintf("telegram %s: %d %s", f.method, f.status, f.said)
	}
	return fmt.Sprintf("telegram %s: %v", f.method, f.err)
}

func (f *failure) Unwrap() error { return f.err }

// doer is one call's HTTP client: bound to a context, redacting, and noting what the library does not tell.
type doer struct {
	ctx    context.Context
	client *http.Client
	sent   atomic.Bool
	status int
}

// Do sends the library's request; see tgbotapi.HTTPClient.
func (d *doer) Do(req *http.Request) (*http.Response, error) {
	ctx := httptrace.WithClientTrace(d.ctx, &httptrace.ClientTrace{WroteHeaders: func() { d.sent.Store(true) }})
	res, err := d.client.Do(req.WithContext(ctx))
	if err != nil {
		return nil, redacted(err)
	}
	d.status = res.StatusCode
	return res, nil
}

// redacted is an error without the address in it, which holds the token.
func redacted(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// call makes one call and decodes its result; to may be nil. Every error is a *failure.
func (a *api) call(ctx context.Context, method string, params tgbotapi.Params, to any) error {
	return a.do(ctx, method, to, func(lib *tgbotapi.BotAPI) (*tgbotapi.APIResponse, error) { return lib.MakeRequest(method, params) })
}

// upload is call with documents.
func (a *api) upload(ctx context.Context, method string, params tgbotapi.Params, files []tgbotapi.RequestFile, to any) error {
	return a.do(ctx, method, to, func(lib *tgbotapi.BotAPI) (*tgbotapi.APIResponse, error) {
		return lib.UploadFiles(method, params, files)
	})
}

func (a *api) do(ctx context.Context, method string, to any, fn func(*tgbotapi.BotAPI) (*tgbotapi.APIResponse, error)) error {
	ctx, cancel := context.WithTimeout(ctx, callWithin+pollWait(method))
	defer cancel()
	d := &doer{ctx: ctx, client: a.client}
	lib := &tgbotapi.BotAPI{Token: a.token, Client: d}
	lib.SetAPIEndpoint(a.endpoint)
	res, err := fn(lib)
	if err == nil && to != nil {
		err = json.Unmarshal(res.Result, to)
	}
	if err == nil {
		return nil
	}
	f := &failure{method: method, status: d.status, sent: d.sent.Load(), err: redacted(err)}
	var e *tgbotapi.Error
	if errors.As(err, &e) {
		f.said, f.after, f.moved = e.Message, time.Duration(e.RetryAfter)*time.Second, e.MigrateToChatID
	}
	return f
}

// download fetches a file of at most limit bytes; errTooBig for a longer one.
func (a *api) download(ctx context.Context, path string, limit int) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+"/file/bot"+a.token+"/"+strings.TrimPrefix(path, "/"), nil)
	if err != nil {
		return nil, errors.New("telegram: a file's path makes no address")
	}
	res, err := a.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("telegram: fetch a file: %w", redacted(err))
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, &failure{method: "file", status: res.StatusCode, said: res.Status}
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, int64(limit)+1))
	if err != nil {
		return nil, fmt.Errorf("telegram: fetch a file: %w", err)
	}
	if len(data) > limit {
		return nil, errTooBig
	}
	return data, nil
}

var errTooBig = errors.New("the file is too big")
