package discordtest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// The forms of what a bot sends, field by field.
var (
	media = map[string]shape{"url": text(""), "proxy_url": text(""), "width": whole(0, 0), "height": whole(0, 0)}

	embedForm = dict(map[string]shape{
		"title": text("embed title"), "type": text(""), "description": text("embed description"), "url": text(""), "timestamp": text(""),
		"color": whole(0, 0xffffff), "footer": dict(map[string]shape{"text!": text("embed footer"), "icon_url": text(""), "proxy_icon_url": text("")}),
		"image": dict(media), "thumbnail": dict(media), "video": dict(media), "provider": dict(map[string]shape{"name": text(""), "url": text("")}),
		"author": dict(map[string]shape{"name!": text("embed author"), "url": text(""), "icon_url": text(""), "proxy_icon_url": text("")}),
		"fields": listOf("embed fields", dict(map[string]shape{"name!": text("embed field name"), "value!": text("embed field value"), "inline": truth})),
	})

	mentionForm = dict(map[string]shape{
		"parse": listOf("", text("")), "roles": listOf("mention ids", snowflake), "users": listOf("mention ids", snowflake), "replied_user": truth,
	})

	emojiForm = dict(map[string]shape{"id": snowflake, "name": text(""), "animated": truth})

	buttonForm = dict(map[string]shape{
		"type!": oneOf(2), "id": whole(0, 0), "style!": oneOf(1, 2, 3, 4, 5, 6), "label": text("label"), "emoji": emojiForm,
		"custom_id": text("custom id"), "url": text("url"), "sku_id": snowflake, "disabled": truth,
	})

	selectForm = dict(map[string]shape{
		"type!": oneOf(3, 5, 6, 7, 8), "id": whole(0, 0), "custom_id!": text("custom id"), "placeholder": text("select placeholder"),
		"min_values": whole(0, 25), "max_values": whole(1, 25), "disabled": truth, "channel_types": listOf("", whole(0, 0)), "default_values": anything,
		"options": listOf("select options", dict(map[string]shape{
			"label!": text("select label"), "value!": text("select value"), "description": text("select description"), "emoji": emojiForm, "default": truth,
		})),
	})

	inputForm = dict(map[string]shape{
		"type!": oneOf(4), "id": whole(0, 0), "custom_id!": text("custom id"), "style!": oneOf(1, 2), "label!": text("input label"),
		"min_length": whole(0, 4000), "max_length": whole(1, 4000), "required": truth, "value": text("input value"), "placeholder": text("input placeholder"),
	})

	attachmentForm = dict(map[string]shape{
		"id!": snowflake, "filename": text(""), "description": text(""), "url": text(""), "proxy_url": text(""), "content_type": text(""),
		"size": whole(0, 0), "width": whole(0, 0), "height": whole(0, 0), "ephemeral": truth, "duration_secs": number, "waveform": text(""), "flags": whole(0, 0),
	})

	referenceForm = dict(map[string]shape{
		"type": oneOf(0), "message_id!": snowflake, "channel_id": snowflake, "guild_id": snowflake, "fail_if_not_exists": truth,
	})

	// webhookFields is what a follow-up has; every other message has more.
	webhookFields = map[string]shape{
		"content": text("content"), "tts": truth, "embeds": listOf("embeds", embedForm), "allowed_mentions": mentionForm,
		"components": listOf("rows", rowForm), "attachments": listOf("files", attachmentForm), "flags": whole(0, 0),
	}
	webhookForm   = dict(webhookFields)
	messageFields = with(webhookFields, map[string]shape{
		"nonce": nonceForm, "enforce_nonce": truth, "message_reference": referenceForm, "sticker_ids": listOf("", snowflake),
	})
	messageForm = dict(messageFields)
	// A well-known client sends these two names with every edit; Discord passes over them.
	editForm = dict(with(webhookFields, map[string]shape{"ID": anything, "Channel": anything}))

	// Modals and choices share their envelope with messages, whose empty fields may come along.
	envelope  = map[string]shape{"tts": truth, "content": text("content"), "embeds": listOf("embeds", embedForm), "flags": whole(0, 0), "components": listOf("rows", rowForm)}
	modalForm = dict(with(envelope, map[string]shape{
		"title!": text("modal title"), "custom_id!": text("modal id"), "components!": listOf("modal rows", modalRow),
	}))
	choicesForm = dict(with(envelope, map[string]shape{
		"choices!": listOf("choices", dict(map[string]shape{"name!": text("choice name"), "name_localizations": localesForm(text("choice name")), "value!": anything})),
	}))
	deferForm = dict(envelope)

	threadFields = map[string]shape{
		"name!": text("thread name"), "auto_archive_duration": oneOf(60, 1440, 4320, 10080), "rate_limit_per_user": whole(0, 21600), "type": oneOf(10, 11, 12),
		"invitable": truth,
	}
	threadForm = dict(threadFields)
	postForm   = dict(with(threadFields, map[string]shape{"applied_tags": listOf("tags", snowflake), "message!": messageForm}))
)

func nonceForm(p *problems, path string, v any) {
	if n, ok := v.(json.Number); ok {
		v = n.String()
	}
	text("nonce")(p, path, v)
}

// rowForm is an action row of a message: up to five buttons, or one select.
func rowForm(p *problems, path string, v any) {
	o, _ := v.(object)
	if n, _ := o["type"].(json.Number); n.String() != "1" {
		p.fake("%s: only action rows (type 1) are known here", path)
		return
	}
	dict(map[string]shape{"type!": oneOf(1), "id": whole(0, 0), "components!": listOf("buttons", func(p *problems, path string, v any) {
		part, _ := v.(object)
		if num(part, "type") == 2 {
			checkButton(p, path, v)
		} else {
			checkSelect(p, path, v)
		}
	})})(p, path, v)
	for _, c := range arr(o, "components") {
		if part, _ := c.(object); num(part, "type") != 2 && len(arr(o, "components")) > 1 {
			p.fake("%s: a select stands alone in its row", path)
		}
	}
}

func checkButton(p *problems, path string, v any) {
	buttonForm(p, path, v)
	b, _ := v.(object)
	link, id, address := num(b, "style") == 5, has(b, "custom_id"), str(b, "url")
	switch {
	case num(b, "style") == 6:
		p.fake("%s: premium buttons are not known here", path)
	case link && id, !link && address != "":
		p.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
	case link && address == "":
		p.add(under(path, "url"), "BUTTON_COMPONENT_URL_REQUIRED", "A url is required")
	case !link && !id:
		p.add(under(path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required")
	}
	if str(b, "label") == "" && !has(b, "emoji") {
		p.fake("%s: a button has a label or an emoji", path)
	}
	if link && address != "" {
		checkURL(p, under(path, "url"), address)
	}
}

func checkURL(p *problems, path, address string) {
	u, err := url.Parse(address)
	switch {
	case err != nil || strings.ContainsAny(address, " \n\t"):
		p.broken(path, "well formed")
	case !slices.Contains([]string{"http", "https", "discord"}, u.Scheme):
		p.broken(path, "scheme", u.Scheme)
	case u.Scheme != "discord" && !strings.Contains(u.Hostname(), "."):
		p.broken(path, "well formed")
	}
}

func checkSelect(p *problems, path string, v any) {
	selectForm(p, path, v)
	o, _ := v.(object)
	options := arr(o, "options")
	if num(o, "type") == 3 && len(options) == 0 {
		p.broken(under(path, "options"), "required")
	}
	most, least := 1, 1
	if has(o, "max_values") {
		most = num(o, "max_values")
	}
	if has(o, "min_values") {
		least = num(o, "min_values")
	}
	if least > most || num(o, "type") == 3 && most > len(options) {
		p.fake("%s: min_values %d, max_values %d and %d options do not go together", path, least, most, len(options))
	}
	seen := map[string]bool{}
	for i, e := range options {
		option, _ := e.(object)
		if seen[str(option, "value")] {
			p.broken(under(path, "options."+strconv.Itoa(i)+".value"), "duplicate value")
		}
		seen[str(option, "value")] = true
	}
}

// modalRow is an action row of a modal, which has one text input.
func modalRow(p *problems, path string, v any) {
	dict(map[string]shape{"type!": oneOf(1), "id": whole(0, 0), "components!": listOf("", inputForm)})(p, path, v)
	if o, _ := v.(object); len(arr(o, "components")) != 1 {
		p.fake("%s: a modal's row has one text input", path)
	}
}

// checkMessage holds a message, whose form is right, to what its fields have to do with each other.
func checkMessage(o object) *refusal {
	var p problems
	size := 0
	for _, e := range arr(o, "embeds") {
		embed, _ := e.(object)
		size += length(str(embed, "title")) + length(str(embed, "description")) + length(str(sub(embed, "footer"), "text")) + length(str(sub(embed, "author"), "name"))
		for _, f := range arr(embed, "fields") {
			field, _ := f.(object)
			size += length(str(field, "name")) + length(str(field, "value"))
		}
	}
	p.sized("embeds", "embed size", size)
	uniqueIDs(&p, "components", arr(o, "components"))
	checkMentions(&p, sub(o, "allowed_mentions"))
	if flags := num(o, "flags"); flags&^(1<<2|1<<6|1<<12) != 0 {
		p.fake("flags %d has bits that a bot cannot set, or that are not known here", flags)
	}
	if str(o, "nonce") == "" && yes(o, "enforce_nonce") && !has(o, "nonce") {
		p.fake("enforce_nonce without a nonce")
	}
	if len(arr(o, "sticker_ids")) > 0 {
		p.fake("sticker_ids are not known here")
	}
	return p.refusal()
}

func uniqueIDs(p *problems, path string, rows []any) {
	seen := map[string]bool{}
	for i, r := range rows {
		row, _ := r.(object)
		for j, c := range arr(row, "components") {
			part, _ := c.(object)
			if id := str(part, "custom_id"); id != "" {
				if seen[id] {
					p.broken(fmt.Sprintf("%s.%d.components.%d.custom_id", path, i, j), "duplicate id")
				}
				seen[id] = true
			}
		}
	}
}

func checkMentions(p *problems, m object) {
	for i, v := range arr(m, "parse") {
		kind, _ := v.(string)
		if !slices.Contains([]string{"roles", "users", "everyone"}, kind) {
			p.broken("allowed_mentions.parse."+strconv.Itoa(i), "choice", "'roles', 'users', 'everyone'")
		}
		if len(arr(m, kind)) > 0 {
			p.broken("allowed_mentions", "exclusive mentions", kind)
		}
	}
}

// localesForm is a name or description in several languages.
func localesForm(each shape) shape {
	return func(p *problems, path string, v any) {
		o, ok := v.(object)
		if !ok {
			p.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
			return
		}
		for locale, value := range o {
			if !slices.Contains(locales, locale) {
				p.broken(path, "enum", locale)
			}
			if value != nil {
				each(p, under(path, locale), value)
			}
		}
	}
}
