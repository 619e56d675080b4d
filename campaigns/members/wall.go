package members

import "time"

// Wall is the instant at which a clock on the wall in loc shows the given time. A time that the clock skips is the first
// instant after the gap; one that it shows twice is the first of the two. Days and minutes may lie outside their usual range.
func Wall(year int, month time.Month, day, hour, minute int, loc *time.Location) time.Time {
	naive := time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
	var best time.Time
	for _, near := range []time.Time{naive.Add(-26 * time.Hour), naive.Add(26 * time.Hour)} {
		_, offset := near.In(loc).Zone()
		at := naive.Add(-time.Duration(offset) * time.Second)
		_, really := at.In(loc).Zone()
		if really == offset && (best.IsZero() || at.Before(best)) {
			best = at
		}
	}
	if !best.IsZero() {
		return best.UTC()
	}
	_, before := naive.Add(-26 * time.Hour).In(loc).Zone()
	after := naive.Add(-time.Duration(before) * time.Second).In(loc)
	if start, _ := after.ZoneBounds(); !start.IsZero() {
		return start.UTC()
	}
	return after.UTC()
}
