package telegram

import (
	"errors"
	"testing"
	"time"

	"relais/bot"
	"relais/campaigns/outbox"
)

func TestJudge(t *testing.T) {
	g := &Telegram{}
	for name, c := range map[string]struct {
		f    failure
		to   bot.Address
		want bot.SendError
	}{
		"blocked":                {failure{status: 403, said: "Forbidden: bot was blocked by the user"}, bot.Address{}, bot.SendError{Kind: outbox.Gone}},
		"deactivated":            {failure{status: 403, said: "Forbidden: user is deactivated"}, bot.Address{}, bot.SendError{Kind: outbox.Gone}},
		"never opened":           {failure{status: 403, said: "Forbidden: bot can't initiate conversation with a user"}, bot.Address{}, bot.SendError{Kind: outbox.Gone}},
		"no such chat":           {failure{status: 400, said: "Bad Request: chat not found"}, bot.Address{}, bot.SendError{Kind: outbox.Gone}},
		"upgraded":               {failure{status: 400, said: "Bad Request: group chat was upgraded to a supergroup chat", moved: -100123}, bot.Address{}, bot.SendError{Kind: outbox.Moved, To: "-100123"}},
		"throttled":              {failure{status: 429, said: "Too Many Requests: retry after 7", after: 7 * time.Second}, bot.Address{}, bot.SendError{Kind: outbox.Throttled, After: 7 * time.Second, Scope: outbox.ScopeUnsaid}},
		"throttled in a group":   {failure{status: 429, said: "Too Many Requests: retry after 7", after: 7 * time.Second}, bot.Address{Group: true}, bot.SendError{Kind: outbox.Throttled, After: 7 * time.Second, Scope: outbox.ScopeChat}},
		"throttled by a proxy":   {failure{status: 429}, bot.Address{}, bot.SendError{Kind: outbox.Throttled, After: time.Second, Scope: outbox.ScopeUnsaid}},
		"throttled, an upload":   {failure{said: "Too Many Requests: retry after 7", after: 7 * time.Second}, bot.Address{}, bot.SendError{Kind: outbox.Throttled, After: 7 * time.Second, Scope: outbox.ScopeUnsaid}},
		"a fault of theirs":      {failure{status: 500, said: "Internal Server Error"}, bot.Address{}, bot.SendError{Kind: outbox.Temporary}},
		"a proxy's page":         {failure{status: 502, sent: true, err: errors.New("invalid character '<'")}, bot.Address{}, bot.SendError{Kind: outbox.Temporary}},
		"no connection":          {failure{err: errors.New("connection refused")}, bot.Address{}, bot.SendError{Kind: outbox.Temporary}},
		"no answer":              {failure{sent: true, err: errors.New("EOF")}, bot.Address{}, bot.SendError{Kind: outbox.Unknown}},
		"half an answer":         {failure{status: 200, sent: true, err: errors.New("unexpected end of JSON input")}, bot.Address{}, bot.SendError{Kind: outbox.Unknown}},
		"a wrong token":          {failure{status: 401, said: "Unauthorized"}, bot.Address{}, bot.SendError{Kind: outbox.Unauthorized}},
		"a malformed token":      {failure{status: 404, said: "Not Found"}, bot.Address{}, bot.SendError{Kind: outbox.Unauthorized}},
		"nothing to edit":        {failure{status: 400, said: "Bad Request: message to edit not found"}, bot.Address{}, bot.SendError{Kind: outbox.Missing}},
		"nothing to delete":      {failure{status: 400, said: "Bad Request: message to delete not found"}, bot.Address{}, bot.SendError{Kind: outbox.Missing}},
		"too late to delete":     {failure{status: 400, said: "Bad Request: message can't be deleted for everyone"}, bot.Address{}, bot.SendError{Kind: outbox.Refused}},
		"markup that is refused": {failure{status: 400, said: "Bad Request: can't parse entities: unexpected end tag"}, bot.Address{}, bot.SendError{Kind: outbox.Refused}},
		"too big":                {failure{status: 413, said: "Request Entity Too Large"}, bot.Address{}, bot.SendError{Kind: outbox.Refused}},
	} {
		got := g.judge(c.to, &c.f)
		c.want.Err = got.Err
		if *got != c.want {
			t.Errorf("%s: got %+v; want %+v", name, *got, c.want)
		}
	}
	if got := g.judge(bot.Address{}, errors.New("the store is closed")); got.Kind != outbox.Temporary {
		t.Errorf("an error of our own: %v", got)
	}
}

func TestOnThisMachine(t *testing.T) {
	for address, want := range map[string]bool{
		"http://127.0.0.1:8080/o/x": true, "http://localhost/x": true, "http://[::1]/": true, "http://10.1.2.3/": true, "http://192.168.0.4": true,
		"http://relais:8080/": true, "http://169.254.1.1/": true, "http://0.0.0.0:1": true,
		"https://relais.example.org/o/x": false, "https://93.184.216.34/": false, "mailto:a@example.org": false, "https://[2001:db8::1]/": false,
	} {
		if onThisMachine(address) != want {
			t.Errorf("%s: %v", address, !want)
		}
	}
}
