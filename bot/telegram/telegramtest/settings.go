package telegramtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Command is one of the bot's, as its menu shows it.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// settings are what the bot's page and menu show, by scope and language.
type settings struct {
	commands map[string][]Command
	words    map[string]string
	buttons  map[int64]json.RawMessage
}

func newSettings() settings {
	return settings{map[string][]Command{}, map[string]string{}, map[int64]json.RawMessage{}}
}

var (
	commandName = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)
	twoLetters  = regexp.MustCompile(`^([a-z]{2})?$`)
)

// where is the scope and language of a call as one key.
func (s *Server) where(c *call) (string, *refusal) {
	if !twoLetters.MatchString(c.params["language_code"]) {
		return "", breaks("language")
	}
	scope := struct {
		Type string `json:"type"`
		Chat int64  `json:"chat_id"`
		User int64  `json:"user_id"`
	}{Type: "default"}
	if text := c.params["scope"]; text != "" {
		if refused := strict("scope", text, &scope); refused != nil {
			return "", refused
		}
	}
	switch scope.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
	case "chat", "chat_administrators", "chat_member":
		if s.chats[scope.Chat] == nil {
			return "", breaks("chat.missing")
		}
		scope.Type = fmt.Sprintf("%s %d %d", scope.Type, scope.Chat, scope.User)
	default:
		return "", breaks("scope")
	}
	return scope.Type + "/" + c.params["language_code"], nil
}

func (s *Server) setCommands(c *call) (any, *refusal) {
	var all []Command
	if refused := strict("commands", c.params["commands"], &all); refused != nil {
		return nil, refused
	}
	if len(all) > rule("commands.many").Limit {
		return nil, breaks("commands.many")
	}
	for i, k := range all {
		k.Command = strings.TrimPrefix(k.Command, "/")
		all[i] = k
		switch n := utf8.RuneCountInString(k.Description); {
		case !commandName.MatchString(k.Command):
			return nil, breaks("command.name")
		case n < 1 || n > rule("command.about").Limit:
			return nil, breaks("command.about")
		}
	}
	key, refused := s.where(c)
	if refused != nil {
		return nil, refused
	}
	s.settings.commands[key] = all
	return true, nil
}

func (s *Server) getCommands(c *call) (any, *refusal) {
	key, refused := s.where(c)
	if refused != nil {
		return nil, refused
	}
	return append([]Command{}, s.settings.commands[key]...), nil
}

func (s *Server) deleteCommands(c *call) (any, *refusal) {
	key, refused := s.where(c)
	if refused != nil {
		return nil, refused
	}
	delete(s.settings.commands, key)
	return true, nil
}

// Commands are those of a scope ("default", "all_private_chats" …) and a language, "" for those of no language.
func (s *Server) Commands(scope, lang string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.settings.commands[scope+"/"+lang])
}

// words sets one of the texts of the bot's page.
func words(field, limit string) func(s *Server, c *call) (any, *refusal) {
	return func(s *Server, c *call) (any, *refusal) {
		if !twoLetters.MatchString(c.params["language_code"]) {
			return nil, breaks("language")
		}
		if utf8.RuneCountInString(c.params[field]) > rule(limit).Limit {
			return nil, breaks(limit)
		}
		s.settings.words[field+"/"+c.params["language_code"]] = c.params[field]
		return true, nil
	}
}

// About is a text of the bot's page: of "name", "description" or "short_description", in a language or "".
func (s *Server) About(field, lang string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings.words[field+"/"+lang]
}

func (s *Server) setMenuButton(c *call) (any, *refusal) {
	var b struct {
		Type   string                `json:"type"`
		Text   string                `json:"text"`
		WebApp *struct{ URL string } `json:"web_app"`
	}
	if text := c.params["menu_button"]; text != "" {
		if refused := strict("menu_button", text, &b); refused != nil {
			return nil, refused
		}
		if !contains([]string{"commands", "default", "web_app"}, b.Type) {
			return nil, unused("the menu button %q", b.Type)
		}
	}
	var id int64
	if c.params["chat_id"] != "" {
		at, refused := s.chat(c)
		if refused != nil {
			return nil, refused
		}
		id = at.id
	}
	s.settings.buttons[id] = json.RawMessage(c.params["menu_button"])
	return true, nil
}
