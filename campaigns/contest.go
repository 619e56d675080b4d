package campaigns

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// Outcome is what came of a contest.
type Outcome string

// The outcomes; the zero value is that of an open contest.
const (
	Unanswered Outcome = ""
	Upheld     Outcome = "upheld"
	Partly     Outcome = "partly"
	NotUpheld  Outcome = "not upheld"
)

// Outcomes lists those that an answer can have, in the order shown to people.
func Outcomes() []Outcome { return []Outcome{Upheld, Partly, NotUpheld} }

const (
	// ContestMost is the longest text of a contest in characters; AnswerMost that of its answer.
	ContestMost, AnswerMost = 2000, 600
	// ContestsOpen is how many contests of one brief can be open at once.
	ContestsOpen = 50
	// DefaultAnswerDays is within how many days a contest is answered where Settings do not say.
	DefaultAnswerDays = 7
)

// What is answered where a contest, or the answer to one, can't be taken.
var (
	ErrContestEmpty  = errors.New("a contest says what is wrong")
	ErrContestLong   = fmt.Errorf("a contest has at most %d characters", ContestMost)
	ErrContestSource = errors.New("the address of a contest's source is none that everybody can open")
	ErrContestsFull  = errors.New("the brief has as many open contests as it can have")
	ErrAnswered      = errors.New("the contest was answered already")
	ErrOwnContest    = errors.New("who wrote a brief does not judge what is said against it")
	ErrAnswerLong    = fmt.Errorf("an answer has at most %d characters", AnswerMost)
)

// PersonError is the answer where public words name a private person or give contact data.
type PersonError struct{ What string }

func (e *PersonError) Error() string {
	return fmt.Sprintf("%q has no place in a public answer", e.What)
}

// Contest is somebody's word that a released fact or brief is wrong. Nothing in it says whose, unless it was a member's by the bot, who is
// told the outcome.
type Contest struct {
	ID     string         `json:"id"` // "C3"
	Brief  string         `json:"brief"`
	Fact   string         `json:"fact,omitempty"` // "" for the brief as a whole
	Rev    int            `json:"rev"`            // of the version that was shown
	Lang   messages.Lang  `json:"lang"`           // in which it was written, and is answered
	Text   string         `json:"text"`           // what is wrong, and how one knows
	Source string         `json:"source,omitempty"`
	At     time.Time      `json:"at"`
	Due    messages.Date  `json:"due"`          // the day by which it is answered, in the network's zone
	To     messages.Alias `json:"to,omitempty"` // who answers it; "" while there is nobody who may
	// Before are those who had it and did not answer in time, or left.
	Before     []messages.Alias `json:"before,omitempty"`
	Member     uint64           `json:"member,omitempty"` // who asked by the bot; 0 for readers, and once they left
	Reminded   messages.Alias   `json:"reminded,omitempty"`
	Late       messages.Date    `json:"late,omitempty"` // the day on which the leads were told last that it is overdue
	Outcome    Outcome          `json:"outcome,omitempty"`
	Answer     string           `json:"answer,omitempty"` // public, in Lang
	AnsweredBy messages.Alias   `json:"answered_by,omitempty"`
	AnsweredAt time.Time        `json:"answered_at,omitzero"`
}

func contestSpec() storage.Spec[Contest] {
	return storage.Spec[Contest]{Name: "contests", Indexes: []storage.Index[Contest]{
		{Name: "brief", Values: func(_ string, c Contest) []string { return []string{c.Brief} }},
		{Name: "open", Values: func(_ string, c Contest) []string {
			if c.Outcome != Unanswered {
				return nil
			}
			return []string{"open"}
		}},
	}}
}

func contestKey(id string) (string, error) {
	n, err := strconv.ParseUint(strings.TrimLeft(id, "Cc"), 10, 64)
	if err != nil {
		return "", fmt.Errorf("contest %q: %w", id, storage.ErrNotFound)
	}
	return storage.Ordinal(n), nil
}

// Contest finds a contest by its name; storage.ErrNotFound where there is none.
func (n *Network) Contest(tx storage.Tx, id string) (Contest, error) {
	key, err := contestKey(id)
	if err != nil {
		return Contest{}, err
	}
	return n.contests.Get(tx, key)
}

func (n *Network) putContest(tx storage.Tx, c Contest) error {
	key, err := contestKey(c.ID)
	if err != nil {
		return err
	}
	return n.contests.Put(tx, key, c)
}

func (n *Network) findContests(tx storage.Tx, index, value string) ([]Contest, error) {
	keys, err := n.contests.Find(tx, index, value)
	if err != nil {
		return nil, err
	}
	var out []Contest
	for _, k := range keys {
		c, err := n.contests.Get(tx, k)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// ContestsOf lists those of a brief, oldest first.
func (n *Network) ContestsOf(tx storage.Tx, brief string) ([]Contest, error) {
	return n.findContests(tx, "brief", brief)
}

// OpenContests lists those that wait for an answer, oldest first.
func (n *Network) OpenContests(tx storage.Tx) ([]Contest, error) {
	return n.findContests(tx, "open", "open")
}

// day is an instant's day in the network's zone.
func (n *Network) day(at time.Time) messages.Date {
	zone := n.Settings.Zone
	if zone == nil {
		zone = time.UTC
	}
	return messages.Date(at.In(zone).Format(time.DateOnly))
}

// PutContest takes a contest of a released brief: its Brief, Fact, Rev, Lang, Text, Source and Member are the caller's, who has seen that the
// version was released and shows the fact. The same text about the same within a day is the same contest; again tells that it is. New ones
// get a name, a day and somebody to answer them.
func (n *Network) PutContest(tx storage.Tx, c Contest, now time.Time) (kept Contest, again bool, err error) {
	c.Text, c.Source = strings.TrimSpace(c.Text), strings.TrimSpace(c.Source)
	switch {
	case c.Text == "":
		return c, false, ErrContestEmpty
	case utf8.RuneCountInString(c.Text) > ContestMost:
		return c, false, ErrContestLong
	case c.Source != "" && (len(c.Source) > ContestMost || messages.ValidAddress(c.Source) != nil):
		return c, false, ErrContestSource
	}
	b, err := n.Desk.Brief(tx, c.Brief)
	if err != nil {
		return c, false, err
	}
	all, err := n.ContestsOf(tx, c.Brief)
	if err != nil {
		return c, false, err
	}
	open := 0
	for _, old := range all {
		if old.Fact == c.Fact && sameWords(old.Text, c.Text) && now.Sub(old.At) < 24*time.Hour {
			return old, true, nil
		}
		if old.Outcome == Unanswered {
			open++
		}
	}
	if open >= ContestsOpen {
		return c, false, ErrContestsFull
	}
	days := n.Settings.AnswerDays
	if days == 0 {
		days = DefaultAnswerDays
	}
	c.At, c.Due = now.UTC(), n.day(now.AddDate(0, 0, days))
	next, err := n.Store.Next(tx, "contests")
	if err != nil {
		return c, false, err
	}
	c.ID = "C" + strconv.FormatUint(next, 10)
	if c.To, err = n.judgeOf(tx, b, c); err != nil {
		return c, false, err
	}
	if err := n.putContest(tx, c); err != nil {
		return c, false, err
	}
	return c, false, n.Record(tx, c.To, "has to answer", c.ID+" on "+c.Brief, now)
}

func sameWords(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// MayJudge tells whether somebody may answer contests of a brief: who vets or leads and had no hand in it.
func MayJudge(m *members.Member, b messages.Brief) bool {
	return (m.Has(members.Reviewer) || m.Has(members.Lead)) && !b.HadHand(m.Alias)
}

// judgeOf chooses who answers a contest, of those who had no hand in the brief and did not have the contest before: of the reviewers who read
// its language, else of the leads, else of the admins, whoever has the fewest to answer. "" where there is nobody.
func (n *Network) judgeOf(tx storage.Tx, b messages.Brief, c Contest) (messages.Alias, error) {
	open, err := n.OpenContests(tx)
	if err != nil {
		return "", err
	}
	has := map[messages.Alias]int{}
	for _, o := range open {
		has[o.To]++
	}
	for _, role := range []members.Role{members.Reviewer, members.Lead, members.Admin} {
		all, err := n.Roster.WithRole(tx, role)
		if err != nil {
			return "", err
		}
		all = slices.DeleteFunc(all, func(m members.Member) bool {
			_, reachable := m.Reachable()
			return !reachable || !MayJudge(&m, b) || m.Alias == c.To || slices.Contains(c.Before, m.Alias) || m.Ordinal == c.Member ||
				role == members.Reviewer && !slices.Contains(m.Reads, c.Lang)
		})
		if len(all) > 0 {
			return slices.MinFunc(all, func(a, b members.Member) int { return has[a.Alias] - has[b.Alias] }).Alias, nil
		}
	}
	return "", nil
}

// AnswerContest keeps the public answer to a contest and what came of it, unless MayAnswer refuses it.
func (n *Network) AnswerContest(tx storage.Tx, id string, by *members.Member, o Outcome, answer string, now time.Time) (Contest, error) {
	c, err := n.MayAnswer(tx, id, by, o, answer)
	if err != nil {
		return c, err
	}
	c.Outcome, c.Answer, c.AnsweredBy, c.AnsweredAt = o, strings.TrimSpace(answer), by.Alias, now.UTC()
	if err := n.putContest(tx, c); err != nil {
		return c, err
	}
	return c, n.Record(tx, by.Alias, "answer "+string(o), c.ID+" on "+c.Brief, now)
}

// MayAnswer tells whether an answer to a contest can be made public. It refuses who had a hand in the brief, and words that name a private person or
// give contact data.
func (n *Network) MayAnswer(tx storage.Tx, id string, by *members.Member, o Outcome, answer string) (Contest, error) {
	c, err := n.Contest(tx, id)
	if err != nil {
		return c, err
	}
	b, err := n.Desk.Brief(tx, c.Brief)
	if err != nil {
		return c, err
	}
	answer = strings.TrimSpace(answer)
	switch {
	case c.Outcome != Unanswered:
		return c, ErrAnswered
	case !MayJudge(by, b) || by.Ordinal == c.Member:
		return c, ErrOwnContest
	case utf8.RuneCountInString(answer) > AnswerMost:
		return c, ErrAnswerLong
	case answer == "" || !slices.Contains(Outcomes(), o):
		return c, fmt.Errorf("contest %s: an answer has an outcome and words", id)
	}
	if what := messages.Person(answer); what != "" {
		return c, &PersonError{what}
	}
	return c, nil
}

// ContestsDue is what the days make of open contests: see LookAfterContests.
type ContestsDue struct {
	Remind []Contest // due tomorrow or today; their To was not told yet
	Handed []Contest // given to somebody else just now
	Nobody []Contest // had by somebody who is not there any more, and there is nobody else; the leads are told
	Late   []Contest // overdue by a day or more, of which the leads are told; those of Handed that are so are among them
}

// Any tells whether anything is to be done.
func (d ContestsDue) Any() bool { return len(d.Remind)+len(d.Handed)+len(d.Nobody)+len(d.Late) > 0 }

// LookAfterContests goes through what waits for an answer: who has it is reminded one day before it is due; a day after, and each day from
// then on, it is handed to the next who may answer, as long as there is one, and at once where who has it left or writes on the brief now.
// With save it keeps what it found, so that nothing is found twice; without it looks only.
func (n *Network) LookAfterContests(tx storage.Tx, now time.Time, save bool) (ContestsDue, error) {
	var out ContestsDue
	all, err := n.OpenContests(tx)
	if err != nil {
		return out, err
	}
	today, tomorrow := n.day(now), n.day(now.AddDate(0, 0, 1))
	for _, c := range all {
		b, err := n.Desk.Brief(tx, c.Brief)
		if err != nil {
			return out, err
		}
		there, err := n.judges(tx, c.To, b)
		if err != nil {
			return out, err
		}
		late := today > c.Due && today > c.Late
		changed := false
		if late || !there {
			next, err := n.judgeOf(tx, b, c)
			if err != nil {
				return out, err
			}
			told := c.Late != "" // of one that nobody is left to take, the leads were told once
			if next != "" {
				if c.To != "" {
					c.Before = append(slices.Clone(c.Before), c.To)
				}
				c.To, changed = next, true
				out.Handed = append(out.Handed, c)
			}
			if next == "" && !there && c.To != "" {
				c.Before, c.To, changed = append(slices.Clone(c.Before), c.To), "", true
				out.Nobody = append(out.Nobody, c)
			}
			if late && (next != "" || !told) {
				c.Late, changed = today, true
				out.Late = append(out.Late, c)
			}
		}
		if c.Due <= tomorrow && today <= c.Due && c.To != "" && c.Reminded != c.To && n.day(c.At) < today {
			c.Reminded, changed = c.To, true
			out.Remind = append(out.Remind, c)
		}
		if !changed || !save {
			continue
		}
		if err := n.putContest(tx, c); err != nil {
			return out, err
		}
		if slices.ContainsFunc(out.Handed, func(h Contest) bool { return h.ID == c.ID }) {
			if err := n.Record(tx, c.To, "has to answer", c.ID+" on "+c.Brief, now); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

func (n *Network) judges(tx storage.Tx, who messages.Alias, b messages.Brief) (bool, error) {
	m, err := n.Roster.ByAlias(tx, who)
	if errors.Is(err, members.ErrUnknown) {
		return false, nil
	}
	return err == nil && MayJudge(&m, b), err
}

// ContestsBy lists those that a member asked by the bot, oldest first.
func (n *Network) ContestsBy(tx storage.Tx, member uint64) (all []Contest, err error) {
	err = n.contests.Scan(tx, storage.Range{}, func(_ string, c Contest) error {
		if member != 0 && c.Member == member {
			all = append(all, c)
		}
		return nil
	})
	return all, err
}

// MoveContests makes what one record contested another's.
func (n *Network) MoveContests(tx storage.Tx, from, to uint64) error {
	all, err := n.ContestsBy(tx, from)
	for _, c := range all {
		c.Member = to
		err = errors.Join(err, n.putContest(tx, c))
	}
	return err
}

// renameContests has what was given to one alias be another's, since both name one person.
func (n *Network) renameContests(tx storage.Tx, from, to messages.Alias) error {
	var theirs []Contest
	err := n.contests.Scan(tx, storage.Range{}, func(_ string, c Contest) error {
		if c.To == from || c.Reminded == from || c.AnsweredBy == from || slices.Contains(c.Before, from) {
			theirs = append(theirs, c)
		}
		return nil
	})
	for _, c := range theirs {
		c.Before = slices.Clone(c.Before)
		for i, a := range c.Before {
			if a == from {
				c.Before[i] = to
			}
		}
		for _, a := range []*messages.Alias{&c.To, &c.Reminded, &c.AnsweredBy} {
			if *a == from {
				*a = to
			}
		}
		err = errors.Join(err, n.putContest(tx, c))
	}
	return err
}

// forgetContests takes a member's words away: what is open goes, since nobody is left to answer; of what was answered the answer stays.
func (n *Network) forgetContests(tx storage.Tx, member uint64) error {
	all, err := n.ContestsBy(tx, member)
	for _, c := range all {
		if c.Outcome == Unanswered {
			key, keyErr := contestKey(c.ID)
			err = errors.Join(err, keyErr, n.contests.Delete(tx, key))
			continue
		}
		c.Member, c.Text, c.Source = 0, "", ""
		err = errors.Join(err, n.putContest(tx, c))
	}
	return err
}

// FindingsCount counts the released answers to claims by what they found.
func (n *Network) FindingsCount(tx storage.Tx) (map[messages.Finding]int, error) {
	out := map[messages.Finding]int{}
	var changed []messages.Brief
	err := n.Desk.Briefs(tx, func(b messages.Brief) error {
		switch {
		case b.Stage != messages.Released || b.Public == 0:
		case b.Public != b.Rev:
			changed = append(changed, b) // what is public of it is in the version
		case b.Kind == messages.Response && b.Finding != messages.None:
			out[b.Finding]++
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, b := range changed {
		v, err := n.Desk.Version(tx, b.ID, b.Public)
		if err != nil {
			return nil, err
		}
		if v.Content.Kind == messages.Response && v.Content.Finding != messages.None {
			out[v.Content.Finding]++
		}
	}
	return out, nil
}
