package campaigns

// CountReceived lets tests use up a member's share of a day as the outbox does.
var CountReceived = (*Network).countReceived
