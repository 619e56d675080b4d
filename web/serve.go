package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// The server's bounds. A handler that streams lifts the last for itself, with http.ResponseController.SetWriteDeadline.
const (
	headerWithin = 5 * time.Second
	readWithin   = 30 * time.Second
	writeWithin  = time.Minute
	idleFor      = 2 * time.Minute
	headerBytes  = 32 << 10

	stopWithin = 8 * time.Second // for the requests in hand, once asked to stop: everything is over within ten seconds
)

// AddressError says why an address cannot be listened on, in one sentence that ends before what to do about it.
type AddressError struct {
	Address string
	Taken   bool // another program has it
	Err     error
}

func (e *AddressError) Error() string {
	if e.Taken {
		return fmt.Sprintf("the address %s is in use", e.Address)
	}
	return fmt.Sprintf("the address %s cannot be listened on: %v", e.Address, e.Err)
}

func (e *AddressError) Unwrap() error { return e.Err }

// Listen takes a TCP address such as "127.0.0.1:8080"; port 0 is any that is free. Its error is an *AddressError.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, &AddressError{Address: address, Taken: errors.Is(err, syscall.EADDRINUSE), Err: err}
	}
	return ln, nil
}

// Serve answers with h what comes to ln, until ctx ends. Then it takes nothing new, lets the requests in hand end, cuts
// those that have not after 8 s, and returns nil. A stream never ends by itself: its handler's owner ends it on the same ctx. It closes ln.
func Serve(ctx context.Context, ln net.Listener, h http.Handler, log *slog.Logger) error {
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerWithin,
		ReadTimeout:       readWithin,
		WriteTimeout:      writeWithin,
		IdleTimeout:       idleFor,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          slog.NewLogLogger(withoutAddresses{log.Handler()}, slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(ln) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	bound, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	if err := srv.Shutdown(bound); err != nil {
		log.Warn("requests did not end and are cut", "after", stopWithin)
		_ = srv.Close() // closes connections that are of no use any more
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// withoutAddresses takes readers' addresses out of what the server itself has to say.
type withoutAddresses struct{ slog.Handler }

var addressRE = regexp.MustCompile(`\[[\w:.%]+\]:\d+|\d{1,3}(?:\.\d{1,3}){3}:\d+`)

func (h withoutAddresses) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, "the web server has a complaint", r.PC)
	clean.AddAttrs(slog.String("complaint", addressRE.ReplaceAllString(strings.TrimSpace(r.Message), "[address]")))
	return h.Handler.Handle(ctx, clean)
}
