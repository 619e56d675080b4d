package bot

import (
	"errors"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// refusal is a plain answer instead of the thing that was asked: what is not possible, and what to do next.
type refusal struct {
	key  string
	args []any
}

func (r refusal) Error() string { return "refused: " + r.key }

func no(key string, args ...any) error { return refusal{key, args} }

// sentences are the words for what the layers below refuse. An error that is not here is a fault.
var sentences = []struct {
	err error
	key string
}{
	{messages.ErrOwnBrief, "refuse.own_brief"},
	{messages.ErrNotReader, "refuse.not_reader"},
	{messages.ErrChanged, "refuse.changed"},
	{messages.ErrApproved, "refuse.approved"},
	{messages.ErrWithdrawn, "refuse.withdrawn"},
	{messages.ErrStage, "refuse.stage"},
	{messages.ErrNoText, "refuse.no_text"},
	{messages.ErrUnapproved, "refuse.unapproved"},
	{messages.ErrStale, "refuse.stale_fact"},
	{messages.ErrOwnSource, "refuse.own_source"},
	{messages.ErrConfirmed, "refuse.confirmed"},
	{members.ErrLastAdmin, "refuse.last_admin"},
	{members.ErrHasAdmin, "refuse.has_admin"},
	{members.ErrAdminCode, "refuse.admin_code"},
	{members.ErrInvite, "refuse.invite"},
	{members.ErrUnknown, "refuse.former"},
	{members.ErrLinkCode, "refuse.link_code"},
	{members.ErrLinkStale, "refuse.link_stale"},
	{members.ErrLinkSame, "refuse.link_same"},
	{members.ErrLinkTaken, "refuse.link_taken"},
	{members.ErrLinkAlready, "refuse.link_already"},
	{members.ErrLinkRoles, "refuse.link_roles"},
	{members.ErrLinkRoleHere, "refuse.link_role_here"},
	{members.ErrLastAccount, "refuse.last_account"},
	{campaigns.ErrOwnChange, "refuse.own_change"},
	{campaigns.ErrNoChange, "refuse.no_change"},
	{campaigns.ErrReleased, "refuse.released"},
	{campaigns.ErrStarted, "refuse.started"},
	{campaigns.ErrCorrects, "refuse.corrects"},
	{campaigns.ErrDisclosure, "refuse.disclosure"},
	{campaigns.ErrAnswered, "refuse.answered"},
	{campaigns.ErrOwnContest, "refuse.own_contest"},
	{campaigns.ErrAnswerLong, "refuse.answer_long"},
	{storage.ErrNotFound, "refuse.not_found"},
}

// refuse answers with the sentence for err; false where there is none, and err is a fault.
func (t *turn) refuse(err error) bool {
	var r refusal
	if errors.As(err, &r) {
		t.sayNo(r.key, r.args...)
		return true
	}
	for _, s := range sentences {
		if errors.Is(err, s.err) {
			t.sayNo(s.key)
			return true
		}
	}
	return false
}

// sayNo says what is not possible. A question that still waits keeps its way out under the last message.
func (t *turn) sayNo(key string, args ...any) {
	msg := Message{Text: t.p.Say(key, args...)}
	if t.waiting() {
		msg.Buttons = [][]Button{t.cancelRow()}
	}
	t.send(msg)
}

func isNotFound(err error) bool { return errors.Is(err, storage.ErrNotFound) }

// isFormer tells that somebody has left: their alias leads nowhere any more.
func isFormer(err error) bool { return errors.Is(err, members.ErrUnknown) }
