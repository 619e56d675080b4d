package main

import (
	"context"
	"fmt"

	"relais/storage"
)

// Run proves that the audit trail is whole.
func (c *auditVerifyFlags) Run(in *invocation) error {
	cfg, _, err := loadConfig(c.Config, in.environ)
	if err != nil {
		return err
	}
	say := sayTo(in.stdout)
	return in.atStore(cfg,
		func(c *control) error { return c.tell(in.ctx, "/audit/verify", say) },
		func(s *service) error { return s.verifyAudit(in.ctx, say) })
}

// verifyAudit reads the whole trail, in one view of the store, and says how long it is and how it ends: whoever keeps the last line elsewhere
// can see later that nothing before it was changed or cut off.
func (s *service) verifyAudit(ctx context.Context, say func(string)) error {
	return s.store.View(ctx, func(tx storage.Tx) error {
		last, err := s.net.VerifyAudit(tx)
		if err != nil {
			return fmt.Errorf("%w: restore a backup from before, and compare it", err)
		}
		if last.Seq == 0 {
			say("The audit trail is empty.")
			return nil
		}
		say(fmt.Sprintf("The audit trail is whole: %d entries, the last of %s.", last.Seq, last.At.UTC().Format("2006-01-02 15:04:05 UTC")))
		say("It ends in " + last.Hash + ". Keep this line elsewhere: as long as a later trail holds it, nothing before was changed.")
		return nil
	})
}
