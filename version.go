package main

import (
	"fmt"
	"runtime/debug"
	"strings"
)

// Run prints the version.
func (versionFlags) Run(in *invocation) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	_, err := fmt.Fprintln(in.stdout, versionLine(info))
	return err
}

// versionLine says what the build has recorded about itself: "relais v1.2.0 go1.26.8 revision 1a2b3c4d5e6f (changed since)".
// What is not recorded is left out.
func versionLine(info *debug.BuildInfo) string {
	version := info.Main.Version
	if version == "" || version == "(devel)" {
		version = "(unreleased)"
	}
	words := []string{"relais", version}
	if info.GoVersion != "" {
		words = append(words, info.GoVersion)
	}
	recorded := map[string]string{}
	for _, s := range info.Settings {
		recorded[s.Key] = s.Value
	}
	if rev := recorded["vcs.revision"]; rev != "" {
		words = append(words, "revision", rev[:min(len(rev), 12)])
		if at := recorded["vcs.time"]; at != "" {
			words = append(words, "of", at)
		}
		if recorded["vcs.modified"] == "true" {
			words = append(words, "(changed since)")
		}
	}
	return strings.Join(words, " ")
}
