package outbox

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"relais/storage"
)

// ending is what the loop does with a job that comes back from its goroutine.
type ending int

const (
	settled ending = iota // nothing more to do with it in memory
	rests                 // it may leave at outcome.until
	blocked               // its address is in use: it waits for its turn
	retries               // a letter that goes first at its address, at outcome.until
)

// outcome is what a goroutine tells the loop of its copy.
type outcome struct {
	job    *job
	end    ending
	until  time.Time
	called time.Time // when the call began; zero for none, and the slot is free again
	next   time.Time // until when the address rests
	token  time.Time // until when the token rests; zero for not
	slower bool      // the token rests since the platform asked it to
	unsaid string    // the chat that rests, where the platform did not say whether the token has to
	denied bool      // the platform did not accept the token
	answer bool      // the platform accepted the token
}

// errTurn rolls back a mark whose address is in use.
var errTurn = errors.New("a copy is in flight for the same address")

// gateError is a failure of the gate, as opposed to one of the store.
type gateError struct{ err error }

func (e *gateError) Error() string { return "the gate failed: " + e.err.Error() }
func (e *gateError) Unwrap() error { return e.err }

// carry takes one copy through gate, mark, call and settlement, and always answers.
func (d *dispatcher) carry(j *job) {
	out := outcome{end: rests, until: time.Now().Add(storeRest)}
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("carrying a copy panicked", d.ids(j, "panic", describe(p), "stack", string(debug.Stack()))...)
		}
		out.job = j
		d.done <- out
	}()
	if j.src.letters() {
		out = d.carryLetter(j)
	} else {
		out = d.carryRow(j)
	}
}

// takeBack takes in what became of a copy.
func (d *dispatcher) takeBack(out outcome) {
	now := time.Now()
	j, s := out.job, out.job.src
	d.inFlight--
	s.flying--
	s.worked = true
	if out.called.IsZero() {
		d.pace.back(j.slot, now)
		d.probe = time.Time{}
	}
	if out.unsaid != "" { // out.next is until when
		if d.unsaid != out.unsaid && now.Before(d.unsaidTil) {
			out.token, out.slower = out.next, true
		}
		d.unsaid, d.unsaidTil = out.unsaid, out.next
	}
	d.paused = later(d.paused, out.token)
	if out.slower && d.pace.fall(out.called, out.token, now) {
		d.log.Warn("the platform asks for a pause: less leaves until it has asked for none for a while", "until", out.token, "per_second", d.pace.rate)
	}
	d.judge(out, now)
	switch out.end {
	case blocked:
		d.unpark(d.turns.park(j, now))
		return
	case retries:
		d.unpark(d.turns.retry(j, later(out.next, out.until), now))
		return
	}
	d.unpark(d.turns.release(j, out.next, now))
	s.leave(j)
	delete(s.held, j.at)
	if out.end == rests {
		s.rest(j, out.until)
	}
}

// judge notes whether the platform accepts the token. Once it did not, only a call begun since can prove that it does again.
func (d *dispatcher) judge(out outcome, now time.Time) {
	tried := !out.called.IsZero() && out.called.After(d.denied)
	switch {
	case out.denied && d.denied.IsZero():
		d.log.Error("the platform does not accept the token: nothing is sent; correct it and restart", "again_in", deniedRest)
		d.denied, d.paused = now, later(d.paused, now.Add(deniedRest))
	case d.denied.IsZero() || !tried:
	case out.answer:
		d.denied = time.Time{}
		d.log.Info("the platform accepts the token again")
	default:
		d.paused = later(d.paused, now.Add(deniedRest))
	}
}

// call makes one attempt. A sender that panics or breaks its contract leaves the outcome unknown.
func (d *dispatcher) call(j *job, c Cleared) (receipt Receipt, fail *SendError) {
	ctx, cancel := context.WithTimeout(d.calls, callLimit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("the sender panicked", d.ids(j, "panic", describe(p), "stack", string(debug.Stack()))...)
			fail = &SendError{Kind: Unknown, Err: errors.New("the sender panicked")}
		}
	}()
	receipt, err := d.sender.Send(ctx, c)
	if err == nil {
		d.answered()
		return receipt, nil
	}
	if !errors.As(err, &fail) || fail == nil || fail.Kind < 0 || int(fail.Kind) >= len(fates) {
		fail = &SendError{Kind: Unknown, Err: err}
	}
	return Receipt{}, d.weigh(fail, time.Now())
}

// answered notes that the platform is there.
func (d *dispatcher) answered() {
	d.silent.Store(0)
	if d.away.Swap(false) {
		d.log.Info("the platform lets messages through again")
	}
}

// weigh tells a copy's failure from the platform's. Where nothing has got through for a while everything rests, and one copy each
// awayRest tries whether the platform is back: otherwise a release would stand in doubt that met one which takes calls and does
// not answer. A temporary failure says nothing of the copy then and uses up no try, so that nothing is given up that was due while a
// platform was away for three minutes.
func (d *dispatcher) weigh(fail *SendError, now time.Time) *SendError {
	switch fail.Kind {
	case Temporary, Unknown:
		d.silent.CompareAndSwap(0, now.UnixNano())
	case Throttled: // says nothing of the copy either
	default:
		d.answered()
	}
	since := d.silent.Load()
	if fail.Kind != Temporary && fail.Kind != Unknown || since == 0 || now.Sub(time.Unix(0, since)) < awayAfter {
		return fail
	}
	if !d.away.Swap(true) {
		d.log.Warn("nothing gets through to the platform: everything rests and is tried again", "again_in", awayRest, "err", fail.Err)
	}
	return &SendError{Kind: fail.Kind, After: awayRest, Err: fail.Err}
}

// clear makes what the gate let through ready for the sender.
func (d *dispatcher) clear(v Decision, key string) Cleared {
	to := v.To
	if chat, ok := d.moved.Load(to.Chat); ok {
		to.Chat = chat.(string)
	}
	return Cleared{to: to, message: v.Message, edit: v.Edit, under: v.Under, delete: v.Delete, key: key, valid: true}
}

// consequences are those of a failed or successful call beyond its own copy.
func (d *dispatcher) consequences(out *outcome, c Cleared, group bool, fail *SendError, pause time.Time) {
	spacing := d.limits.PerChat
	switch {
	case c.to.aside():
		spacing = 0
	case group:
		spacing = d.limits.PerGroup
	}
	if spacing > 0 {
		out.next = out.called.Add(spacing)
	}
	out.answer = true
	if fail == nil {
		return
	}
	switch fail.Kind {
	case Throttled:
		switch fail.Scope {
		case ScopeToken:
			out.token, out.slower = pause, true
		case ScopeUnsaid:
			out.unsaid = c.to.Chat
			fallthrough
		default:
			out.next = later(out.next, pause)
		}
	case Unauthorized:
		out.denied, out.answer = true, false
	case Moved:
		if fail.To != "" {
			d.moved.Store(c.to.Chat, fail.To)
		}
	case Temporary, Unknown:
		out.answer = false // says nothing of the token
	}
}

// persist writes the outcome of a call. It must not be lost while the process lives, so it is tried until it holds, or the process
// has been told to stop and had its time.
func (d *dispatcher) persist(fn func(storage.Tx) error) error {
	for tries := 1; ; tries++ {
		err := d.o.store.Update(context.WithoutCancel(d.calls), fn)
		if err == nil {
			d.stored()
			return nil
		}
		if lasting(err) {
			return err
		}
		d.cannotStore(err)
		wait := time.NewTimer(min(pauseAfter(tries)/20, storeRest))
		select {
		case <-wait.C:
		case <-d.calls.Done():
			wait.Stop()
			if tries > 2 {
				return err
			}
		}
	}
}

// lasting tells the errors that another try would only repeat.
func lasting(err error) bool {
	for _, e := range [...]error{storage.ErrClosed, storage.ErrNotFound, storage.ErrDamaged, storage.ErrNewer} {
		if errors.Is(err, e) {
			return true
		}
	}
	var g *gateError
	return errors.As(err, &g)
}

// ask runs a gate's method and turns a panic into an error of its own.
func ask(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &gateError{fmt.Errorf("panic: %s\n%s", describe(p), debug.Stack())}
		}
	}()
	if err := fn(); err != nil {
		return &gateError{err}
	}
	return nil
}

// describe names a panic without quoting what may be somebody's text.
func describe(p any) string {
	if e, ok := p.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("%T", p)
}

// ids are what the log may know of a copy.
func (d *dispatcher) ids(j *job, more ...any) []any {
	if j.src.letters() {
		return append([]any{"letter", j.at}, more...)
	}
	return append([]any{"release", j.src.release, "ordinal", position(j.at)}, more...)
}

// key is a copy's attemptKey where the platform has a use for it; empty elsewhere.
func (d *dispatcher) key(kind string, numbers ...uint64) string {
	if d.limits.Idempotency <= 0 {
		return ""
	}
	return attemptKey(kind, numbers...)
}

// attemptKey is the idempotency key of a copy: the same for every attempt and after a restart, 25 characters.
func attemptKey(kind string, numbers ...uint64) string {
	b := []byte(kind)
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	sum := sha256.Sum256(b)
	return strings.ToLower(base32.HexEncoding.EncodeToString(sum[:]))[:25]
}

// complete tells whether the gate gave an address that can be sent to.
func (v Decision) complete() error {
	if v.To.Platform == "" || v.To.Chat == "" {
		return &gateError{errors.New("a copy was let through without an address")}
	}
	return nil
}

// resume is when a copy that the gate puts off is asked about again: not at once, whatever it says.
func (v Decision) resume(now time.Time) time.Time { return later(v.Until, now.Add(time.Second)) }
