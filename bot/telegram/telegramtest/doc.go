// Package telegramtest is a Telegram Bot API server in memory, as strict as the real one, with the people who talk to a bot
// through it. It knows Telegram's documentation and nothing of our adapter: it speaks HTTP, forms and JSON only.
//
// What it refuses as Telegram does is one table, Rules. What it refuses because no such thing is used here, or because the
// real server would take it silently for something else, begins with "Bad Request: fake:".
//
// It works inside a testing/synctest bubble: Server.Client reaches it over net.Pipe, whatever the host, and all time is
// time.Now. Everything ends with t.Cleanup.
package telegramtest
