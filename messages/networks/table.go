package networks

// table is the one place where a network's numbers and addresses stand. All were checked in November 2026 against the
// networks' published documentation, which is named, or, where a comment says so, against what is generally reported.
var table = []Network{
	{
		// docs.x.com/fundamentals/counting-characters and twitter-text's config/v3.json: 280 weighted.
		// docs.x.com/x-for-websites/post-button/guides/web-intent: the composer's address. twitter-text,
		// hasInvalidCharacters: what it refuses.
		Key: "x", Name: "X",
		Unit: Weighted, Limit: 280, Refuses: "\uFEFF\uFFFE\uFFFF",
		Hashtags: true,
		Composer: Composer{Address: "https://x.com/intent/tweet", Text: "text", URL: "url", Hashtags: "hashtags"},
	},
	{
		// The lexicon app.bsky.feed.post: maxGraphemes 300, maxLength 3000 (bytes).
		// docs.bsky.app/docs/advanced-guides/intent-links: the composer's address.
		Key: "bluesky", Name: "Bluesky",
		Unit: Graphemes, Limit: 300, ByteLimit: 3000,
		Hashtags: true,
		Composer: Composer{Address: "https://bsky.app/intent/compose", Text: "text"},
	},
	{
		// docs.joinmastodon.org/user/posting: 500 by default (an instance may allow more), a link is 23, of a mention
		// only the name counts; Mastodon's StatusLengthValidator: grapheme clusters.
		Key: "mastodon", Name: "Mastodon",
		Unit: Mastodon, Limit: 500,
		Hashtags: true, Instance: true,
		Composer: Composer{Address: "https://{instance}/share", Text: "text"},
	},
	{
		// developers.facebook.com/docs/threads: 500 characters of which an emoji counts its UTF-8 bytes, so all is
		// counted in bytes to be safe; since 22 December 2025 at most 5 different links; and under
		// threads-web-intents: the composer's address.
		Key: "threads", Name: "Threads",
		Unit: Bytes, Limit: 500, LinkLimit: 5,
		Hashtags: true,
		Composer: Composer{Address: "https://www.threads.com/intent/post", Text: "text", URL: "url"},
	},
	{
		// Generally reported, 3000 characters, without saying which; UTF-16 units to be safe. The composer takes the
		// address only.
		Key: "linkedin", Name: "LinkedIn",
		Unit: Characters, Limit: 3000,
		Hashtags: true,
		Composer: Composer{Address: "https://www.linkedin.com/sharing/share-offsite/", URL: "url"},
	},
	{
		// Facebook's announcement of 30 November 2011, generally reported: 63 206 characters; UTF-16 units to be safe.
		// developers.facebook.com/docs/plugins/share-button: the composer takes the address only.
		Key: "facebook", Name: "Facebook",
		Unit: Characters, Limit: 63206,
		Hashtags: true,
		Composer: Composer{Address: "https://www.facebook.com/sharer/sharer.php", URL: "u"},
	},
	{
		// faq.whatsapp.com/5913398998672934 (click to chat): the composer's address. No limit for a person's message
		// is documented.
		Key: "whatsapp", Name: "WhatsApp",
		Unit:     Characters,
		Composer: Composer{Address: "https://wa.me/", Text: "text"},
	},
	{
		// core.telegram.org/bots/api#sendmessage: 4096 characters, UTF-16 units. core.telegram.org/widgets/share: the
		// composer's address; the apps put the link on the first line and the text under it.
		Key: "telegram", Name: "Telegram",
		Unit: Characters, Limit: 4096,
		Layout: LinkFirst, Hashtags: true,
		Composer: Composer{Address: "https://t.me/share/url", Text: "text", URL: "url"},
	},
	{
		// reddit.com/dev/api, submit: a title of up to 300 characters, and the composer's names.
		Key: "reddit", Name: "Reddit",
		Unit: Characters, Limit: 300,
		Layout:   Headline,
		Composer: Composer{Address: "https://www.reddit.com/submit", URL: "url", Title: "title"},
	},
	{
		// RFC 6068: mailto, line breaks as %0D%0A. 2000 characters of address is our own bound: reports of what browsers
		// hand to a mail program begin at 2008.
		Key: "email", Name: "E-mail",
		Unit: Address, Limit: 2000,
		Composer: Composer{Address: "mailto:", Text: "body", Title: "subject"},
	},
	{
		// developers.tiktok.com/doc/content-posting-api-reference-direct-post: 2200 in UTF-16.
		Key: "tiktok", Name: "TikTok",
		Unit: Characters, Limit: 2200,
		Hashtags: true,
	},
	{
		// developers.facebook.com, Instagram platform, IG User Media, caption: 2200 characters.
		Key: "instagram", Name: "Instagram",
		Unit: Characters, Limit: 2200,
		Hashtags: true,
	},
	{
		// developers.google.com/youtube/v3/docs/videos, snippet.description: 5000 bytes, without < and >.
		Key: "youtube", Name: "YouTube",
		Unit: Bytes, Limit: 5000, Refuses: "<>",
		Hashtags: true,
	},
}
