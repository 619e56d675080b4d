package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"relais/storage"
)

// A letter is not marked before its call. After a crash it is sent again, since it answers something a person has just done: the
// same answer twice is a small thing, and no answer is a broken bot.

func (d *dispatcher) carryLetter(j *job) outcome {
	l, v, err := d.judgeLetter(j)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return outcome{end: settled} // erased, or too old
	case errors.Is(err, errTurn):
		return outcome{end: blocked}
	case err != nil:
		return d.brokenLetter(j, err)
	}
	now := time.Now().UTC()
	switch {
	case l.old(now) || v.Verdict == Skip || v.Verdict == Expire:
		return d.endLetter(j, v.Reason)
	case v.Verdict == Wait:
		until := v.resume(now).UTC()
		return d.changeLetter(j, outcome{end: rests, until: until}, func(p *posted) { p.Letter.Due, p.Letter.Reason = until, v.Reason })
	case v.To.Platform != d.limits.Name:
		return d.handOver(j, v.To.Platform, now)
	}
	d.pace.calls.wait(d.calls)
	if d.calls.Err() != nil {
		return outcome{end: rests, until: now}
	}
	c := d.clear(v, d.key("letter", l.Letter.Seq))
	out := outcome{called: time.Now()}
	receipt, fail := d.call(j, c)
	now = time.Now()
	pause := fail.pause(now)
	d.consequences(&out, c, c.to.Group, fail, pause)
	rest := d.settleLetter(j, l, v, c, receipt, fail, pause, now.UTC())
	out.end, out.until = rest.end, rest.until
	return out
}

// judgeLetter reads a letter again, since it may have been erased, and asks the gate.
func (d *dispatcher) judgeLetter(j *job) (l posted, v Decision, err error) {
	now := time.Now().UTC()
	err = d.o.store.View(context.WithoutCancel(d.calls), func(tx storage.Tx) (err error) {
		if l, err = d.o.letters.Get(tx, letterKey(j.lane, j.at)); err != nil || l.old(now) {
			return err
		}
		return ask(func() (err error) { v, err = d.gate.Letter(tx, l.Letter, now); return err })
	})
	if err == nil && v.Verdict > Expire {
		err = &gateError{fmt.Errorf("unknown verdict %d", v.Verdict)}
	}
	if err != nil || v.Verdict != Go || l.old(now) {
		return l, v, err
	}
	if err := v.complete(); err != nil {
		return l, v, err
	}
	if v.To.Platform == d.limits.Name && !d.turns.claim(j, turnKey{chat: v.To.turn()}, now) {
		return l, v, errTurn
	}
	return l, v, nil
}

// handOver queues a letter anew for the platform by which the gate wants it to leave. One that has no sender now may have
// another platform later.
func (d *dispatcher) handOver(j *job, platform string, now time.Time) outcome {
	if !d.platforms[platform] {
		until := now.Add(10 * time.Minute)
		return d.changeLetter(j, outcome{end: rests, until: until}, func(p *posted) { p.Letter.Due = until })
	}
	err := d.persist(func(tx storage.Tx) error {
		return d.anew(tx, j, func(p *posted) bool { p.Platform = platform; return true })
	})
	d.o.Wake()
	return d.letterEnds(j, err)
}

// settleLetter stores what a call came to.
func (d *dispatcher) settleLetter(j *job, l posted, v Decision, c Cleared, receipt Receipt, fail *SendError, pause, now time.Time) outcome {
	if fail == nil {
		if receipt.Message == "" {
			receipt.Message = v.Edit
		}
		return d.letterEnds(j, d.persist(func(tx storage.Tx) error {
			if _, err := d.o.letters.Get(tx, letterKey(j.lane, j.at)); err != nil {
				return gone(err) // erased while it was on its way: its receipt is not kept
			}
			if err := d.o.keep(tx, l.Letter, v, receipt, now); err != nil {
				return err
			}
			return d.o.letters.Delete(tx, letterKey(j.lane, j.at))
		}))
	}
	if fail.Kind == Missing && v.Edit != "" && !v.Delete && l.Letter.Tries+1 < maxTries { // what it was to change is gone: a new message says it
		return d.changeLetter(j, outcome{end: retries, until: now}, func(p *posted) { p.Letter.Edit, p.Letter.Tries = "", p.Letter.Tries+1 })
	}
	f := fates[fail.Kind]
	if f.state == Failed {
		return d.failedLetter(j, l, c, fail, now)
	}
	if !f.tries || fail.After > 0 && fail.Kind != Unknown {
		return outcome{end: retries, until: pause}
	}
	if l.Letter.Tries+1 >= maxTries {
		return d.failedLetter(j, l, c, fail, now)
	}
	until := time.Now().Add(pauseAfter(l.Letter.Tries + 1))
	if fail.Kind == Moved {
		until = now
	}
	// Its Due stays: after a restart it goes first again, before what was posted after it.
	out := outcome{end: retries, until: until}
	if fail.Kind == Moved {
		err := d.persist(func(tx storage.Tx) error {
			return ask(func() error { return d.tell(tx, c.to, l.Letter.Ordinal, fail, now) })
		})
		if err != nil {
			d.log.Error("the gate could not note that a recipient is elsewhere", d.ids(j, "err", err)...)
		}
	}
	return d.changeLetter(j, out, func(p *posted) { p.Letter.Tries++ })
}

// failedLetter deletes a letter that cannot be delivered.
func (d *dispatcher) failedLetter(j *job, l posted, c Cleared, fail *SendError, now time.Time) outcome {
	if fail.Kind == Gone {
		err := d.persist(func(tx storage.Tx) error {
			if err := ask(func() error { return d.tell(tx, c.to, l.Letter.Ordinal, fail, now) }); err != nil {
				return err
			}
			if l.Letter.To.Chat == "" { // to a member, wherever they can be reached: perhaps by another account
				return d.anew(tx, j, func(p *posted) bool {
					p.Platform, p.Letter.Tries = "", p.Letter.Tries+1
					return p.Letter.Tries < maxTries
				})
			}
			return d.o.letters.Delete(tx, letterKey(j.lane, j.at))
		})
		d.o.Wake()
		if g := (*gateError)(nil); !errors.As(err, &g) {
			return d.letterEnds(j, err)
		}
		d.log.Error("the gate could not note that a recipient is gone", d.ids(j, "err", err)...)
	}
	d.log.Info("a letter was not delivered", d.ids(j, "kind", fail.Kind.String(), "err", fail.Err)...)
	return d.letterEnds(j, d.persist(func(tx storage.Tx) error {
		return d.o.letters.Delete(tx, letterKey(j.lane, j.at))
	}))
}

// anew puts a letter at the end of its lane, changed; change tells whether it is to be there at all.
func (d *dispatcher) anew(tx storage.Tx, j *job, change func(*posted) bool) error {
	old := letterKey(j.lane, j.at)
	p, err := d.o.letters.Get(tx, old)
	if err != nil {
		return gone(err)
	}
	if err := d.o.letters.Delete(tx, old); err != nil {
		return err
	}
	if !change(&p) {
		return nil
	}
	_, err = d.o.queue(tx, &p)
	return err
}

// brokenLetter deals with a gate that failed on a letter, or a store that could not be read.
func (d *dispatcher) brokenLetter(j *job, err error) outcome {
	d.log.Error("a letter could not be judged", d.ids(j, "err", err)...)
	if g := (*gateError)(nil); !errors.As(err, &g) {
		return outcome{end: retries, until: time.Now().Add(storeRest)}
	}
	out := outcome{end: retries}
	err = d.persist(func(tx storage.Tx) error {
		out = outcome{end: retries}
		p, err := d.o.letters.Get(tx, letterKey(j.lane, j.at))
		if err != nil {
			return err
		}
		if p.Letter.Tries++; p.Letter.Tries >= maxTries {
			out.end = settled
			return d.o.letters.Delete(tx, letterKey(j.lane, j.at))
		}
		out.until = time.Now().Add(pauseAfter(p.Letter.Tries))
		return d.o.letters.Put(tx, letterKey(j.lane, j.at), p)
	})
	if err != nil {
		return d.letterEnds(j, gone(err))
	}
	return out
}

// endLetter deletes a letter that shall not leave.
func (d *dispatcher) endLetter(j *job, reason string) outcome {
	d.log.Debug("a letter does not leave, by the door or its age", d.ids(j, "reason", reason)...)
	return d.letterEnds(j, d.persist(func(tx storage.Tx) error {
		return d.o.letters.Delete(tx, letterKey(j.lane, j.at))
	}))
}

// changeLetter stores a change to a letter that stays queued; out holds unless it was erased meanwhile.
func (d *dispatcher) changeLetter(j *job, out outcome, change func(*posted)) outcome {
	err := d.persist(func(tx storage.Tx) error {
		p, err := d.o.letters.Get(tx, letterKey(j.lane, j.at))
		if err != nil {
			return err
		}
		change(&p)
		return d.o.letters.Put(tx, letterKey(j.lane, j.at), p)
	})
	if err != nil {
		return d.letterEnds(j, gone(err))
	}
	return out
}

// letterEnds is the outcome of a letter that is finished, as far as the store could be told.
func (d *dispatcher) letterEnds(j *job, err error) outcome {
	if err != nil {
		d.log.Error("what became of a letter could not be stored; it is sent again at the next start", d.ids(j, "err", err)...)
	}
	return outcome{end: settled}
}

// gone takes the sting out of finding a letter erased.
func gone(err error) error {
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}
