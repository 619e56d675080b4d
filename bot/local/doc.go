// Package local is the chat that is built in: an adapter whose platform is this process. It keeps what is shown in the store,
// serves one page for people and a small HTTP surface for everything else, and calls nothing outside. It never decides who
// somebody is: whoever reaches it can speak as anybody, so it belongs on a loopback address, in a demonstration or where
// an operator has switched it on.
//
// # The surface
//
// All addresses are below the one where the chat is mounted. Requests must name a loopback host, or one the operator
// listens on; those that change something must not come from another site. A body is JSON unless another type is said;
// a refusal is a 4xx answer {"error": "a sentence that says what to do"}. Whoever acts is named by "as", the account's id.
//
//	GET  /                  the page
//	GET  /api/              this text
//	GET  /api/people        {"title", "open", "limits": {"text", "file"}, "people": [{"user", "name", "about", "lang", "last", "place"}]}
//	POST /api/people        {"name", "lang"} makes up somebody, where open is true: {"user"}
//	GET  /api/words?lang=   the page's own words: {"lang", "dir", "words": {key: text}}
//
//	POST /api/say           {"as", "text", "forwarded", "in"} types a text, or passes on somebody else's
//	POST /api/press         {"as", "message", "data", "in"} presses a button of a message
//	POST /api/file          multipart form: as, file, and text for a caption
//	POST /api/sticker       {"as"} sends something without words
//	POST /api/block         {"as", "blocked"} blocks the bot, or lets it write again
//	POST /api/remove        {"as", "message"} takes a message out of one's chat, as if it had never been there
//
//	GET  /api/read?as=&after=            what stands in the chat, below
//	GET  /api/events?as=&after=          the same as an event stream, for as long as it is open
//	GET  /api/files/{message}/{n}?as=    a file of a message, counted from 0
//
// Where place is true, "user" is a channel that everybody reads: it is read as an account is, and said to be where something was done
// by "in". What the bot answers to that goes into the private chat of "as".
//
// A POST answers {"message": id} once what was done is stored; the bot hears of it right after, even where the process ends
// first. For example:
//
//	curl -d '{"as": "amina", "text": "/start"}' -H 'Content-Type: application/json' http://127.0.0.1:8080/api/say
//	curl -F as=lead -F file=@brief.md http://127.0.0.1:8080/api/file
//	curl 'http://127.0.0.1:8080/api/read?as=amina'
//
// # Reading
//
// /api/read answers {"at", "reset", "messages", "state"}. at is where the chat stands now: given back as after, it brings
// only what has changed since, and reset tells that everything known from before is to be forgotten (the account was
// erased, or after was empty). state is {"name", "lang", "dir", "menu", "blocked"}, left out where nothing of it changed. A
// message is
//
//	{"id", "mine", "at", "lang", "dir", "text", "html", "copy", "buttons", "files", "media", "toast", "forwarded", "sticker", "deleted"}
//
// with empty fields left out. text is the words alone, html the same with their markup, safe to show. mine marks what the
// account itself sent. buttons are rows of {"label", "data"} or {"label", "url"}. The same id again replaces the message
// where it stands; deleted takes it away. A message with nothing but a toast is an answer to be shown for a moment.
//
// /api/events sends the events "message" (one message), "state", "reset" (without content), and "stir" ({"user", "last"}:
// somebody else's chat has changed). Each but the last has an id; a stream that is opened again with it as Last-Event-ID,
// or as after, goes on from there.
//
// # What is kept
//
// For each account the last 300 messages, sealed, with ids that never come again, until Forget erases them: all of
// them, shown and typed, whatever the member decided about other platforms, since this store is our own. What is still
// said to somebody after they were erased stands in memory alone.
package local
