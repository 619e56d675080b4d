package campaigns

import "relais/storage"

// CountReceived lets tests use up a member's share of a day as the outbox does.
var CountReceived = (*Network).countReceived

// Trail is the audit trail from its beginning.
func Trail(n *Network, tx storage.Tx) (all []Entry, err error) {
	err = n.audit.Scan(tx, storage.Range{}, func(_ string, e Entry) error { all = append(all, e); return nil })
	return all, err
}

// PlanPage writes one page of a release, as a tick does.
var PlanPage = (*Network).plan
