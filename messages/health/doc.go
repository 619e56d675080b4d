// Package health looks at the addresses of sources, one at a time, and says what became of each: it lives, it changed, it moved,
// it is dead, or a robot may not read it. It is the one place below the adapters that calls the outside.
//
// The way of one look: an address, its host's robots.txt, the page, each redirect judged as the first address was, then the text
// and the words looked for in it. Who answers is judged where the connection is made, so a name that leads elsewhere the second
// time leads nowhere. A host is asked one thing at a time and at most once a second.
//
// It keeps nothing but each host's turn and rules: when to look, and where the result is kept, are the caller's.
package health
