package story

import (
	"fmt"
	"strconv"
	"strings"
	"testing/synctest"
	"time"
)

// beat is how long a step takes where the world does not wait by itself: what happens of itself has happened by then.
const beat = 2 * time.Second

// wait lets the bubble's time pass, and what it brings happen.
func wait(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	<-t.C
	synctest.Wait()
}

// units are what "time passes" counts in besides Go's own.
var units = map[string]time.Duration{
	"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour, "week": 7 * 24 * time.Hour,
}

func (p *player) pass(a []string) error {
	n, unit, words := strings.Cut(a[0], " ")
	if !words {
		d, err := time.ParseDuration(a[0])
		if err != nil {
			return err
		}
		wait(d)
		return nil
	}
	count, err := strconv.Atoi(n)
	d, ok := units[strings.TrimSuffix(unit, "s")]
	if err != nil || !ok {
		return fmt.Errorf("%q is no time: write 61s, 90m, 3 days or 2 weeks", a[0])
	}
	wait(time.Duration(count) * d)
	return nil
}

func (p *player) clock(a []string) error {
	loc, err := time.LoadLocation(a[1])
	if err != nil {
		return err
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", unquote(a[0]), loc)
	if err != nil {
		return err
	}
	if !at.After(time.Now()) {
		return fmt.Errorf("it is %s already", time.Now().In(loc).Format("2006-01-02 15:04"))
	}
	wait(time.Until(at))
	return nil
}
