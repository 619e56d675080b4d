package telegramtest

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// call is one request, read and checked against what its method takes.
type call struct {
	nth    int // Call.Number
	method string
	params map[string]string
	files  map[string]File
	ctx    context.Context //nolint:containedctx // it lives exactly as long as the request
}

// method is what a method takes and what does it. do holds the server's lock.
type method struct {
	takes string // "name:type …"
	do    func(s *Server, c *call) (any, *refusal)
}

const (
	toChat   = "chat_id:chat message_thread_id:int "
	manner   = "disable_notification:bool protect_content:bool allow_paid_broadcast:bool message_effect_id:text reply_parameters:object reply_markup:markup reply_to_message_id:int allow_sending_without_reply:bool "
	captionP = "caption:text parse_mode:text caption_entities:list show_caption_above_media:bool has_spoiler:bool "
	which    = "chat_id:chat message_id:int inline_message_id:text "
	scoped   = "scope:object language_code:text "
)

// methods is filled by the function below, since what does a method may look methods up.
func methods() map[string]method {
	return map[string]method{
		"getMe":                  {"", (*Server).getMe},
		"sendMessage":            {toChat + manner + "text:text parse_mode:text entities:list link_preview_options:object disable_web_page_preview:bool", (*Server).sendMessage},
		"sendDocument":           {toChat + manner + captionP + "document:file thumbnail:file disable_content_type_detection:bool", sendsMedia("document")},
		"sendPhoto":              {toChat + manner + captionP + "photo:file", sendsMedia("photo")},
		"sendVideo":              {toChat + manner + captionP + "video:file thumbnail:file cover:file duration:int width:int height:int supports_streaming:bool", sendsMedia("video")},
		"sendVoice":              {toChat + manner + captionP + "voice:file duration:int", sendsMedia("voice")},
		"editMessageText":        {which + "text:text parse_mode:text entities:list link_preview_options:object disable_web_page_preview:bool reply_markup:markup", (*Server).editText},
		"editMessageCaption":     {which + captionP + "reply_markup:markup", (*Server).editCaption},
		"editMessageReplyMarkup": {which + "reply_markup:markup", (*Server).editMarkup},
		"deleteMessage":          {"chat_id:chat message_id:int", (*Server).deleteMessage},
		"answerCallbackQuery":    {"callback_query_id:text text:text show_alert:bool url:text cache_time:int", (*Server).answerQuery},
		"getFile":                {"file_id:text", (*Server).getFile},
		"setWebhook":             {"url:text certificate:file ip_address:text max_connections:int allowed_updates:list drop_pending_updates:bool secret_token:text", (*Server).setWebhook},
		"deleteWebhook":          {"drop_pending_updates:bool", (*Server).deleteWebhook},
		"getWebhookInfo":         {"", (*Server).webhookInfo},
		"setMyCommands":          {scoped + "commands:list", (*Server).setCommands},
		"getMyCommands":          {scoped, (*Server).getCommands},
		"deleteMyCommands":       {scoped, (*Server).deleteCommands},
		"setMyName":              {"name:text language_code:text", words("name", "name.long")},
		"setMyDescription":       {"description:text language_code:text", words("description", "about.long")},
		"setMyShortDescription":  {"short_description:text language_code:text", words("short_description", "short.long")},
		"setChatMenuButton":      {"chat_id:chat menu_button:object", (*Server).setMenuButton},
		"getChat":                {"chat_id:chat", (*Server).getChat},
		"getChatMember":          {"chat_id:chat user_id:int", (*Server).getChatMember},
		"leaveChat":              {"chat_id:chat", (*Server).leaveChat},
		"getUpdates":             {"offset:int limit:int timeout:int allowed_updates:list", nil},
	}
}

// maxBody is the largest request that is looked at: the largest upload and what stands around it.
const maxBody = 51 << 20

// read reads a request and checks every parameter's name and type. The call is never nil.
func (s *Server) read(r *http.Request, name string) (*call, *refusal) {
	c := &call{method: name, params: map[string]string{}, files: map[string]File{}, ctx: r.Context()}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if len(body) > maxBody {
		io.Copy(io.Discard, r.Body)
		return c, breaks("body")
	}
	if err != nil {
		return c, unused("the request cannot be read: %v", err)
	}
	m, ok := methods()[name]
	if !ok {
		return c, breaks("method")
	}
	if refused := c.fill(r, body); refused != nil {
		return c, refused
	}
	takes := map[string]string{}
	for p := range strings.FieldsSeq(m.takes) {
		k, kind, _ := strings.Cut(p, ":")
		takes[k] = kind
	}
	for k, v := range c.params {
		kind := takes[k]
		if kind == "" {
			return c, unused("%s takes no parameter %s", name, k)
		}
		if !utf8.ValidString(v) {
			return c, breaks("utf8")
		}
		if v == "null" && (kind == "object" || kind == "list" || kind == "markup") {
			delete(c.params, k)
			continue
		}
		if !fits(kind, v) {
			return c, unused("the parameter %s of %s is no %s: %.80q", k, name, kind, v)
		}
	}
	for k := range c.files {
		if takes[k] != "file" && !c.attached(k) {
			return c, unused("%s takes no file %s", name, k)
		}
	}
	return c, nil
}

// attached tells whether a parameter names a part of the request by attach://.
func (c *call) attached(part string) bool {
	for _, v := range c.params {
		if v == "attach://"+part {
			return true
		}
	}
	return false
}

// fill takes the parameters from query and body.
func (c *call) fill(r *http.Request, body []byte) *refusal {
	put := func(values url.Values) *refusal {
		for k, v := range values {
			if _, twice := c.params[k]; twice || len(v) != 1 {
				return unused("the parameter %s comes more than once", k)
			}
			c.params[k] = v[0]
		}
		return nil
	}
	if refused := put(r.URL.Query()); refused != nil {
		return refused
	}
	kind, about, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case len(body) == 0:
		return nil
	case kind == "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(body))
		if err != nil {
			return unused("the form cannot be read: %v", err)
		}
		return put(values)
	case kind == "application/json":
		var all map[string]json.RawMessage
		if err := json.Unmarshal(body, &all); err != nil {
			return &refusal{code: 400, text: "Bad Request: can't parse request: can't parse JSON object"}
		}
		values := url.Values{}
		for k, v := range all {
			var text string
			if json.Unmarshal(v, &text) != nil {
				text = string(v)
			}
			values.Set(k, text)
		}
		return put(values)
	case kind == "multipart/form-data":
		return c.parts(body, about["boundary"], put)
	}
	return unused("the content type %q", kind)
}

// fits tells whether a value has a type.
func fits(kind, v string) bool {
	switch kind {
	case "int":
		_, err := strconv.ParseInt(v, 10, 64)
		return err == nil
	case "bool":
		return slices.Contains([]string{"true", "false", "True", "False", "1", "0"}, v)
	case "chat":
		_, err := strconv.ParseInt(v, 10, 64)
		return err == nil || v == "" || strings.HasPrefix(v, "@")
	case "object":
		return v == "" || json.Valid([]byte(v)) && strings.HasPrefix(strings.TrimSpace(v), "{")
	case "list":
		return v == "" || json.Valid([]byte(v)) && strings.HasPrefix(strings.TrimSpace(v), "[")
	}
	return true
}

// number is an int parameter that was checked; 0 where it is missing.
func (c *call) number(k string) int {
	n, _ := strconv.ParseInt(c.params[k], 10, 64)
	return int(n)
}

func (c *call) yes(k string) bool {
	return strings.EqualFold(c.params[k], "true") || c.params[k] == "1"
}

// strict decodes JSON and refuses fields it does not know.
func strict(what, text string, v any) *refusal {
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return unused("%s: %v", what, err)
	}
	return nil
}

// do does a call that was read.
func (s *Server) do(ctx context.Context, c *call) (any, *refusal) {
	if c.method == "getUpdates" {
		return s.getUpdates(ctx, c)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return methods()[c.method].do(s, c)
}

func (s *Server) getMe(*call) (any, *refusal) {
	me := s.bot.wire()
	me["can_join_groups"], me["can_read_all_group_messages"], me["supports_inline_queries"] = true, s.opt.ReadsAll, false
	return me, nil
}

func contains(all []string, s string) bool { return slices.Contains(all, s) }
