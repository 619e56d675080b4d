package networks

import "unicode/utf8"

// RFC 3492, section 5: the parameters of Punycode.
const (
	punyBase    = 36
	punyTMin    = 1
	punyTMax    = 26
	punySkew    = 38
	punyDamp    = 700
	punyBias    = 72
	punyInitial = 128
)

// punycodeLen returns the length of a label in ASCII: as it is, or "xn--" and its Punycode (RFC 3492, section 6.3). For a
// label that is longer than DNS allows it may stop and return any length above maxLabel.
func punycodeLen(label string) int {
	basic, all := 0, utf8.RuneCountInString(label)
	for _, r := range label {
		if 0x20 <= r && r <= 0x7E {
			basic++
		}
	}
	// Each character takes at least one byte.
	if basic == all || all > maxLabel {
		return all
	}
	length := len(punycode) + basic
	if basic > 0 {
		length++ // the hyphen between what is ASCII and what is not
	}
	// Below 0x20 and DEL are not basic here either; they sort before all and cannot stand in a host.
	n, delta, bias := rune(punyInitial), 0, punyBias
	for handled := basic; handled < all; {
		least := rune(utf8.MaxRune)
		for _, r := range label {
			if r >= n {
				least = min(least, r)
			}
		}
		if least < n {
			return length
		}
		delta += int(least-n) * (handled + 1)
		n = least
		step := handled
		for _, r := range label {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			length += punyDigits(delta, bias)
			bias = punyAdapt(delta, handled+1, handled == basic)
			delta = 0
			handled++
		}
		if handled == step || length > maxLabel {
			return length
		}
		delta++
		n++
	}
	return length
}

// punyDigits returns how many digits a delta takes.
func punyDigits(delta, bias int) int {
	digits := 1
	for k := punyBase; ; k += punyBase {
		t := min(max(k-bias, punyTMin), punyTMax)
		if delta < t {
			return digits
		}
		delta = (delta - t) / (punyBase - t)
		digits++
	}
}

// punyAdapt returns the next bias.
func punyAdapt(delta, points int, first bool) int {
	if first {
		delta /= punyDamp
	} else {
		delta /= 2
	}
	delta += delta / points
	k := 0
	for ; delta > (punyBase-punyTMin)*punyTMax/2; k += punyBase {
		delta /= punyBase - punyTMin
	}
	return k + (punyBase-punyTMin+1)*delta/(delta+punySkew)
}
