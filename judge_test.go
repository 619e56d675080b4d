package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestJudged holds one sentence for every way in which a configuration can be wrong or unwise, and none where it is neither.
func TestJudged(t *testing.T) {
	const lead = "config.yaml:"
	for name, c := range map[string]struct {
		text    string
		files   map[string]string
		environ []string
		want    string // begins with "advice " for an advice; "" for nothing at all
	}{
		"nothing at all":          {text: "", want: "advice config.yaml: no platform has a token"},
		"null":                    {text: "~", want: "advice config.yaml: no platform has a token"},
		"comments only":           {text: "# nothing\n", want: "advice config.yaml: no platform has a token"},
		"a list":                  {text: "- a", want: "config.yaml:1: is no configuration"},
		"a word":                  {text: "\n\nrelais", want: "config.yaml:3: is no configuration"},
		"two documents":           {text: "local:\n---\nlocal:\n", want: "config.yaml:2: a second document begins here"},
		"torn":                    {text: "web:\n  trusted_proxies: [a,\n", want: "config.yaml:2: is no YAML: while parsing a flow node"},
		"a tab":                   {text: "web:\n\tlisten: x\n", want: "config.yaml:2: is no YAML"},
		"an open quote":           {text: "web:\n  listen: 'x\n\n\n", want: "config.yaml:2: is no YAML"},
		"not UTF-8":               {text: "web:\n  listen: \"\xff\"\n", want: "config.yaml:2: has a byte that is no text"},
		"an unknown alias":        {text: "web: *nope", want: "config.yaml:1: is no YAML: unknown anchor"},
		"a key that is a list":    {text: "? [a]\n: b", want: "config.yaml:1: a key has to be a single word"},
		"a merge":                 {text: "web: &w {}\nlocal:\n  <<: *w", want: "config.yaml:3: local.<<: there is no such key"},
		"a strange key":           {text: `"a\nb": 1`, want: `config.yaml:1: "a\nb": there is no such key: take it away`},
		"a value for a section":   {text: "web: 8080", want: "config.yaml:1: web: is a section"},
		"a section for a value":   {text: "log:\n  level:\n    is: info", want: "config.yaml:2: log.level: takes a value, not a section"},
		"a list for a value":      {text: "log: {level: [info]}", want: "config.yaml:1: log.level: takes one value, not a list"},
		"a yes for a text":        {text: "network: {name: true}", want: "config.yaml:1: network.name: takes a text: put it into quotes"},
		"lists in a list":         {text: "network: {languages: [[en]]}", want: "config.yaml:1: network.languages: takes a list of texts"},
		"an alias to itself":      {text: "network: {languages: &x [*x]}", want: "config.yaml:1: network.languages: takes a list of texts"},
		"an empty switch":         {text: "local:\n  enabled:\n", want: "config.yaml:2: local.enabled: has no value"},
		"a word for a switch":     {text: "local: {enabled: on}", want: `config.yaml:1: local.enabled: "on" is neither true nor false`},
		"part of a number":        {text: "telegram: {rate: 2.5}", want: `config.yaml:1: telegram.rate: "2.5" is no whole number`},
		"a duration without unit": {text: "storage: {erase_within: 24}", want: `config.yaml:1: storage.erase_within: "24" is no duration`},
		"the key elsewhere":       {text: "public_url: x", want: "config.yaml:1: public_url: there is no such key: did you mean web.public_url?"},

		"a name of two lines":  {text: `network: {name: "a\nb"}`, want: "network.name: has a line break"},
		"nobody pays":          {text: `network: {paid_by: " "}`, want: "network.paid_by: is empty"},
		"nobody to ask":        {text: `network: {contact: ""}`, want: "network.contact: is empty"},
		"this machine's zone":  {text: "network: {zone: Local}", want: `network.zone: "Local" is no IANA time zone`},
		"no zone":              {text: "network: {zone: }", want: `network.zone: "" is no IANA time zone`},
		"a zone outside":       {text: "network: {zone: ../../etc/passwd}", want: "is no IANA time zone"},
		"no language":          {text: "network: {languages: []}", want: "network.languages: is empty"},
		"an unknown language":  {text: "network: {languages: [en, de]}", want: `network.languages: "de" is none of en, fr, ar or es`},
		"a language twice":     {text: "network: {languages: [en, en]}", want: `network.languages: "en" is there twice`},
		"the example's name":   {text: "telegram: {token: '1:a'}", want: "advice config.yaml: network.name: is still the example's"},
		"a name of one's own":  {text: "network: {name: N}\ntelegram: {token: '1:a'}", want: ""},
		"a token of spaces":    {text: "discord: {token: 'Bot abc'}", want: "discord.token: has a space"},
		"a token of two lines": {text: "telegram: {token_file: f}", files: map[string]string{"f": "1:a\n2:b"}, want: `telegram.token_file: "f" has more than one line`},
		"an empty file":        {text: "telegram: {token_file: f}", files: map[string]string{"f": " \n"}, want: `telegram.token_file: "f" is empty`},
		"no such file":         {text: "telegram: {token_file: f}", want: `telegram.token_file: there is no file "f"`},
		"a file's bad token":   {text: "telegram: {token_file: f}", files: map[string]string{"f": "abc"}, want: "config.yaml:1: telegram.token_file: holds no bot token"},
		"token and file":       {text: "telegram:\n  token: '1:a'\n  token_file: f", files: map[string]string{"f": "1:b"}, want: "config.yaml:3: telegram.token_file: telegram.token is set too"},
		"token and file, one in the environment": {text: "telegram: {token: '1:a'}", environ: []string{"RELAIS_TELEGRAM_TOKEN_FILE=f"},
			want: "RELAIS_TELEGRAM_TOKEN_FILE: telegram.token is set too"},
		"the environment wins": {text: "network: {name: N}\ntelegram: {token: bad}", environ: []string{"RELAIS_TELEGRAM_TOKEN=1:a"}, want: ""},
		"the environment wins over what can't be read": {text: "network: {name: N}\ntelegram: {token: '1:a', rate: x}",
			environ: []string{"RELAIS_TELEGRAM_RATE=20"}, want: `config.yaml:2: telegram.rate: "x" is no whole number`},

		"an address without host":    {text: "telegram: {api: 'https://'}", want: `telegram.api: "https://" is no address`},
		"an address with a password": {text: "telegram: {api: 'https://a:b@c'}", want: "telegram.api: has a name or a password"},
		"an address with a slash":    {text: "discord: {api: 'https://d/'}", want: "discord.api: \"https://d/\" ends with a slash"},
		"an address with a query":    {text: "discord: {api: 'https://d?x'}", want: "discord.api: \"https://d?x\" has a part after the path"},
		"a gateway of the web":       {text: "discord: {gateway: 'https://d'}", want: `discord.gateway: "https://d" is no address: write it as wss://host`},
		"no shard":                   {text: "discord: {shards: 0}", want: "discord.shards: 0 can't be"},
		"too slow":                   {text: "telegram: {rate: 0}", want: "telegram.rate: 0 messages a second can't be"},
		"too fast":                   {text: "telegram: {rate: 1001}", want: "telegram.rate: 1001 messages a second can't be"},
		"paid for":                   {text: "telegram: {rate: 31}", want: "advice config.yaml:1: telegram.rate: 31 messages a second are more"},
		"an odd webhook secret":      {text: "telegram: {webhook_secret: 'a b'}", want: "telegram.webhook_secret: has to be up to 256 characters"},

		"webhook to nowhere":          {text: "telegram: {mode: webhook}", want: "telegram.mode: webhook needs web.public_url"},
		"webhook in the clear":        {text: "telegram: {mode: webhook}\nweb: {public_url: 'http://a.org'}", want: "webhook needs a web.public_url that begins with https"},
		"webhook to an odd port":      {text: "telegram: {mode: webhook}\nweb: {public_url: 'https://a.org:444'}", want: "webhook needs a web.public_url on port 443, 80, 88 or 8443"},
		"webhook to a private place":  {text: "telegram: {mode: webhook}\nweb: {public_url: 'https://10.0.0.1'}", want: "webhook needs a web.public_url that Telegram can reach"},
		"webhook of one's own server": {text: "telegram: {mode: webhook, api: 'http://127.0.0.1:8081'}\nweb: {public_url: 'http://10.0.0.1:99'}", want: "advice config.yaml:2: web.public_url: nobody outside"},

		"no port":             {text: "web: {listen: localhost}", want: `web.listen: "localhost" is no address`},
		"a port's name":       {text: "web: {listen: ':http'}", want: `web.listen: ":http" has no port between`},
		"a port too high":     {text: "web: {listen: ':65536'}", want: "has no port between"},
		"no public host":      {text: "web: {public_url: 'https:///x'}", want: "is no web address"},
		"a public path":       {text: "web: {public_url: 'https://a.org/x'}", want: "has a part after the host: write https://a.org;"},
		"a public query":      {text: "web: {public_url: 'https://a.org?'}", want: "has a part after the host"},
		"a public fragment":   {text: "web: {public_url: 'https://a.org#'}", want: "has a part after the host"},
		"a public slash":      {text: "web: {public_url: 'https://a.org/'}", want: "ends with a slash: leave it out"},
		"a public password":   {text: "web: {public_url: 'https://u:p@a.org'}", want: "web.public_url: has a name or a password"},
		"a public ftp":        {text: "web: {public_url: 'ftp://a.org'}", want: "is no web address"},
		"a private name":      {text: "web: {public_url: 'https://relais.local'}", want: "advice config.yaml:1: web.public_url: nobody outside can reach"},
		"a name without dots": {text: "web: {public_url: 'https://relais'}", want: "advice config.yaml:1: web.public_url: nobody outside"},
		"a public http":       {text: "web: {public_url: 'http://a.org'}", want: "advice config.yaml:1: web.public_url: http://a.org is not encrypted"},
		"no proxy":            {text: "web: {trusted_proxies: [nginx]}", want: `web.trusted_proxies: "nginx" is neither`},
		"a loose network":     {text: "web: {trusted_proxies: [10.0.0.1/8]}", want: "write 10.0.0.0/8 for the network"},
		"no metrics address":  {text: "web: {metrics: '9090'}", want: `web.metrics: "9090" is no address`},
		"metrics for readers": {text: "web: {metrics: '127.0.0.1:8080'}", want: `web.metrics: "127.0.0.1:8080" is web.listen's address`},
		"metrics for anybody": {text: "web: {metrics: ':9090'}", want: "advice config.yaml:1: web.metrics: whoever reaches :9090 reads how much the network sends"},
		"every proxy":         {text: "web: {trusted_proxies: ['0.0.0.0/0']}", want: "advice config.yaml:1: web.trusted_proxies: \"0.0.0.0/0\" trusts everybody"},

		"no store":           {text: "storage: {path: ''}", want: "storage.path: is empty"},
		"no key":             {text: "keys: {file: ''}", want: "keys.file: is empty"},
		"key in the store":   {text: "storage: {path: a/b}\nkeys: {file: a/../a/b}", want: "config.yaml:2: keys.file: \"a/../a/b\" is also storage.path"},
		"key beside it":      {text: "storage: {path: a/b}\nkeys: {file: a/c}", want: "advice config.yaml:2: keys.file: stands in the folder of storage.path"},
		"no list":            {text: "storage: {erasures: ''}", want: "storage.erasures: is empty"},
		"list in the store":  {text: "storage: {path: a/b, erasures: a/../a/b}", want: "config.yaml:1: storage.erasures: \"a/../a/b\" is also storage.path"},
		"list in the key":    {text: "storage: {erasures: keys/relais.key}", want: "config.yaml:1: storage.erasures: \"keys/relais.key\" is also keys.file"},
		"list beside it":     {text: "storage: {path: a/b, erasures: a/c}", want: "advice config.yaml:1: storage.erasures: stands in the folder of storage.path"},
		"erased never":       {text: "storage: {erase_within: 721h}", want: "storage.erase_within: 721h can't be: write between 1m and 720h"},
		"erased all along":   {text: "storage: {erase_within: 59s}", want: "storage.erase_within: 59s can't be"},
		"a loud log":         {text: "log: {level: loud}", want: `log.level: "loud" is none of debug, info, warn or error`},
		"a log in XML":       {text: "log: {format: xml}", want: `log.format: "xml" is neither text nor json`},
		"everyone's chat":    {text: "local: {enabled: true}\nweb: {public_url: 'https://a.org'}", want: "config.yaml:1: local.enabled: the built-in chat lets whoever opens it speak as anybody, and web.public_url"},
		"the office's chat":  {text: "local: {enabled: true}\nweb: {listen: ':8080'}", want: "advice config.yaml:1: local.enabled: the built-in chat lets whoever opens it speak as anybody, and web.listen"},
		"one's own chat":     {text: "local: {enabled: true}\nnetwork: {name: N}\nweb: {listen: '[::1]:80'}", want: ""},
		"somebody's else":    {text: "network: {name: N}\ntelegram: {token: '1:a'}", environ: []string{"RELAIS_SERVICE_HOST=10.0.0.1", "RELAISE=1"}, want: "advice RELAIS_SERVICE_HOST: sets nothing: see config.yaml"},
		"a slip of the name": {environ: []string{"RELAIS_WEB_LISTN=x"}, want: "RELAIS_WEB_LISTN: sets nothing: did you mean RELAIS_WEB_LISTEN?"},
		"a contradiction with what can't be read": {text: "storage: {path: [a]}\nkeys: {file: data/relais.db}", want: "config.yaml:1: storage.path: takes one value, not a list"},
		"a torn file is not judged":               {text: "web: {public_url: 'https://a.org'", environ: []string{"RELAIS_TELEGRAM_MODE=webhook"}, want: "config.yaml:1: is no YAML"},
		"an empty number":                         {environ: []string{"RELAIS_TELEGRAM_RATE="}, want: `RELAIS_TELEGRAM_RATE: "" is no whole number`},
	} {
		t.Run(name, func(t *testing.T) {
			_, advice, err := parse(t, c.text, c.environ, c.files)
			var said []string
			if err != nil {
				said = strings.Split(err.Error(), "\n")
			}
			for _, a := range advice {
				said = append(said, "advice "+a.String())
			}
			found := c.want == "" && len(said) == 0
			for _, s := range said {
				wrong, wantWrong := !strings.HasPrefix(s, "advice "), !strings.HasPrefix(c.want, "advice ")
				if c.want != "" && wrong == wantWrong && strings.Contains(s, c.want) {
					found = true
				}
				if wrong && !wantWrong {
					t.Errorf("wrong, and should only be advised: %s", s)
				}
				if wrong && !strings.HasPrefix(s, lead) && !strings.HasPrefix(s, "RELAIS_") {
					t.Errorf("no place in %q", s)
				}
			}
			if !found {
				t.Errorf("%q is not among\n%s", c.want, strings.Join(said, "\n"))
			}
			if n := len(said); err != nil && n > 1+len(advice) {
				t.Errorf("one thing is wrong and this was said:\n%s", strings.Join(said, "\n"))
			}
		})
	}
}

func TestPublicURLsThatReachNobody(t *testing.T) {
	for url, want := range map[string]bool{
		"https://relais.example.org": true, "https://93.184.216.34": true, "https://[2606:4700::1]": true,
		"http://localhost:8080": false, "http://app.localhost": false, "http://127.0.0.1": false, "http://[::1]:1": false,
		"http://192.168.1.4": false, "http://172.16.0.1": false, "http://169.254.1.1": false, "http://100.64.0.1": false,
		"http://0.0.0.0": false, "http://[fd00::1]": false, "http://[::ffff:127.0.0.1]": false, "http://relais": false,
		"http://nas.local.": false, "http://x.internal": false, "http://RELAIS.LAN": false, "": false,
	} {
		if got := (Web{PublicURL: url}).reachable(); got != want {
			t.Errorf("%q: reachable %v, not %v", url, got, want)
		}
	}
}

func TestWhatSettingsStandFor(t *testing.T) {
	cfg, _, err := parse(t, "network: {zone: Africa/Casablanca}\nweb: {trusted_proxies: [10.0.0.0/8, 192.0.2.7, '::1']}", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := cfg.Network.Location().String(); got != "Africa/Casablanca" {
		t.Errorf("zone %s", got)
	}
	if got, want := fmt.Sprint(cfg.Web.Proxies()), "[10.0.0.0/8 192.0.2.7/32 ::1/128]"; got != want {
		t.Errorf("proxies %s, not %s", got, want)
	}
	for d, want := range map[Duration]string{0: "0s", Duration(24 * time.Hour): "24h", Duration(90 * time.Minute): "1h30m", Duration(5 * time.Second): "5s", Duration(time.Minute): "1m"} {
		if got := d.String(); got != want {
			t.Errorf("a duration is written %s, not %s", got, want)
		}
	}
}
