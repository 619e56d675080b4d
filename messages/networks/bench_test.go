package networks

import (
	"strings"
	"testing"
)

func BenchmarkCount(b *testing.B) {
	for name, text := range map[string]string{
		"latin":  strings.Repeat("Twenty-two characters. ", 12),
		"arabic": strings.Repeat(arabic+" ", 20) + address,
		"cjk":    strings.Repeat(cjk, 22) + address,
		"emoji":  strings.Repeat(family+" "+flag+" ", 30),
		"links":  strings.Repeat(address+" ", 10),
	} {
		for _, key := range []string{"x", "bluesky", "mastodon", "threads"} {
			n := network(b, key)
			b.Run(key+"/"+name, func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := n.Count(text); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkCompose(b *testing.B) {
	p := parts(strings.Repeat("A fact. ", 10))
	n := network(b, "x")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := n.Compose(p); err != nil {
			b.Fatal(err)
		}
	}
}
