package networks

import "strings"

// The classes of characters by which twitter-text and Mastodon find links (twitter-text 3.1.0, js/src/regexp,
// Apache-2.0; Mastodon, config/initializers/twitter_regex.rb). Checked November 2026.

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// isAlnum holds for ASCII letters and digits.
func isAlnum(r rune) bool { return isDigit(r) || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

func isAnyOf(r rune, set string) bool { return strings.ContainsRune(set, r) }

// isInvalid holds for what X refuses in a post.
func isInvalid(r rune) bool { return r == 0xFFFE || r == 0xFEFF || r == 0xFFFF }

// isDirection holds for marks that set the direction of writing.
func isDirection(r rune) bool {
	return r == 0x061C || r == 0x200E || r == 0x200F || 0x202A <= r && r <= 0x202E || 0x2066 <= r && r <= 0x2069
}

// isSpace holds for what twitter-text takes for a space.
func isSpace(r rune) bool {
	switch {
	case 0x09 <= r && r <= 0x0D, 0x2000 <= r && r <= 0x200A:
		return true
	}
	return isAnyOf(r, "\u0020\u0085\u00A0\u1680\u180E\u2028\u2029\u202F\u205F\u3000")
}

// isHost holds for what a label of a host name may begin and end with: anything that is not punctuation, space, invalid
// or a mark of direction, so every script and even most emoji.
func isHost(r rune) bool {
	return !isAnyOf(r, `!'#%&'()*+,\-./:;<=>?@[]^_{|}~$`) && !isSpace(r) && !isInvalid(r) && !isDirection(r)
}

// isLatinAccent holds for letters and marks of Latin beyond ASCII.
func isLatinAccent(r rune) bool {
	switch {
	case r < 0xC0 || r == 0xD7 || r == 0xF7:
		return false
	case r <= 0x024F, 0x0300 <= r && r <= 0x036F, 0x1E00 <= r && r <= 0x1EFF:
		return true
	}
	return isAnyOf(r, "\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F\u0272\u0289\u028B\u02BB")
}

// xPathLetter holds for the letters and digits of a path on X: Latin and Cyrillic.
func xPathLetter(r rune) bool {
	return isAlnum(r) || 0x0400 <= r && r <= 0x04FF || isLatinAccent(r)
}

// mastodonWide holds for the characters of any script that Mastodon takes into a query.
func mastodonWide(r rune) bool {
	switch {
	case 0xA0 <= r && r <= 0xD7FF, 0xE000 <= r && r <= 0xFDCF, 0xFDF0 <= r && r <= 0xFFEF:
		return true
	case r >= 0x10000:
		return r&0xFFFF <= 0xFFFD && (r < 0xE0000 || r >= 0xE1000)
	}
	return false
}
