package web

import (
	"net/http"
	"slices"
	"strings"
)

// robot is something other than a person that follows links, known by a piece of its User-Agent in lower case.
type robot struct{ Who, Mark string }

// robots was drawn up in November 2026 from what the robots' owners publish and from the public lists of
// monperrus/crawler-user-agents and isbot 5.1. A mark names the robot and not the app beside it: readers in a network's
// own browser (Telegram-Android, FBAN, Instagram, a network's name alone) are readers, not a preview.
var robots = []robot{
	// Previews in networks and messengers.
	{"Telegram's preview", "telegrambot"},
	{"Discord's preview", "discordbot"},
	{"WhatsApp's and Signal's preview", "whatsapp/"},
	{"Slack's preview", "slackbot"},
	{"Slack's picture preview", "slack-imgproxy"},
	{"X's preview", "twitterbot"},
	{"Facebook's, Instagram's and Threads's preview", "facebookexternalhit"},
	{"Facebook's preview in Messages", "facebot"},
	{"Facebook's catalogue", "facebookcatalog"},
	{"Meta's crawlers", "meta-external"},
	{"LinkedIn's preview", "linkedinbot"},
	{"Mastodon's preview", "mastodon/"},
	{"Pleroma's preview", "pleroma"},
	{"Akkoma's preview", "akkoma"},
	{"Misskey's preview", "misskey"},
	{"Lemmy's preview", "lemmy/"},
	{"Bluesky's card service", "cardyb"},
	{"Reddit's preview", "redditbot"},
	{"Pinterest's preview", "pinterestbot"},
	{"Snapchat's preview", "snap url preview"},
	{"VK's preview", "vkshare"},
	{"LINE's preview", "line-poker"},
	{"Viber's preview", "viberbot"},
	{"Skype's and Teams's preview", "skypeuripreview"},
	{"Matrix's preview", "synapse"},
	{"TikTok's crawlers", "tiktokspider"},
	{"TikTok's crawlers", "bytespider"},
	{"a preview service", "embedly"},
	{"a preview service", "iframely"},
	{"a preview service", "metainspector"},
	// Search engines and archives.
	{"Google", "googlebot"},
	{"Google", "google-"}, // Google-InspectionTool, Google-Read-Aloud, Google-PageRenderer, …
	{"Google", "-google"}, // Mediapartners-Google, FeedFetcher-Google, AdsBot-Google, APIs-Google
	{"Google", "googleother"},
	{"Google", "lighthouse"},
	{"Bing", "bingbot"},
	{"Bing's preview", "bingpreview"},
	{"Bing's preview", "microsoftpreview"},
	{"Bing's advertisements", "adidxbot"},
	{"Apple", "applebot"},
	{"DuckDuckGo", "duckduckbot"},
	{"DuckDuckGo", "duckassistbot"},
	{"Yandex", "yandexbot"},
	{"Yandex", "yandex.com/bots"},
	{"Baidu", "baiduspider"},
	{"Yahoo", "slurp"},
	{"Qwant", "qwantify"},
	{"the Internet Archive", "archive.org"},
	{"the Internet Archive", "ia_archiver"},
	{"OpenAI", "chatgpt-user"},
	{"Perplexity", "perplexity-user"},
	{"Anthropic", "claude-user"},
	// Browsers that nobody looks at.
	{"a browser without a window", "headlesschrome"},
	{"a browser without a window", "phantomjs"},
	{"a browser without a window", "prerender"},
	// What robots call themselves.
	{"any crawler", "crawl"},
	{"any spider", "spider"},
	{"any scraper", "scrape"},
	{"any preview", "preview"},
	{"any validator", "validator"},
	{"any monitor", "monitor"},
}

// browsers are what the User-Agent of everything that people read with begins with; the last two are Opera Mini and UC
// Browser on small telephones. Programs (curl, Go, Python, …) and empty ones begin otherwise.
var browsers = []string{"mozilla/", "opera/", "ucweb/"}

// phones are names of telephones that look like robots' names.
var phones = []string{"cubot"}

// aheads are the headers and values by which browsers fetch what nobody has asked to see yet. A page that was fetched ahead
// and is then looked at is not fetched again, so such readers are missing from the count rather than counted twice.
var aheads = []struct{ Header, Value string }{
	{"Sec-Purpose", "prefetch"}, {"Sec-Purpose", "prerender"},
	{"Purpose", "prefetch"}, {"Purpose", "preview"},
	{"X-Purpose", "prefetch"}, {"X-Purpose", "preview"},
	{"X-Moz", "prefetch"},
}

// reader tells whether a person is about to read what the request asks for: not a HEAD, not a page fetched ahead or as a
// part of another one, not a robot. Who hides as a browser is taken for one.
func reader(r *http.Request) bool {
	if r.Method != http.MethodGet {
		return false
	}
	for _, a := range aheads {
		if strings.Contains(strings.ToLower(r.Header.Get(a.Header)), a.Value) {
			return false
		}
	}
	// Sent by all browsers since 2023 (fetch.spec.whatwg.org, Sec-Fetch-Dest): a picture, a frame or a script is no reader.
	if dest := r.Header.Get("Sec-Fetch-Dest"); dest != "" && dest != "document" {
		return false
	}
	return !isRobot(r.UserAgent())
}

// isRobot tells whether a User-Agent is a robot's.
func isRobot(agent string) bool {
	agent = strings.ToLower(agent)
	for _, p := range phones {
		agent = strings.ReplaceAll(agent, p, "")
	}
	begins := func(b string) bool { return strings.HasPrefix(agent, b) }
	if !slices.ContainsFunc(browsers, begins) || namedBot(agent) {
		return true
	}
	for _, r := range robots {
		if strings.Contains(agent, r.Mark) {
			return true
		}
	}
	return false
}

// namedBot finds a name that ends in bot or bots: "SomeBot/1.0", "other-bot;".
func namedBot(agent string) bool {
	for {
		_, rest, found := strings.Cut(agent, "bot")
		if !found {
			return false
		}
		end := strings.TrimPrefix(rest, "s")
		if end == "" || end[0] < 'a' || end[0] > 'z' {
			return true
		}
		agent = rest
	}
}
