package bot

import (
	"encoding/base64"
	"fmt"
)

// The keyed hash of a button is cut to 72 bits: a forger has one guess a press, and each press is an update of their own
// account.
const signBytes = macLen * 3 / 4

func signed(platform, user, s string) []byte {
	return fmt.Appendf(nil, "%q %q %q", platform, user, s)
}

func (b *Bot) sign(platform, user, s string) string {
	mac := b.net.Store.MAC("buttons", signed(platform, user, s))
	return base64.RawURLEncoding.EncodeToString(mac[:signBytes])
}

func (b *Bot) checkSign(platform, user, s, sign string) bool {
	mac, err := base64.RawURLEncoding.DecodeString(sign)
	if err != nil || len(mac) != signBytes {
		return false
	}
	return b.net.Store.CheckMAC("buttons", signed(platform, user, s), mac)
}
