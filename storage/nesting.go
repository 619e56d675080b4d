package storage

import (
	"reflect"
	"runtime"
)

// Enter runs fn with tx as the body of a transaction and marks the goroutine's stack while it lasts, so that Inside can
// tell. Engines run every fn through it.
//
//go:noinline
func Enter(tx Tx, fn func(Tx) error) error {
	err := fn(tx)
	return err
}

// Inside reports whether the caller runs inside a transaction's fn, whichever engine it belongs to: a transaction inside
// a transaction of another store is refused as well, because its outcome would not follow the outer one's. Engines ask it
// before they open a transaction and answer ErrNested.
//
// It reads the caller's own stack. A goroutine that fn started and waits for is not recognised and may wait for ever.
func Inside() bool {
	var frames [64]uintptr
	for skip := 2; ; skip += len(frames) {
		n := runtime.Callers(skip, frames[:])
		for _, pc := range frames[:n] {
			// A return address lies behind its function's entry; the bound spares most frames the look-up.
			if pc-enterEntry < enterReach && runtime.FuncForPC(pc-1).Entry() == enterEntry {
				return true
			}
		}
		if n < len(frames) {
			return false
		}
	}
}

// enterReach bounds the size of Enter's machine code, in bytes.
const enterReach = 1024

var enterEntry = reflect.ValueOf(Enter).Pointer()
