package telegramtest

import (
	"fmt"
	"net/http"
	"slices"
)

// Rule is one thing that Telegram refuses, and the words it does so with.
type Rule struct {
	// ID names the rule in this package and its tests.
	ID string
	// Methods and Field are where it holds.
	Methods, Field string
	// Limit is the largest number that passes, in Unit; 0 where the rule is no number.
	Limit int
	Unit  string
	// Code and Text are the answer; %s in Text is what the answer repeats.
	Code int
	Text string
	// Source is where this is written, Checked when it was read. "text unsure" tells that the rule is documented and its
	// words are not.
	Source, Checked string
}

// Where the rules were read.
const (
	api   = "core.telegram.org/bots/api"
	td    = "github.com/tdlib/td"
	tdapi = "github.com/tdlib/telegram-bot-api"
	faq   = "core.telegram.org/bots/faq"
	seen  = "answers of the real server as reported in public"
	read  = "2026-11-24"
)

const (
	sends    = "sendMessage"
	captions = "sendPhoto sendVideo sendVoice sendDocument editMessageCaption"
	edits    = "editMessageText editMessageCaption editMessageReplyMarkup"
	keys     = "every method with reply_markup"
	chats    = "every method with chat_id"
)

var rules = []Rule{
	{"method", "", "", 0, "", 404, "Not Found", tdapi, read},
	{"token", "", "", 0, "", 401, "Unauthorized", tdapi, read},
	{"body", "", "the request", 0, "bytes", 413, "Request Entity Too Large", tdapi, read},
	{"utf8", "", "every string", 0, "", 400, "Bad Request: strings must be encoded in UTF-8", tdapi, read},

	{"text.empty", sends + " editMessageText", "text", 0, "", 400, "Bad Request: message text is empty", tdapi, read},
	{"text.long", sends + " editMessageText", "text", 4096, "UTF-16 units after entity parsing", 400, "Bad Request: message is too long", api, read},
	{"caption.long", captions, "caption", 1024, "UTF-16 units after entity parsing", 400, "Bad Request: message caption is too long", api, read},
	{"parse_mode", "", "parse_mode", 0, "", 400, "Bad Request: unsupported parse_mode", tdapi, read},
	{"entities", "", "text, caption", 0, "", 400, "Bad Request: can't parse entities: %s", td + " MessageEntity.cpp", read},

	{"markup.json", keys, "reply_markup", 0, "", 400, "Bad Request: can't parse reply keyboard markup JSON object", tdapi, read},
	{"markup.edit", edits, "reply_markup", 0, "", 400, "Bad Request: inline keyboard expected", tdapi, read},
	{"button.text", keys, "inline_keyboard.text", 0, "", 400, "Bad Request: inline keyboard button text must be non-empty", td + " ReplyMarkup.cpp", read},
	{"button.type", keys, "inline_keyboard", 0, "", 400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard", tdapi, read},
	{"button.data", keys, "callback_data", 64, "bytes", 400, "Bad Request: BUTTON_DATA_INVALID", api, read},
	{"button.url", keys, "url", 0, "", 400, "Bad Request: inline keyboard button URL '%s' is invalid: Wrong HTTP URL", td + " LinkManager.cpp", read},
	{"button.scheme", keys, "url", 0, "", 400, "Bad Request: inline keyboard button URL '%s' is invalid: Unsupported URL protocol", td + " LinkManager.cpp", read},
	{"button.copy", keys, "copy_text", 256, "characters", 400, "Bad Request: BUTTON_COPY_TEXT_INVALID", api + ", text unsure", read},
	{"button.row", keys, "inline_keyboard", 8, "buttons in a row", 400, "Bad Request: reply markup is too long", "limits.tginfo.me, text unsure", read},
	{"button.all", keys, "inline_keyboard", 100, "buttons", 400, "Bad Request: reply markup is too long", "limits.tginfo.me, text unsure", read},
	{"key.text", keys, "keyboard.text", 0, "", 400, "Bad Request: keyboard button text must be non-empty", td + " ReplyMarkup.cpp", read},
	{"key.row", keys, "keyboard", 12, "buttons in a row", 400, "Bad Request: reply markup is too long", "limits.tginfo.me, text unsure", read},
	{"key.all", keys, "keyboard", 300, "buttons", 400, "Bad Request: reply markup is too long", "limits.tginfo.me, text unsure", read},
	{"key.hint", keys, "input_field_placeholder", 64, "characters", 400, "Bad Request: REPLY_MARKUP_PLACEHOLDER_INVALID", api + ", text unsure", read},

	{"toast.long", "answerCallbackQuery", "text", 200, "characters", 400, "Bad Request: MESSAGE_TOO_LONG", api, read},
	{"query.old", "answerCallbackQuery", "callback_query_id", 900, "seconds", 400, "Bad Request: query is too old and response timeout expired or query ID is invalid", seen, read},

	{"commands.many", "setMyCommands", "commands", 100, "commands", 400, "Bad Request: BOT_COMMANDS_TOO_MUCH", api + ", text unsure", read},
	{"command.name", "setMyCommands", "commands.command", 32, "characters a-z 0-9 _", 400, "Bad Request: BOT_COMMAND_INVALID", api, read},
	{"command.about", "setMyCommands", "commands.description", 256, "characters", 400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID", api, read},
	{"language", "setMyCommands setMyName setMyDescription setMyShortDescription", "language_code", 2, "letters a-z", 400, "Bad Request: invalid language code specified", td + " misc.cpp", read},
	{"scope", "setMyCommands getMyCommands deleteMyCommands", "scope", 0, "", 400, "Bad Request: can't parse BotCommandScope: unsupported type specified", tdapi, read},
	{"name.long", "setMyName", "name", 64, "characters", 400, "Bad Request: BOT_TITLE_INVALID", api + ", text unsure", read},
	{"about.long", "setMyDescription", "description", 512, "characters", 400, "Bad Request: BOT_DESCRIPTION_INVALID", api + ", text unsure", read},
	{"short.long", "setMyShortDescription", "short_description", 120, "characters", 400, "Bad Request: BOT_SHORT_DESCRIPTION_INVALID", api + ", text unsure", read},

	{"start.long", "/start by a link", "payload", 64, "characters A-Z a-z 0-9 _ -", 400, "the link's parameter is not one that Telegram passes on", "core.telegram.org/bots/features#deep-linking", read},

	{"file.upload", "sendDocument sendVideo sendVoice", "upload", 50 << 20, "bytes", 413, "Request Entity Too Large", api + "#sending-files", read},
	{"file.photo", "sendPhoto", "upload", 10 << 20, "bytes", 400, "Bad Request: PHOTO_TOO_BIG", api + "#sending-files, text unsure", read},
	{"file.download", "getFile", "file_id", 20 << 20, "bytes", 400, "Bad Request: file is too big", api + "#getfile", read},
	{"file.id", "getFile", "file_id", 0, "", 400, "Bad Request: invalid file_id", tdapi, read},
	{"file.wrong", "sendPhoto sendVideo sendVoice sendDocument", "photo and the like", 0, "", 400, "Bad Request: wrong remote file identifier specified: Wrong character in the string", seen, read},
	{"file.none", "sendPhoto sendVideo sendVoice sendDocument", "photo and the like", 0, "", 400, "Bad Request: there is no %s in the request", tdapi, read},
	{"file.empty", "sendPhoto sendVideo sendVoice sendDocument", "upload", 0, "", 400, "Bad Request: file must be non-empty", td, read},
	{"file.url", "sendPhoto sendVideo sendVoice sendDocument", "photo and the like", 0, "", 400, "Bad Request: failed to get HTTP URL content", tdapi, read},
	{"file.type", "sendPhoto sendVideo sendVoice sendDocument", "photo and the like", 0, "", 400, "Bad Request: wrong type of the web page content", api + "#sending-files", read},

	{"edit.same", edits, "", 0, "", 400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message", tdapi, read},
	{"edit.missing", edits, "message_id", 0, "", 400, "Bad Request: message to edit not found", tdapi, read},
	{"edit.not", edits, "message_id", 0, "", 400, "Bad Request: message can't be edited", api + "#updating-messages", read},
	{"edit.text", "editMessageText", "message_id", 0, "", 400, "Bad Request: there is no text in the message to edit", td, read},
	{"edit.caption", "editMessageCaption", "message_id", 0, "", 400, "Bad Request: there is no caption in the message to edit", td, read},
	{"message.id", edits + " deleteMessage", "message_id", 0, "", 400, "Bad Request: message identifier is not specified", tdapi, read},
	{"delete.missing", "deleteMessage", "message_id", 0, "", 400, "Bad Request: message to delete not found", tdapi, read},
	{"delete.old", "deleteMessage", "message_id", 48 * 3600, "seconds", 400, "Bad Request: message can't be deleted for everyone", api + "#deletemessage", read},
	{"delete.not", "deleteMessage", "message_id", 0, "", 400, "Bad Request: message can't be deleted", tdapi, read},

	{"chat.empty", chats, "chat_id", 0, "", 400, "Bad Request: chat_id is empty", tdapi, read},
	{"chat.missing", chats, "chat_id", 0, "", 400, "Bad Request: chat not found", tdapi, read},
	{"chat.blocked", chats, "chat_id", 0, "", 403, "Forbidden: bot was blocked by the user", tdapi, read},
	{"chat.stranger", chats, "chat_id", 0, "", 403, "Forbidden: bot can't initiate conversation with a user", tdapi, read},
	{"chat.gone", chats, "chat_id", 0, "", 403, "Forbidden: user is deactivated", tdapi, read},
	{"chat.kicked", chats, "chat_id", 0, "", 403, "Forbidden: bot was kicked from the %s chat", tdapi, read},
	{"chat.left", chats, "chat_id", 0, "", 403, "Forbidden: bot is not a member of the %s chat", tdapi, read},
	{"chat.admin", chats, "chat_id", 0, "", 400, "Bad Request: need administrator rights in the channel chat", tdapi, read},
	{"chat.rights", chats, "chat_id", 0, "", 400, "Bad Request: not enough rights to send text messages to the chat", tdapi, read},
	{"chat.moved", chats, "chat_id", 0, "", 400, "Bad Request: group chat was upgraded to a supergroup chat", tdapi, read},
	{"chat.private", "leaveChat", "chat_id", 0, "", 400, "Bad Request: chat member status can't be changed in private chats", td, read},
	{"thread", sends, "message_thread_id", 0, "", 400, "Bad Request: message thread not found", tdapi, read},
	{"member", "getChatMember", "user_id", 0, "", 400, "Bad Request: invalid user_id specified", tdapi, read},

	{"poll.other", "getUpdates", "", 0, "", 409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", tdapi, read},
	{"poll.hook", "getUpdates", "", 0, "", 409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", tdapi, read},
	{"poll.set", "getUpdates", "", 0, "", 409, "Conflict: terminated by setWebhook request", tdapi, read},
	{"hook.https", "setWebhook", "url", 0, "", 400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook", tdapi, read},
	{"hook.port", "setWebhook", "url", 0, "", 400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443", tdapi, read},
	{"hook.secret", "setWebhook", "secret_token", 256, "characters A-Z a-z 0-9 _ -", 400, "Bad Request: secret token contains unallowed characters or is too long", api + ", text unsure", read},

	{"pace.chat", "sends and edits", "chat_id", 1, "a second in a private chat", 429, "Too Many Requests: retry after %s", faq, read},
	{"pace.group", "sends and edits", "chat_id", 20, "a minute in a group", 429, "Too Many Requests: retry after %s", faq, read},
	{"pace.all", "sends and edits", "", 30, "a second over all", 429, "Too Many Requests: retry after %s", faq, read},
}

// Rules is what the fake refuses as Telegram does.
func Rules() []Rule { return slices.Clone(rules) }

// rule is the one of this name.
func rule(id string) Rule {
	for _, r := range rules {
		if r.ID == id {
			return r
		}
	}
	panic("telegramtest: there is no rule " + id)
}

// refusal is an answer that is no success.
type refusal struct {
	rule    string // empty where only the fake refuses
	code    int
	text    string
	retry   int
	migrate int64
}

func (r *refusal) Error() string { return r.text }

// breaks refuses by a rule; what fills the %s of its text.
func breaks(id string, what ...any) *refusal {
	r := rule(id)
	if len(what) > 0 {
		r.Text = fmt.Sprintf(r.Text, what...)
	}
	return &refusal{rule: id, code: r.Code, text: r.Text}
}

// unused refuses what Telegram might take and nothing here should send.
func unused(format string, args ...any) *refusal {
	return &refusal{code: http.StatusBadRequest, text: "Bad Request: fake: " + fmt.Sprintf(format, args...)}
}
