// Command relais is the relay of a voluntary advocacy network: it hands vetted, sourced briefs to the members who asked for
// them, helps them share in their own words, and corrects what turns out to be wrong. This package reads the command line
// and the configuration and is the only place where the parts meet.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	_ "time/tzdata" // the network's zone is known on machines that have no zone files
)

func main() {
	// The first signal asks everything to come to its end; from then on a second one ends the process at once.
	ctx, release := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, release)
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ()))
}
