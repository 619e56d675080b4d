package main

import (
	"net/url"
	"path/filepath"
	"slices"
)

// validateTogether judges what no section can judge by itself.
func (c Config) validateTogether(f *Findings) {
	if c.Telegram.Mode == webhook {
		c.validateWebhook(f)
	}
	if c.Storage.Path != "" && c.Keys.File != "" {
		switch {
		case samePath(c.Storage.Path, c.Keys.File):
			f.Between([]string{"keys.file", "storage.path"}, "%q is also storage.path: the key needs a file of its own", c.Keys.File)
		case samePath(filepath.Dir(c.Storage.Path), filepath.Dir(c.Keys.File)):
			f.Advise("keys.file", "stands in the folder of storage.path: whoever copies that folder has both the data and the key to them; keep them apart")
		}
	}
	c.validateErasures(f)
	if _, err := c.Sources.checker(c.Network.Contact); err != nil && c.Sources.Check && c.Sources.Contact == "" {
		f.Between([]string{"sources.check", "network.contact"}, "%q is neither a web nor a mail address, and the sites that are looked at need one to write to: set sources.contact", c.Network.Contact)
	}
	if c.Local.Enabled {
		switch {
		case c.Web.PublicURL != "" && c.Web.reachable():
			f.Between([]string{"local.enabled", "web.public_url"}, "the built-in chat lets whoever opens it speak as anybody, and web.public_url opens it to everybody: switch one of them off")
		case !c.Web.listensToMachineOnly():
			f.Advise("local.enabled", "the built-in chat lets whoever opens it speak as anybody, and web.listen lets other machines reach it: listen on 127.0.0.1")
		}
	}
	if c.Telegram.Token == "" && c.Discord.Token == "" && !c.Local.Enabled {
		f.Advise("", "no platform has a token: only the built-in chat will start, for this machine; set telegram.token or discord.token to reach members")
	}
}

// validateErasures judges where the list of erasures stands.
func (c Config) validateErasures(f *Findings) {
	list := c.Storage.Erasures
	switch {
	case list == "" || c.Storage.Path == "":
	case samePath(list, c.Storage.Path):
		f.Between([]string{"storage.erasures", "storage.path"}, "%q is also storage.path: the list needs a file of its own", list)
	case samePath(list, c.Keys.File):
		f.Between([]string{"storage.erasures", "keys.file"}, "%q is also keys.file: the list needs a file of its own", list)
	case samePath(filepath.Dir(list), filepath.Dir(c.Storage.Path)):
		f.Advise("storage.erasures", "stands in the folder of storage.path: whoever loses that folder loses both, and restores people who had left; keep them apart")
	}
}

// validateWebhook judges whether Telegram can reach web.public_url. A Bot API server of one's own takes any address.
func (c Config) validateWebhook(f *Findings) {
	keys := []string{"telegram.mode", "web.public_url"}
	u, err := url.Parse(c.Web.PublicURL)
	switch {
	case c.Web.PublicURL == "":
		f.Between(keys, "webhook needs web.public_url: set it to the address at which Telegram reaches this service, or use polling")
	case err != nil || c.Telegram.API != telegramAPI:
	case u.Scheme != "https":
		f.Between(keys, "webhook needs a web.public_url that begins with https: Telegram calls no other")
	case !slices.Contains(telegramPorts, u.Port()):
		f.Between(keys, "webhook needs a web.public_url on port 443, 80, 88 or 8443: Telegram calls no other")
	case !c.Web.reachable():
		f.Between(keys, "webhook needs a web.public_url that Telegram can reach, and %s is a private address: use polling", c.Web.PublicURL)
	}
}
