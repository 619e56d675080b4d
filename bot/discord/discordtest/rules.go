package discordtest

import (
	"fmt"
	"net/http"
	"regexp"
	"unicode/utf8"
)

// Rule is one thing that Discord refuses. Where it has a Limit, anything above Limit or below Min is refused.
type Rule struct {
	Name       string // the rule's name in this package
	Route      string // where it holds
	Field      string // of what; empty for the request as a whole
	Min, Limit int    // in characters (code points), elements or bytes
	Status     int    // of HTTP
	Code       int    // in the JSON answer
	Kind, Text string // what the answer says; Kind is the code of a single field's error
	Source     string // where it was read
	Checked    string // when
}

// Where the rules were read.
const (
	docs   = "https://discord.com/developers/docs/"
	codes  = docs + "topics/opcodes-and-status-codes#json"
	msgDoc = docs + "resources/message"
	cmpDoc = docs + "components/reference"
	cmdDoc = docs + "interactions/application-commands"
	intDoc = docs + "interactions/receiving-and-responding"
	chDoc  = docs + "resources/channel"
	seen   = "answers quoted in public issue trackers"
	when   = "2026-11-24"
)

const (
	tooLong   = "Must be %d or fewer in length."
	badLength = "Must be between %d and %d in length."
	maxKind   = "BASE_TYPE_MAX_LENGTH"
	badKind   = "BASE_TYPE_BAD_LENGTH"
	send      = "messages and interaction answers"
	modals    = "interaction callback 9"
	command4  = "application commands"
)

// form is a rule about one field's length.
func form(name, route, field string, least, limit int, source string) Rule {
	r := Rule{name, route, field, least, limit, 400, 50035, maxKind, fmt.Sprintf(tooLong, limit), source, when}
	if least > 0 {
		r.Kind, r.Text = badKind, fmt.Sprintf(badLength, least, limit)
	}
	return r
}

// plainRule is a rule about a request as a whole.
func plainRule(name, route string, status, code int, text, source string) Rule {
	return Rule{Name: name, Route: route, Status: status, Code: code, Text: text, Source: source, Checked: when}
}

// invalidForm is a rule about one field that is not about its length.
func invalidForm(name, route, field, kind, text, source string) Rule {
	return Rule{Name: name, Route: route, Field: field, Status: 400, Code: 50035, Kind: kind, Text: text, Source: source, Checked: when}
}

var rules = []Rule{
	form("content", send, "content", 0, 2000, msgDoc+"#create-message"),
	form("nonce", "POST messages", "nonce", 0, 25, msgDoc+"#create-message"),
	form("embeds", send, "embeds", 0, 10, msgDoc+"#create-message"),
	form("embed title", send, "embeds[].title", 0, 256, msgDoc+"#embed-object-embed-limits"),
	form("embed description", send, "embeds[].description", 0, 4096, msgDoc+"#embed-object-embed-limits"),
	form("embed fields", send, "embeds[].fields", 0, 25, msgDoc+"#embed-object-embed-limits"),
	form("embed field name", send, "embeds[].fields[].name", 1, 256, msgDoc+"#embed-object-embed-limits"),
	form("embed field value", send, "embeds[].fields[].value", 1, 1024, msgDoc+"#embed-object-embed-limits"),
	form("embed footer", send, "embeds[].footer.text", 0, 2048, msgDoc+"#embed-object-embed-limits"),
	form("embed author", send, "embeds[].author.name", 0, 256, msgDoc+"#embed-object-embed-limits"),
	{"embed size", send, "embeds", 0, 6000, 400, 50035, "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000", msgDoc + "#embed-object-embed-limits", when},
	form("rows", send, "components", 0, 5, cmpDoc+"#action-row"),
	form("buttons", send, "components[].components", 1, 5, cmpDoc+"#action-row"),
	form("label", send, "components[].components[].label", 0, 80, cmpDoc+"#button"),
	form("custom id", send, "components[].components[].custom_id", 1, 100, cmpDoc+"#custom-id"),
	form("url", send, "components[].components[].url", 0, 512, cmpDoc+"#button"),
	form("select options", send, "components[].components[].options", 1, 25, cmpDoc+"#string-select"),
	form("select placeholder", send, "components[].components[].placeholder", 0, 150, cmpDoc+"#string-select"),
	form("select label", send, "components[].components[].options[].label", 1, 100, cmpDoc+"#string-select"),
	form("select value", send, "components[].components[].options[].value", 1, 100, cmpDoc+"#string-select"),
	form("select description", send, "components[].components[].options[].description", 0, 100, cmpDoc+"#string-select"),
	form("mention ids", send, "allowed_mentions.users", 0, 100, msgDoc+"#allowed-mentions-object"),
	form("modal title", modals, "data.title", 1, 45, cmpDoc),
	form("modal id", modals, "data.custom_id", 1, 100, cmpDoc),
	form("modal rows", modals, "data.components", 1, 5, cmpDoc),
	form("input label", modals, "data.components[].components[].label", 1, 45, cmpDoc+"#text-input"),
	form("input value", modals, "data.components[].components[].value", 0, 4000, cmpDoc+"#text-input"),
	form("input placeholder", modals, "data.components[].components[].placeholder", 0, 100, cmpDoc+"#text-input"),
	form("choices", "interaction callback 8", "data.choices", 0, 25, intDoc+"#interaction-response-object-autocomplete"),
	form("choice name", "interaction callback 8", "data.choices[].name", 1, 100, cmdDoc+"#application-command-object-application-command-option-choice-structure"),
	form("command name", command4, "name", 1, 32, cmdDoc+"#application-command-object-application-command-structure"),
	form("command description", command4, "description", 1, 100, cmdDoc+"#application-command-object-application-command-structure"),
	form("command options", command4, "options", 0, 25, cmdDoc+"#application-command-object-application-command-structure"),
	form("option description", command4, "options[].description", 1, 100, cmdDoc+"#application-command-object-application-command-option-structure"),
	form("option choices", command4, "options[].choices", 0, 25, cmdDoc+"#application-command-object-application-command-option-structure"),
	form("thread name", "POST threads", "name", 1, 100, chDoc+"#start-thread-from-message"),
	form("tags", "POST threads", "applied_tags", 0, 5, chDoc+"#start-thread-in-forum-or-media-channel"),
	{"files", send, "files", 0, 10, 400, 30015, "", "Maximum number of attachments in a message reached (10)", codes, when},
	{"chat commands", command4, "", 0, 100, 400, 30032, "", "Maximum number of application commands reached (100)", codes, when},

	invalidForm("duplicate id", send, "components[].components[].custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated", "https://github.com/discord/discord-api-docs/issues/3673"),
	invalidForm("duplicate value", send, "components[].components[].options[].value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used", seen),
	invalidForm("scheme", send, "components[].components[].url", "URL_TYPE_INVALID_SCHEME", "Scheme \"%s\" is not supported. Scheme must be one of ('http', 'https', 'discord').", seen),
	invalidForm("well formed", send, "components[].components[].url", "URL_TYPE_INVALID_URL", "Not a well formed URL.", seen),
	invalidForm("required", "everywhere", "", "BASE_TYPE_REQUIRED", "This field is required", seen),
	invalidForm("exclusive mentions", send, "allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "parse:[\"%[1]s\"] and %[1]s: [ids...] are mutually exclusive.", msgDoc+"#allowed-mentions-object"),
	invalidForm("name form", command4, "name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid", cmdDoc+"#application-command-object-application-command-naming"),
	invalidForm("same name", command4, "name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique", seen),
	invalidForm("same option", command4, "options[].name", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique", seen),
	invalidForm("required first", command4, "options[]", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options", cmdDoc+"#application-command-object-application-command-option-structure"),
	invalidForm("enum", "everywhere", "", "ENUM_TYPE_COERCE", "Value \"%s\" is not a valid enum value.", seen),
	invalidForm("choice", "everywhere", "", "BASE_TYPE_CHOICES", "Value must be one of {%s}.", seen),

	plainRule("unauthorized", "everywhere", 401, 0, "401: Unauthorized", docs+"reference#authentication"),
	plainRule("user agent", "everywhere", 403, 40333, "internal network error", docs+"reference#user-agent"),
	plainRule("bad json", "everywhere", 400, 50109, "The request body contains invalid JSON.", codes),
	plainRule("unknown channel", "channels", 404, 10003, "Unknown Channel", codes),
	plainRule("unknown guild", "guilds", 404, 10004, "Unknown Guild", codes),
	plainRule("unknown member", "guilds", 404, 10007, "Unknown Member", codes),
	plainRule("unknown message", "messages", 404, 10008, "Unknown Message", codes),
	plainRule("unknown user", "users/@me/channels", 404, 10013, "Unknown User", codes),
	plainRule("unknown webhook", "webhooks", 404, 10015, "Unknown Webhook", codes),
	plainRule("unknown interaction", "interaction callback", 404, 10062, "Unknown interaction", intDoc+"#interaction-response-object"),
	plainRule("unknown command", command4, 404, 10063, "Unknown application command", codes),
	plainRule("other application", command4, 403, 20012, "You are not authorized to perform this action on this application", codes),
	plainRule("old edits", "PATCH message", 429, 30046, "Maximum number of edits to messages older than 1 hour reached. Try again later", codes),
	plainRule("opening too fast", "users/@me/channels", 403, 40003, "You are opening direct messages too fast", codes),
	plainRule("file size", send, 413, 40005, "Request entity too large", docs+"reference#uploading-files"),
	plainRule("crossposted", "crosspost", 400, 40033, "This message has already been crossposted.", codes),
	plainRule("acknowledged", "interaction callback", 400, 40060, "Interaction has already been acknowledged.", codes),
	plainRule("forum message", "POST messages", 400, 50008, "Cannot send messages in a non-text channel", codes),
	plainRule("missing access", "channels", 403, 50001, "Missing Access", codes),
	plainRule("other author", "PATCH message", 403, 50005, "Cannot edit a message authored by another user", codes),
	plainRule("empty message", send, 400, 50006, "Cannot send an empty message", codes),
	plainRule("closed", "users/@me/channels, POST messages", 403, 50007, "Cannot send messages to this user", codes),
	plainRule("missing permissions", "channels", 403, 50013, "Missing Permissions", codes),
	plainRule("channel type", "crosspost, threads", 400, 50024, "Cannot execute action on this channel type", codes),
	plainRule("invalid webhook token", "webhooks", 401, 50027, "Invalid Webhook Token", "https://github.com/discord/discord-api-docs/issues/6851"),
	plainRule("archived", "messages", 400, 50083, "Thread is archived", codes),
	plainRule("no mutual guild", "POST messages", 403, 50278, "Cannot send messages to this user due to having no mutual guilds", seen),
	plainRule("history", "POST messages", 400, 160002, "Cannot reply without permission to read message history", codes),
	plainRule("thread exists", "POST threads", 400, 160004, "A thread has already been created for this message", codes),
	plainRule("tag required", "POST threads", 400, 40067, "A tag is required to create a forum post in this channel", codes),
}

// Rules is the table of everything the fake refuses for Discord's sake, besides wrong types.
func Rules() []Rule { return append([]Rule(nil), rules...) }

// ruleNamed finds a rule that has to exist.
func ruleNamed(name string) Rule {
	for _, r := range rules {
		if r.Name == name {
			return r
		}
	}
	panic("discordtest: there is no rule " + name)
}

// refusal is an answer that is not a success.
type refusal struct {
	status, code int
	text         string
	errors       object
	retry        float64 // retry_after of a 429; 0 for none
}

// Error is the refusal in words.
func (r *refusal) Error() string { return fmt.Sprintf("%d: %d %s", r.status, r.code, r.text) }

// refuse is the refusal by one rule of the table.
func refuse(name string) *refusal {
	r := ruleNamed(name)
	return &refusal{status: r.Status, code: r.Code, text: r.Text}
}

// ours refuses what Discord's own answer to is not known.
func ours(format string, args ...any) *refusal {
	return &refusal{status: http.StatusBadRequest, code: 50035, text: "fake: " + fmt.Sprintf(format, args...)}
}

// nameForm is what a chat command's and an option's name must match, besides being lower case.
var nameForm = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// locales are Discord's, from https://discord.com/developers/docs/reference#locales on 2026-11-24.
var locales = []string{
	"id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR", "ro", "fi", "sv-SE",
	"vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
}

// length is how Discord counts a text: in code points.
func length(s string) int { return utf8.RuneCountInString(s) }
