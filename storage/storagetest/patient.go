package storagetest

import (
	"context"
	"sync/atomic"
)

// Patient is a context that is over after it was asked a number of times whether it is: for cutting work off between two of its steps.
func Patient(times int) context.Context {
	p := &patient{Context: context.Background()}
	p.left.Store(int64(times))
	return p
}

type patient struct {
	context.Context
	left atomic.Int64
}

func (p *patient) Err() error {
	if p.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}
