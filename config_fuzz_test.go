package main

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
)

// FuzzConfig holds that whatever the file and the environment say, the answer is a configuration that Validate has nothing
// against, or sentences that each have a place; nothing in between, and no panic.
func FuzzConfig(f *testing.F) {
	reference, err := os.ReadFile("config.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(reference), "en,fr", "polling")
	f.Add("network:\n  name: x\nnetwork:\n", "", "webhook")
	f.Add("web: {listen: [::1]:80}\n---\n", "ar", "")
	f.Add("a: &x [*x]\n? [b]\n: *x\n<<: *x", "de, de", "\x00")
	f.Add("telegram:\n  token: 'a\n", "", "")
	f.Add("\xff\xfe", "", "")
	f.Add("storage: {erase_within: 1h, path: \"\\u0000\"}", "", "")
	place := regexp.MustCompile(`^(config\.yaml:[1-9][0-9]*|config\.yaml|RELAIS_[A-Z_]+): .*[a-z]`)
	f.Fuzz(func(t *testing.T, text, languages, mode string) {
		cfg, advice, err := parse(t, text, []string{"RELAIS_NETWORK_LANGUAGES=" + languages, "RELAIS_TELEGRAM_MODE=" + mode},
			map[string]string{"f": "1:a"})
		for _, a := range advice {
			if !place.MatchString(a.String()) {
				t.Errorf("advice without a place: %q", a)
			}
		}
		if err == nil {
			var said Findings
			cfg.Validate(&said)
			if len(said.wrong) > 0 {
				t.Errorf("passed, and Validate says %v", said.wrong)
			}
			return
		}
		if !errors.As(err, new(ConfigError)) || cfg.Network.Name != "" {
			t.Errorf("%T with a configuration of %q", err, cfg.Network.Name)
		}
		for line := range strings.SplitSeq(err.Error(), "\n") {
			if !place.MatchString(line) {
				t.Errorf("a finding without a place: %q", line)
			}
		}
	})
}
