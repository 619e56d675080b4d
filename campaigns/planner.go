package campaigns

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/go-co-op/gocron/v2"
	"github.com/google/uuid"

	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// planPage is how many recipients one transaction of the planner writes.
const planPage = 500

// tick is how often the planner looks for what is due: soon enough for people, seldom enough to cost nothing.
const tick = 2 * time.Second

// Job is something else that is looked after now and then while the network runs.
type Job struct {
	Name  string
	Every time.Duration
	Do    func(context.Context) error
}

// Run looks for due releases every two seconds until ctx ends, and plans them; and carries out other jobs at their pace. The store is
// the schedule: a moment missed while nobody ran is found at the first tick. It returns nil when asked to stop, and waits for
// the jobs in hand, which end with ctx.
func (n *Network) Run(ctx context.Context, log *slog.Logger, v Voice, jobs ...Job) error {
	s, err := gocron.NewScheduler(gocron.WithLocation(time.UTC), gocron.WithStopTimeout(8*time.Second))
	if err != nil {
		return fmt.Errorf("make the scheduler: %w", err)
	}
	// The scheduler's own way to wait for jobs is to ask without pause, which keeps a processor busy and a test's clock from
	// going on; so nothing runs any more when it is told to stop.
	var (
		mu      sync.Mutex
		stopped bool
		work    sync.WaitGroup
	)
	enter := func() bool {
		mu.Lock()
		defer mu.Unlock()
		if !stopped {
			work.Add(1)
		}
		return !stopped
	}
	leave := func() {
		mu.Lock()
		stopped = true
		mu.Unlock()
		work.Wait()
	}
	plan := Job{Name: "releases", Every: tick, Do: func(ctx context.Context) error { return n.Tick(ctx, v) }}
	for _, j := range append([]Job{plan}, jobs...) {
		failed := false // of this job, whose runs never overlap
		if _, err := s.NewJob(gocron.DurationJob(j.Every),
			gocron.NewTask(func() {
				if !enter() {
					return
				}
				defer work.Done()
				failed = j.carryOut(ctx, log, failed)
			}),
			gocron.WithName(j.Name),
			gocron.WithSingletonMode(gocron.LimitModeReschedule),
			gocron.WithStartAt(gocron.WithStartImmediately()),
			gocron.WithEventListeners(gocron.AfterJobRunsWithPanic(func(_ uuid.UUID, name string, _ any) {
				log.Error("a recurring job panicked", "job", name)
			})),
		); err != nil {
			return errors.Join(fmt.Errorf("make the tick %s: %w", j.Name, err), s.Shutdown())
		}
	}
	s.Start()
	<-ctx.Done()
	leave()
	if err := s.Shutdown(); err != nil {
		return fmt.Errorf("stop the scheduler: %w", err)
	}
	return nil
}

// carryOut does a job once, and logs it where it fails for the first time, and where it does not any more. It tells whether it failed.
func (j Job) carryOut(ctx context.Context, log *slog.Logger, failed bool) bool {
	err := j.Do(ctx)
	switch {
	case ctx.Err() != nil:
	case err != nil && !failed:
		log.Error("a recurring job failed, and is tried again in its time", "job", j.Name, "error", err)
	case err == nil && failed:
		log.Info("a recurring job goes on", "job", j.Name)
	}
	return err != nil
}

// Tick plans everything that is due now, page by page, and wakes the outbox.
func (n *Network) Tick(ctx context.Context, v Voice) error {
	now := time.Now()
	var due []Release
	if err := n.Store.View(ctx, func(tx storage.Tx) error {
		open, err := n.Upcoming(tx)
		due = due[:0]
		for _, r := range open {
			if r.Due(now) {
				due = append(due, r)
			}
		}
		return err
	}); err != nil {
		return fmt.Errorf("look for what is due: %w", err)
	}
	for _, r := range due {
		for planned := false; !planned; {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := n.Store.Update(ctx, func(tx storage.Tx) error {
				var err error
				planned, err = n.plan(tx, r.ID, time.Now(), v)
				return err
			}); err != nil {
				return fmt.Errorf("plan release %d: %w", r.ID, err)
			}
			n.Outbox.Wake()
		}
	}
	return nil
}

// plan starts a release and writes one page of its rows; it tells whether there is nothing left to plan.
func (n *Network) plan(tx storage.Tx, id uint64, now time.Time, v Voice) (bool, error) {
	r, err := n.Release(tx, id)
	if err != nil {
		return false, err
	}
	if !r.Due(now) {
		return true, nil
	}
	if !r.Started {
		if why, err := n.start(tx, &r, now, v); err != nil {
			return false, err
		} else if why != "" {
			r.Failed = why
			if err := v.Trouble(tx, r, now); err != nil {
				return false, err
			}
			return true, n.putRelease(tx, r)
		}
	}
	rows, next, err := n.page(tx, r)
	if err != nil {
		return false, err
	}
	if err := n.Outbox.Plan(tx, rows); err != nil {
		return false, err
	}
	r.Cursor = next
	if next == 0 {
		r.Planned = true
		if err := n.Outbox.Planned(tx, r.ID); err != nil {
			return false, err
		}
	}
	return r.Planned, n.putRelease(tx, r)
}

// start freezes the brief as it is approved at this moment, which may be another one than was scheduled; why says why it cannot start.
func (n *Network) start(tx storage.Tx, r *Release, now time.Time, v Voice) (why string, err error) {
	b, err := n.Desk.Brief(tx, r.Brief)
	if err != nil {
		return "", err
	}
	switch {
	case b.Stage == messages.Withdrawn:
		return WhyWithdrawn, nil
	case b.Public == 0 && !b.Until.IsZero() && !now.Before(b.Until): // a correction is owed also then
		return WhyExpired, nil
	}
	if problems, err := n.Lint(tx, b, now); err != nil {
		return "", err
	} else if messages.Blocking(problems) {
		return WhyBlocked, nil
	}
	c, err := n.Campaign(tx, b.Campaign)
	if err != nil {
		return "", err
	}
	r.shape(b, c)
	version, err := n.Desk.Release(tx, r.Brief, now)
	switch {
	case errors.Is(err, messages.ErrUnapproved), errors.Is(err, messages.ErrStage):
		return WhyApproval, nil
	case err != nil:
		return "", err
	}
	r.Rev, r.Started, r.Cursor = version.Rev, true, 1
	b.Public = version.Rev
	if r.Class == Edit {
		if r.Answers, err = n.fleeting(tx, b.ID); err != nil {
			return "", err
		}
		if _, err := n.tellSharers(tx, b, version.Rev, now, v); err != nil {
			return "", err
		}
		if err := n.endCorrections(tx, b.ID); err != nil {
			return "", err
		}
		// Whoever has no copy to correct, for want of a language, gets one now: the row of their own still waits for it.
		if _, err := n.serveMissed(tx, b, now, func(r Release) bool { return !r.Replaces() }); err != nil {
			return "", err
		}
	}
	return "", n.Outbox.Start(tx, r.ID, r.Campaign)
}

// page lists the next recipients; next is 0 when there are no more.
func (n *Network) page(tx storage.Tx, r Release) (rows []outbox.Row, next uint64, err error) {
	if r.Replaces() {
		return n.editPage(tx, r)
	}
	if r.Cursor == 1 {
		if rows, err = n.placeRows(tx, r); err != nil {
			return nil, 0, err
		}
	}
	var ordinals []uint64
	if err := n.Roster.Select(tx, r.Audience, r.Cursor, func(ordinal uint64) error {
		if len(ordinals) == planPage {
			next = ordinal
			return storage.ErrStop
		}
		ordinals = append(ordinals, ordinal)
		return nil
	}); err != nil {
		return nil, 0, err
	}
	for _, o := range ordinals {
		m, err := n.Roster.Get(tx, o)
		if err != nil {
			return nil, 0, err
		}
		if !r.Audience.Includes(m) {
			continue
		}
		rows = append(rows, outbox.Row{
			ID: outbox.RowID{Release: r.ID, Ordinal: o}, Platform: carrier(m), Lane: lanes[r.Class],
		})
	}
	return rows, next, nil
}

// carrier is the platform that a member's copy goes by: where they can be reached, else the first they came by, so that the
// door says of the row why it cannot leave.
func carrier(m members.Member) string {
	if id, ok := m.Reachable(); ok {
		return id.Platform
	}
	return m.Identities[0].Platform
}
