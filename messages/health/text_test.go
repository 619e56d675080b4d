package health

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func TestText(t *testing.T) {
	for name, tt := range map[string]struct{ source, text string }{
		"white space is one space":               {"<p> a\n\t b&nbsp;\u2003c </p>", "a b c"},
		"blocks are apart":                       {"<h1>a</h1><p>b<br>c<div>d", "a b c d"},
		"a word goes on in the middle of a tag":  {"<p>ty<b>po</b>gr<a href=x>aphy</a><wbr>!", "typography!"},
		"scripts and styles are left out":        {"<head><title>t</title><style>s</style></head><body>a<script>b</script><noscript>c</noscript>d", "a d"},
		"what stands around is left out":         {"<header>a</header><nav>b</nav><main>c</main><aside>d</aside><footer>e</footer>", "c"},
		"forms are left out":                     {"<p>a long text</p><form><label>b</label><input value=c><button>d</button></form>", "a long text"},
		"but for one around the page":            {"<form><p>a long text</p><select><option>x</select><button>d</button></form>", "a long text"},
		"hidden parts are left out":              {"<p hidden>a</p><p style='x:y; DISPLAY : none'>b</p><p style=visibility:hidden>c</p><dialog>d</dialog>e<template>f</template>", "e"},
		"parts that open are not hidden":         {"<details><summary>a</summary>b</details><dialog open>c</dialog><p hidden=until-found>d", "a b c d"},
		"comments are left out":                  {"a<!-- b -->c<?php d ?>e", "ace"},
		"a letter is written in one way":         {"e\u0301", "é"},
		"controls are left out":                  {"a\x00b\x01c\u0085d", "abc d"},
		"a page that is too deep is read flatly": {strings.Repeat("<div>", 600) + "a<b>b</b><script>c<b></script>d<style>e</style>", "a b d"},
		"nothing":                                {"", ""},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			if d := extract(tt.source); d.text != tt.text {
				t.Errorf("%q, expected %q", d.text, tt.text)
			}
		})
	}
}

func TestCharsets(t *testing.T) {
	encode := func(s string) map[string]string {
		latin, _ := charmap.Windows1252.NewEncoder().String(s)
		utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(s)
		return map[string]string{"latin": latin, "utf-16": utf16, "utf-8": s}
	}
	const s = "“déjà” vu"
	late := strings.Repeat("<!-- x -->", 200)
	for name, tt := range map[string]struct{ kind, body string }{
		"declared":                      {"text/html; charset=windows-1252", encode(s)["latin"]},
		"declared in the page":          {"text/html", "<meta charset=windows-1252>" + encode(s)["latin"]},
		"not declared":                  {"text/html", s},
		"not declared, and late":        {"text/html", late + s},
		"not declared, and not UTF-8":   {"text/html", encode(s)["latin"]},
		"unknown":                       {"text/html; charset=klingon", s},
		"a mark at the beginning":       {"text/html", encode(s)["utf-16"]},
		"a mark that belies its header": {"text/html; charset=windows-1252", "\uFEFF" + s},
		"plain":                         {"text/plain; charset=iso-8859-1", encode(s)["latin"]},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			if d, ok := read([]byte(tt.body), http.Header{"Content-Type": {tt.kind}}); !ok || d.text != s {
				t.Errorf("%q, text: %t", d.text, ok)
			}
		})
	}
}
