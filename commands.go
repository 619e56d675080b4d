package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/alecthomas/kong"

	"relais/campaigns"
)

// invocation is what a command works with: the world as one start of the program sees it.
type invocation struct {
	ctx            context.Context //nolint:containedctx // it lives exactly as long as the one call of run that makes it
	stdin          io.Reader
	stdout, stderr io.Writer
	environ        []string
}

// commands is the command line. Each field's Run method carries the command out.
type commands struct {
	Demo      demoFlags      `cmd:"" help:"Show the whole product on this machine, with a sample network and no account anywhere."`
	Run       runFlags       `cmd:"" help:"Run a network."`
	Check     checkFlags     `cmd:"" help:"Judge a configuration and what it needs, without starting anything."`
	Length    lengthFlags    `cmd:"" help:"Count a text by a social network's own rule."`
	Backup    backupFlags    `cmd:"" help:"Copy the store into a file, also while the network runs."`
	Restore   restoreFlags   `cmd:"" help:"Make the store of a backup, in an empty folder."`
	Compact   compactFlags   `cmd:"" help:"Rewrite the store without what was erased, also while the network runs."`
	Keys      keysFlags      `cmd:"" help:"Look after the keys that seal the store."`
	Export    exportFlags    `cmd:"" help:"Write out sources, facts and briefs, or the answers to claims as schema.org's ClaimReview."`
	Import    importFlags    `cmd:"" help:"Put what brief files hold into the network, for somebody else than its author to approve."`
	Audit     auditFlags     `cmd:"" help:"Look after the record of who decided what."`
	AdminCode adminCodeFlags `cmd:"" help:"Make a one-time code for the first admin."`
	Version   versionFlags   `cmd:"" help:"Print which relais this is."`
}

// folder and network are flags' types, whose names stand for the value in --help.
type (
	folder  string
	network string
)

type demoFlags struct {
	Listen string `help:"Address of the built-in chat and the public pages." default:"127.0.0.1:8080"`
	Dir    folder `help:"Folder for the demonstration's store, which is then kept. Without it a temporary one is used and removed at the end."`
	Tour   bool   `help:"Play the whole way of one brief in this terminal, and end."`

	Undo time.Duration `help:"How long a release can be taken back, up to a minute, such as 10s." default:"1m"`
}

// Validate reports what kong cannot see.
func (c *demoFlags) Validate() error {
	if c.Undo < 0 || c.Undo > campaigns.DefaultUndo {
		return fmt.Errorf("--undo: %s is not between 0s and %s", c.Undo, campaigns.DefaultUndo)
	}
	return nil
}

type configFlag struct {
	Config string `help:"The configuration's file." short:"c" default:"config.yaml"`
}

type (
	runFlags   struct{ configFlag }
	checkFlags struct {
		configFlag
		Online bool `help:"Also ask each platform that has a token who the bot is, and say what is in its way."`
	}
	backupFlags struct {
		configFlag
		Age  []string `help:"Encrypt it with age, to a recipient (age1…) or a file of recipients. Can be given several times." placeholder:"RECIPIENT" sep:"none"`
		File string   `arg:"" help:"The file to make. It must not be there."`
	}
	restoreFlags struct {
		configFlag
		Identity        string `help:"The file of the identity that opens a backup encrypted with age." placeholder:"KEYFILE"`
		WithoutErasures bool   `help:"Restore although the list of erasures is lost: whoever has left since the backup is there again."`
		File            string `arg:"" help:"The backup."`
	}
	compactFlags struct{ configFlag }
	keysFlags    struct {
		Rotate keysRotateFlags `cmd:"" help:"Seal everything under a new key, also while the network runs."`
	}
	keysRotateFlags struct {
		configFlag
		Drop bool `help:"Take the older keys out of the key file at the end. Backups from before can't be restored then."`
	}
	exportFlags struct {
		configFlag
		What string `arg:"" enum:"briefs,facts,claimreview" default:"briefs" optional:"" help:"briefs: sources, facts and briefs; facts: sources and facts; claimreview: released answers to claims, a JSON object a line."`
	}
	importFlags struct {
		configFlag
		As    string   `help:"The lead in whose name: as /role shows them, or by their alias." required:"" placeholder:"LEAD"`
		Files []string `arg:"" name:"file" help:"Brief files, as leads write them and export does; - is standard input."`
	}
	auditFlags struct {
		Verify auditVerifyFlags `cmd:"" help:"Prove that no entry of the audit trail was changed, also while the network runs."`
	}
	auditVerifyFlags struct{ configFlag }
	adminCodeFlags   struct{ configFlag }
	versionFlags     struct{}
)

type lengthFlags struct {
	Network network `help:"The network by whose rule to count, such as x or bluesky." required:""`
	JSON    bool    `help:"Answer as one JSON object." name:"json"`
	File    string  `arg:"" optional:"" help:"File to read the text from; standard input without it."`
}

// Run plays or serves the demonstration.
func (c *demoFlags) Run(in *invocation) error {
	return runDemo(in.ctx, *c, in.stdout, in.stderr)
}

// Run runs the network until it is asked to stop.
func (c *runFlags) Run(in *invocation) error {
	cfg, advice, err := loadConfig(c.Config, in.environ)
	if err != nil {
		return err
	}
	logger := newLogger(in.stderr, cfg.Log, cfg.Secrets())
	for _, f := range advice {
		logger.Warn("configuration", "where", f.Where, "setting", f.Key, "advice", f.Text)
	}
	return runService(in.ctx, cfg, logger, in.stdout)
}

// Run makes the code and prints it.
func (c *adminCodeFlags) Run(in *invocation) error {
	cfg, _, err := loadConfig(c.Config, in.environ)
	if err != nil {
		return err
	}
	return newAdminCode(in.ctx, cfg, in.stdout)
}

// saidError is an error that the command has told the user in its own way.
type saidError struct{ error }

func (e saidError) Unwrap() error { return e.error }

// run carries out one command line (without the program's name) and returns the exit code. It ends when the command is done,
// or soon after ctx has ended.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, environ []string) int {
	out := &output{Writer: stdout}
	in := &invocation{ctx: ctx, stdin: stdin, stdout: out, stderr: stderr, environ: environ}
	helpOnly := len(args) == 0
	if helpOnly {
		in.stdout = stderr
		args = []string{"--help"}
	}
	err := in.carryOut(args)
	if err == nil && out.failed != nil {
		err = fmt.Errorf("not all of the answer could be written: %w", out.failed)
	}
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return exitDone // asked to stop while it started
	}
	if err == nil && helpOnly {
		return exitUsage
	}
	if err != nil && !errors.As(err, new(saidError)) {
		in.tell(err)
	}
	return exitCode(err)
}

// output is where a command answers. It keeps the first error, since an answer that is cut off, as on a full disk, is a failure.
type output struct {
	io.Writer
	failed error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if err != nil && o.failed == nil {
		o.failed = err
	}
	return n, err
}

func (in *invocation) carryOut(args []string) error {
	helped := false
	parser, err := kong.New(&commands{},
		kong.Name("relais"),
		kong.Description("The relay of a voluntary advocacy network: vetted, sourced briefs for people who share them in their own words."),
		kong.Writers(in.stdout, in.stderr),
		kong.Exit(func(int) { helped = true }), // called for --help alone
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Help(manual),
	)
	if err != nil {
		return fmt.Errorf("build the command line: %w", err)
	}
	parsed, err := parser.Parse(args)
	switch {
	case helped:
		return nil
	case err != nil:
		return err
	}
	return parsed.Run(in)
}

// tell says to the user why the command ended, one fault a line.
func (in *invocation) tell(err error) {
	if config := (ConfigError)(nil); errors.As(err, &config) {
		fmt.Fprintln(in.stderr, config)
		return
	}
	fmt.Fprintf(in.stderr, "relais: %v\n", err)
	if parse := (*kong.ParseError)(nil); errors.As(err, &parse) {
		command := "relais"
		if node := parse.Context.Selected(); node != nil {
			command = node.FullPath()
		}
		fmt.Fprintf(in.stderr, "Run %s --help to see how it is used.\n", command)
	}
}

// manual prints a command's help, and below the program's own what every command has in common.
func manual(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	if ctx.Selected() != nil {
		return nil
	}
	_, err := fmt.Fprintf(ctx.Stdout, "\n%s\n%s", exitCodes(exitDone, exitFailed, exitUsage, exitTooLong, exitInUse),
		"A first signal (Ctrl-C) ends it in order, a second one at once.\n")
	return err
}
