package main

import (
	"context"
	"sync/atomic"
	"time"

	"relais/storage"
)

// tellUnwrittenEvery is how soon leads hear that the store takes writes again.
const tellUnwrittenEvery = 10 * time.Second

// noting is the store's engine, which notes since when it has taken no writes, as on a full disk.
type noting struct {
	storage.Engine
	unwritten atomic.Pointer[time.Time] // nil where nothing failed that leads were not told of
}

// Update notes a commit that failed although its closures did not.
func (n *noting) Update(ctx context.Context, fn func(storage.Tx) error) error {
	ready := false
	err := n.Engine.Update(ctx, func(tx storage.Tx) error {
		err := fn(tx)
		ready = err == nil
		return err
	})
	if err != nil && ready && ctx.Err() == nil {
		now := time.Now()
		n.unwritten.CompareAndSwap(nil, &now)
	}
	return err
}

// tellUnwritten tells leads that the store took no writes for a while. It can't be said before they work again, since nothing is sent that
// was not stored first.
func (s *service) tellUnwritten(ctx context.Context) error {
	since := s.noting.unwritten.Load()
	if since == nil {
		return nil
	}
	told, err := s.bot.TellUnwritten(ctx, *since)
	if told {
		s.noting.unwritten.CompareAndSwap(since, nil)
	}
	return err
}
