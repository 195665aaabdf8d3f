// Package main is Storywire, which holds a newsroom's stories as structure and
// serves them over HTTP. It is the whole program: it picks the subcommand, reads the
// configuration, wires the parts together and runs until a signal. It alone
// knows every part, and holds no rule of its own.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // every newsroom's zone, on the barest machine too

	"storywire/internal/config"
)

//go:embed openapi.yaml
var openapi []byte

// command is one subcommand. run gets what stands behind its name.
type command struct {
	name, args, short string
	long              string // what -h says after the usage line
	run               func(ctx context.Context, c command, args []string) error
}

func commands() []command {
	return []command{serveCommand, migrateCommand, importCommand, watchCommand, keyCommand, changesCommand, conformCommand, sampleCommand, healthCommand, versionCommand}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	err := run(ctx, os.Args[1:])
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return
	case errors.Is(err, errUsage):
		os.Exit(2)
	}
	fmt.Fprintln(os.Stderr, "storywire:", err)
	os.Exit(1)
}

// run finds the subcommand that args begin with; serve is what runs without.
func run(ctx context.Context, args []string) error {
	name := "serve"
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		name, args = args[0], args[1:]
	} else if len(args) > 0 && (args[0] == "-h" || args[0] == "-help" || args[0] == "--help") {
		usage(os.Stdout)
		return nil
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(ctx, c, args)
		}
	}
	if name == "help" {
		usage(os.Stdout)
		return nil
	}
	fmt.Fprintf(os.Stderr, "storywire: there is no subcommand %q\n\n", name)
	usage(os.Stderr)
	return errUsage
}

// errUsage says that the command line was wrong and that this has been told.
var errUsage = errors.New("usage")

func usage(w io.Writer) {
	fmt.Fprint(w, "Storywire holds a newsroom's stories as structure and serves them over HTTP.\n\nUsage: storywire [SUBCOMMAND] [-h]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-9s %s\n", c.name, c.short)
	}
	fmt.Fprintf(w, "\nSettings come from the environment:\n\n%s", config.Usage())
}

// flags is the flag set of a subcommand, with the usage that -h prints.
func (c command) flags() *flag.FlagSet {
	f := flag.NewFlagSet(c.name, flag.ContinueOnError)
	f.SetOutput(os.Stdout)
	f.Usage = func() {
		fmt.Fprintf(f.Output(), "Usage: storywire %s %s\n\n%s\n", c.name, c.args, c.long)
		options := 0
		f.VisitAll(func(*flag.Flag) { options++ })
		if options > 0 {
			fmt.Fprintln(f.Output(), "\nOptions:")
			f.PrintDefaults()
		}
	}
	return f
}

// parse reads flags and holds what is left to least and most arguments (-1:
// any number).
func (c command) parse(f *flag.FlagSet, args []string, least, most int) error {
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage // Parse has said what is wrong
	}
	if f.NArg() < least || most >= 0 && f.NArg() > most {
		f.SetOutput(os.Stderr)
		f.Usage()
		return errUsage
	}
	return nil
}

var versionCommand = command{
	name: "version", short: "print the version",
	long: "Print the version of this binary and the revision it was built from.",
	run: func(_ context.Context, c command, args []string) error {
		if err := c.parse(c.flags(), args, 0, 0); err != nil {
			return err
		}
		fmt.Println("storywire", version())
		return nil
	},
}

// version is the module's version or, in a build from a checkout, the revision.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, modified := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = " " + s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = " with changes"
		}
	}
	return info.Main.Version + revision + modified
}
