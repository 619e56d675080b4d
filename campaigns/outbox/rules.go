package outbox

import "time"

// fates says for each failure where a row goes: back to Queued, to a final state, or InDoubt where the rules of doubt decide.
// With tries, the attempt uses up a try and the pause before the next one grows.
var fates = [...]struct {
	state State
	tries bool
}{
	Temporary:    {Queued, true},
	Throttled:    {Queued, false},
	Gone:         {Failed, false},
	Refused:      {Failed, false},
	Unauthorized: {Queued, false},
	Moved:        {Queued, true}, // a try, so that two chats that point at each other come to an end
	Unknown:      {InDoubt, true},
	Missing:      {Failed, false},
}

// Internal is the reason of a row that our own gate failed on, interrupted of one whose process died in the call.
const (
	Internal    = "internal"
	interrupted = "interrupted"
)

// repeatMargin is kept to the end of a platform's idempotency window, for the call to arrive within it.
const repeatMargin = 10 * time.Second

// mark is the row as it stands while its call is made.
func (r Row) mark(d Decision, now time.Time) Row {
	r.State, r.At, r.Due, r.Reason = Sending, now, time.Time{}, ""
	r.Rev, r.Lang, r.Edited = d.Rev, d.Lang, d.Edit != ""
	r.Resend = d.Edit != "" || d.Resend && !r.ID.Place()
	return r
}

// stale tells that an unanswered attempt can no longer be repeated safely.
func (r Row) stale(now time.Time) bool {
	return r.Doubt && !r.Resend && now.After(r.Repeat.Add(-repeatMargin))
}

// settle is a marked row after its attempt; pause is when what e.Scope names goes on, where e asks for a pause.
func (r Row) settle(receipt Receipt, e *SendError, l Limits, pause, now time.Time) Row {
	if e == nil {
		r.Receipt = receipt.Message
		return r.end(Sent, "", now)
	}
	if e.Kind == Missing && r.Edited && !r.Afresh {
		r.Afresh = true
		return r.again(time.Time{}, e.Kind.String(), now)
	}
	f := fates[e.Kind]
	switch {
	case !f.tries:
	case e.After == 0 || e.Kind == Unknown: // each unanswered call may have shown the copy once more
		r.Tries++
	default:
		r.Tries = 0 // those before may have been the platform's as well, while nobody knew that it was away
	}
	due := pause
	if (e.Kind == Temporary || e.Kind == Unknown) && e.After == 0 {
		due = now.Add(pauseAfter(r.Tries))
	}
	switch {
	case f.state == InDoubt:
		return r.doubt(e.Kind.String(), l, due, now)
	case f.state == Queued && r.Tries < maxTries:
		return r.again(due, e.Kind.String(), now)
	case f.state == Queued:
		return r.end(Failed, e.Kind.String(), now)
	}
	return r.end(f.state, e.Kind.String(), now)
}

// recover is a row that was found marked although nobody is making its call: its process died.
func (r Row) recover(l Limits, now time.Time) Row {
	r.Tries++
	return r.doubt(interrupted, l, time.Time{}, now)
}

// broken is a row that our own gate failed on, with nothing sent.
func (r Row) broken(now time.Time) Row {
	if r.Tries++; r.Tries >= maxTries {
		return r.end(Failed, Internal, now)
	}
	return r.again(now.Add(pauseAfter(r.Tries)), Internal, now)
}

// doubt is a marked row whose attempt got no answer. It is repeated where its mark allows that or the platform will recognise
// the repeat; a place's post is public and only a lead may repeat it.
func (r Row) doubt(reason string, l Limits, due, now time.Time) Row {
	r.Doubt = true
	if r.Repeat.IsZero() && l.Idempotency > 0 && !r.ID.Place() {
		r.Repeat = r.At.Add(l.Idempotency)
	}
	if r.Tries < maxTries && !r.stale(later(due, now)) {
		return r.again(due, reason, now)
	}
	return r.end(InDoubt, reason, now)
}

// again is a row back in the queue, leaving at due at the earliest. What may have arrived keeps its revision.
func (r Row) again(due time.Time, reason string, now time.Time) Row {
	r.State, r.Due, r.Reason, r.At = Queued, due, reason, now
	if !r.Doubt {
		r.Rev, r.Lang = 0, ""
	}
	return r
}

// end is a row in a final state, or in doubt where an earlier attempt may have arrived; then nobody is asked what becomes of it where
// it would not be sent again anyway.
func (r Row) end(s State, reason string, now time.Time) Row {
	if r.Doubt && s != Sent {
		r.Left = r.Left || s == Skipped || s == Expired || s == Cancelled
		s = InDoubt
	}
	r.State, r.Due, r.Reason, r.At = s, time.Time{}, reason, now
	return r
}

// later is the later of two times.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
