package members_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"relais/campaigns/members"
)

func zone(t interface{ Fatal(...any) }, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// TestWall is the rule for clocks that skip or repeat a time: the first instant after the gap, the first of the two.
func TestWall(t *testing.T) {
	type wall struct {
		year         int
		month        time.Month
		day          int
		hour, minute int
	}
	for _, c := range []struct {
		name string
		zone string
		wall wall
		want string // UTC
	}{
		{"an ordinary time", "Europe/Paris", wall{2026, 3, 2, 12, 0}, "2026-03-02 11:00"},
		{"in UTC", "UTC", wall{2026, 3, 29, 2, 30}, "2026-03-29 02:30"},
		{"the minute before the gap", "Europe/Paris", wall{2026, 3, 29, 1, 59}, "2026-03-29 00:59"},
		{"the gap's first", "Europe/Paris", wall{2026, 3, 29, 2, 0}, "2026-03-29 01:00"},
		{"the gap's middle", "Europe/Paris", wall{2026, 3, 29, 2, 30}, "2026-03-29 01:00"},
		{"the gap's last", "Europe/Paris", wall{2026, 3, 29, 2, 59}, "2026-03-29 01:00"},
		{"after the gap", "Europe/Paris", wall{2026, 3, 29, 3, 0}, "2026-03-29 01:00"},
		{"the minute before the fold", "Europe/Paris", wall{2026, 10, 25, 1, 59}, "2026-10-24 23:59"},
		{"the fold's first", "Europe/Paris", wall{2026, 10, 25, 2, 0}, "2026-10-25 00:00"},
		{"the fold's last", "Europe/Paris", wall{2026, 10, 25, 2, 59}, "2026-10-25 00:59"},
		{"after the fold", "Europe/Paris", wall{2026, 10, 25, 3, 0}, "2026-10-25 02:00"},
		{"the fold in New York", "America/New_York", wall{2026, 11, 1, 1, 30}, "2026-11-01 05:30"},
		{"the gap in New York", "America/New_York", wall{2026, 3, 8, 2, 30}, "2026-03-08 07:00"},
		{"Ramadan begins in Casablanca", "Africa/Casablanca", wall{2026, 2, 15, 2, 30}, "2026-02-15 01:30"},
		{"Ramadan ends in Casablanca", "Africa/Casablanca", wall{2026, 3, 22, 2, 30}, "2026-03-22 02:00"},
		{"a day that begins at one", "Africa/Cairo", wall{2026, 4, 24, 0, 0}, "2026-04-23 22:00"},
		{"half an hour on Lord Howe", "Australia/Lord_Howe", wall{2026, 10, 4, 2, 15}, "2026-10-03 15:30"},
		{"the day that Samoa left out", "Pacific/Apia", wall{2011, 12, 30, 12, 0}, "2011-12-30 10:00"},
		{"east of the date line", "Pacific/Kiritimati", wall{2026, 1, 1, 0, 0}, "2025-12-31 10:00"},
		{"a day past the month's end", "Europe/Paris", wall{2026, 3, 32, 9, 0}, "2026-04-01 07:00"},
		{"a day past the year's end", "Europe/Paris", wall{2026, 12, 32, 0, 0}, "2026-12-31 23:00"},
		{"minutes past the hour's end", "Europe/Paris", wall{2026, 3, 2, 0, 9*60 + 5}, "2026-03-02 08:05"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := members.Wall(c.wall.year, c.wall.month, c.wall.day, c.wall.hour, c.wall.minute, zone(t, c.zone))
			if s := got.Format("2006-01-02 15:04"); s != c.want || got.Location() != time.UTC {
				t.Errorf("%s %s, want %s UTC", s, got.Location(), c.want)
			}
		})
	}
}

// TestWallIsTheFirstInstant compares it with somebody who looks at the clock every minute: the first at which it shows that time or,
// where it skips it, a later one.
func TestWallIsTheFirstInstant(t *testing.T) {
	zones := []string{
		"Europe/Paris", "Europe/London", "America/New_York", "America/Sao_Paulo", "America/Montreal", "Africa/Casablanca", "Africa/Cairo", "Asia/Tokyo",
		"Asia/Kathmandu", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "UTC",
	}
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		near := time.Date(rapid.IntRange(2009, 2036).Draw(t, "year"), 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 364).Draw(t, "day"))
		if _, end := near.In(loc).ZoneBounds(); !end.IsZero() && rapid.Bool().Draw(t, "near a change") {
			near = end
		}
		shown := near.In(loc).Add(time.Duration(rapid.IntRange(-180, 180).Draw(t, "minutes")) * time.Minute)
		// What is asked for is a reading of the clock and need not be one that the clock ever shows.
		ask := time.Date(shown.Year(), shown.Month(), shown.Day(), shown.Hour(), shown.Minute(), 0, 0, time.UTC).
			Add(time.Duration(rapid.IntRange(-120, 120).Draw(t, "off")) * time.Minute)
		got := members.Wall(ask.Year(), ask.Month(), ask.Day(), ask.Hour(), ask.Minute(), loc)

		want := ask.Add(-26 * time.Hour)
		for ; reading(want, loc).Before(ask); want = want.Add(time.Minute) {
		}
		if !got.Equal(want) {
			t.Fatalf("%s in %s is %v, want %v", ask.Format("2006-01-02 15:04"), loc, got, want)
		}
	})
}

// reading is what the clock on the wall shows, written down as if it were UTC, so that readings can be compared.
func reading(at time.Time, loc *time.Location) time.Time {
	_, offset := at.In(loc).Zone()
	return at.Add(time.Duration(offset) * time.Second)
}
