// Package messages holds what the network may say: sources, facts and briefs, the file they are written in, and the rules under
// which a brief becomes fit to go out.
//
// The way of the data: a brief is drafted or imported at the Desk. Lint says what blocks it. Edition resolves everything that a
// recipient of one language can see; its Hash is what a second person approves, and what the door asks for again before every
// copy (Desk.Fit). Release freezes the editions as a Version, which stays on the public page. A changed text, fact, source or
// disclosure changes the hash, and with it voids the approval.
//
// It does no I/O but through storage, knows no member but by alias, and sends nothing.
package messages
