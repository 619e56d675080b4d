// Package ci holds the rules that the linter keeps to what they promise. It is run by make test, which builds the linter;
// go test ./... passes it by.
package ci

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

const configFile = "../.golangci.yml"

// rules is the part of .golangci.yml that this test reads.
type rules struct {
	Linters struct {
		Settings struct {
			Depguard struct {
				Rules map[string]struct {
					ListMode string `yaml:"list-mode"`
					Deny     []struct {
						Pkg  string `yaml:"pkg"`
						Desc string `yaml:"desc"`
					} `yaml:"deny"`
				} `yaml:"rules"`
			} `yaml:"depguard"`
		} `yaml:"settings"`
	} `yaml:"linters"`
}

func readRules(t *testing.T) rules {
	t.Helper()
	text, err := os.ReadFile(configFile)
	if err != nil {
		t.Fatal(err)
	}
	var r rules
	if err := yaml.Load(text, &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Linters.Settings.Depguard.Rules) == 0 {
		t.Fatalf("%s has no import rules", configFile)
	}
	return r
}

func TestImportRulesAreWellFormed(t *testing.T) {
	for name, rule := range readRules(t).Linters.Settings.Depguard.Rules {
		if rule.ListMode != "lax" {
			t.Errorf("%s: the list's mode is %q, not lax", name, rule.ListMode)
		}
		for i, a := range rule.Deny {
			if len(a.Desc) < 20 {
				t.Errorf("%s: %s has no reason", name, a.Pkg)
			}
			for j, b := range rule.Deny {
				if i != j && strings.HasPrefix(b.Pkg, a.Pkg) {
					t.Errorf("%s: %s hides behind %s: depguard looks at the nearer one only", name, a.Pkg, b.Pkg)
				}
			}
		}
	}
}

// TestImportRulesFire runs the linter once over a small tree of the same module in which every rule is broken, and every
// border of a rule is walked along without being crossed.
func TestImportRulesFire(t *testing.T) {
	linter := os.Getenv("GOLANGCI_LINT")
	if linter == "" {
		t.Fatal("GOLANGCI_LINT does not name the linter: run make test, which builds it, or set it to a golangci-lint")
	}
	dir := plantTree(t)
	got := lint(t, linter, dir)

	var want []string
	fired := map[string]bool{}
	for _, p := range plants {
		for list := range strings.FieldsSeq(p.lists) {
			want = append(want, fmt.Sprintf("%s: %s: %s", p.file, list, p.imports))
			fired[list+" "+p.imports] = true
		}
	}
	for _, s := range statements {
		if s.linter != "" {
			want = append(want, s.file+": "+s.linter)
		}
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what the linter found in the planted tree (-planted +found):\n%s", diff)
	}
	for list, rule := range readRules(t).Linters.Settings.Depguard.Rules {
		for _, deny := range rule.Deny {
			exact, is := strings.CutSuffix(deny.Pkg, "$")
			hit := func(key string) bool {
				l, imported, _ := strings.Cut(key, " ")
				return l == list && (imported == exact || !is && strings.HasPrefix(imported, deny.Pkg))
			}
			if !slices.ContainsFunc(slices.Collect(maps.Keys(fired)), hit) {
				t.Errorf("nothing planted breaks %s: %s", list, deny.Pkg)
			}
		}
	}
}

// plantTree writes the tree and returns its folder. A package that is imported and not planted is an empty one, a module from
// outside is replaced by an empty one beside it: nothing is fetched or compiled.
func plantTree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	empty := func(folder string) {
		if files, err := filepath.Glob(filepath.Join(dir, folder, "*.go")); err != nil || len(files) == 0 {
			write(folder+"/empty.go", "package "+packageOf(folder)+"\n")
		}
	}
	config, err := os.ReadFile(configFile)
	if err != nil {
		t.Fatal(err)
	}
	write(".golangci.yml", string(config))

	files := map[string][]string{}
	for _, p := range plants {
		files[p.file] = append(files[p.file], p.imports)
	}
	for file, imports := range files {
		text := "package " + packageOf(path.Dir(file))
		if strings.HasSuffix(file, "_test.go") {
			text += "_test"
		}
		text += "\n"
		for _, i := range imports {
			text += fmt.Sprintf("import _ %q\n", i)
		}
		write(file, text)
	}
	for _, s := range statements {
		write(s.file, "package "+packageOf(path.Dir(s.file))+"\n"+s.text)
	}
	mod := "module relais\n\ngo 1.26\n"
	replaced := map[string]bool{}
	for _, p := range plants {
		empty(path.Dir(p.file))
		if own, ok := strings.CutPrefix(p.imports, "relais/"); ok {
			empty(own)
			continue
		}
		i := slices.IndexFunc(modules, func(m string) bool { return p.imports == m || strings.HasPrefix(p.imports, m+"/") })
		if i < 0 {
			continue // the standard library
		}
		module := modules[i]
		if !replaced[module] {
			replaced[module] = true
			version := "v0.0.0"
			if major := majorOf.FindStringSubmatch(module); major != nil {
				version = major[1] + ".0.0"
			}
			mod += fmt.Sprintf("require %s %s\nreplace %s => ./outside/%s\n", module, version, module, module)
			write("outside/"+module+"/go.mod", "module "+module+"\n\ngo 1.26\n")
		}
		empty("outside/" + p.imports)
	}
	write("go.mod", mod)
	return dir
}

var (
	majorOf = regexp.MustCompile(`/(v[0-9]+)$`)
	version = regexp.MustCompile(`^v[0-9]+$`)
)

// modules are those from outside that the plants import.
var modules = []string{
	"github.com/alecthomas/kong", "github.com/bwmarrin/discordgo", "github.com/chromedp/chromedp", "github.com/go-co-op/gocron/v2",
	"github.com/go-telegram-bot-api/telegram-bot-api/v5", "github.com/google/go-cmp", "github.com/rogpeppe/go-internal",
	"github.com/stretchr/testify", "go.etcd.io/bbolt", "go.uber.org/goleak", "golang.org/x/crypto", "golang.org/x/net", "pgregory.net/rapid",
}

// packageOf names the package in a folder.
func packageOf(folder string) string {
	name := path.Base(folder)
	if version.MatchString(name) {
		name = path.Base(path.Dir(folder))
	}
	if name == "." {
		return "main"
	}
	return strings.ReplaceAll(name, "-", "")
}

// lint runs the linter over a tree and returns what it found as "file: list: import" and, for the other linters, as
// "file: linter".
func lint(t *testing.T, linter, dir string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), linter, "run", "--allow-parallel-runners", "--enable-only", "depguard,forbidigo,gochecknoinits",
		"--issues-exit-code", "0", "--show-stats=false", "--output.json.path", "stdout", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("run %s: %v\n%s%s", linter, err, stdout.String(), stderr.String())
	}
	var report struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct{ Filename string }
		}
	}
	if err := json.NewDecoder(&stdout).Decode(&report); err != nil {
		t.Fatalf("read the linter's report: %v\n%s", err, stderr.String())
	}
	inText := regexp.MustCompile(`^import '([^']+)' is not allowed from list '([^']+)': .{20}`)
	var found []string
	for _, issue := range report.Issues {
		file := filepath.ToSlash(issue.Pos.Filename)
		switch m := inText.FindStringSubmatch(issue.Text); {
		case m != nil:
			found = append(found, fmt.Sprintf("%s: %s: %s", file, m[2], m[1]))
		case issue.FromLinter == "typecheck" || issue.FromLinter == "depguard":
			t.Errorf("%s: %s", file, issue.Text)
		default:
			found = append(found, file+": "+issue.FromLinter)
		}
	}
	slices.Sort(found)
	return found
}

// TestScriptsAreWhole holds that what make test runs can be run: a file that is not executable would fail on a fresh clone only.
func TestScriptsAreWhole(t *testing.T) {
	for _, name := range []string{"run", "tools", "coverage"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if info.Mode()&fs.FileMode(0o100) == 0 {
			t.Errorf("%s is not executable", name)
		}
	}
}
