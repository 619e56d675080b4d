package messages

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// tidyText gives a text as a file can hold it: valid UTF-8 without control characters, no space around its lines, at most one
// empty line between paragraphs and none around them.
func tidyText(s string) string {
	var out []string
	for _, l := range splitLines(strings.ToValidUTF8(s, "\uFFFD")) {
		words := strings.TrimSpace(strings.Map(visible, l.text))
		if strings.TrimFunc(words, invisible) == "" {
			words = ""
		}
		if words != "" || len(out) > 0 && out[len(out)-1] != "" {
			out = append(out, words)
		}
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// tidyLine gives a text on one line.
func tidyLine(s string) string {
	return strings.Join(strings.FieldsFunc(tidyText(s), func(r rune) bool { return r == '\n' }), " ")
}

func visible(r rune) rune {
	if unicode.IsControl(r) && r != '\t' {
		return -1
	}
	return r
}

// parseUntil reads the time on a clock and where the clock hangs: "2027-06-01 18:00 Africa/Algiers" or "… UTC". A time that
// the clock skips in spring is the first instant after the gap, one that it shows twice in autumn the first of the two.
func parseUntil(s string) (time.Time, error) {
	fields := strings.Fields(digits(strings.ToValidUTF8(s, "")))
	if len(fields) == 2 || len(fields) == 1 {
		return time.Time{}, fmt.Errorf("%q needs a day, a time and where the clock hangs: 2027-06-01 18:00 Africa/Algiers, or 2027-06-01 17:00 UTC", s)
	}
	if len(fields) != 3 {
		return time.Time{}, fmt.Errorf("%q is not a time: write it as 2027-06-01 18:00 Africa/Algiers, or 2027-06-01 17:00 UTC", s)
	}
	var at time.Time
	var err error
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02 15h04"} {
		if at, err = time.Parse(layout, fields[0]+" "+strings.ToLower(fields[1])); err == nil {
			break
		}
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a time: write it as 2027-06-01 18:00", fields[0]+" "+fields[1])
	}
	if strings.EqualFold(fields[2], "utc") {
		return at, nil
	}
	zone, err := time.LoadLocation(fields[2])
	if err != nil || fields[2] == "Local" {
		return time.Time{}, fmt.Errorf("%q is no zone that is known here: write UTC, or continent and city such as Africa/Algiers or Europe/Paris", fields[2])
	}
	return wall(at, zone), nil
}

// wall is the instant at which a clock in zone shows what at shows in UTC.
func wall(at time.Time, zone *time.Location) time.Time {
	const day = 24 * time.Hour // more than any zone is away from UTC, and less than lies between two changes of the clock
	_, before := at.Add(-day).In(zone).Zone()
	_, after := at.Add(day).In(zone).Zone()
	// The larger offset gives the earlier instant: the first of two.
	for _, offset := range []int{max(before, after), min(before, after)} {
		instant := at.Add(-time.Duration(offset) * time.Second)
		if _, really := instant.In(zone).Zone(); really == offset {
			return instant.UTC()
		}
	}
	past := at.Add(-time.Duration(before) * time.Second).In(zone)
	if gap, _ := past.ZoneBounds(); !gap.IsZero() {
		return gap.UTC()
	}
	return past.UTC()
}
