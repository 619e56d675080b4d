package texts_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// use is one place in the code that needs the words of a key.
type use struct {
	key    string // with prefix set, what the key begins with
	prefix bool
	label  bool // it becomes the label of a button
	at     token.Position

	// call tells that the place also fills the placeholders: with the values named args, and with a count where number is set.
	call   bool
	args   []string
	number bool
}

// keyed are the functions that take a key, by name: the place of the key among their arguments, and of the first name of a
// placeholder; -1 where they take none.
var keyed = map[string]struct{ key, args int }{
	"Say": {0, 1}, "Plain": {0, 1}, "say": {0, 1}, "notice": {0, 1}, "no": {0, 1}, "add": {0, 1},
	"letterTo": {1, 2}, "choose": {0, 2}, "button": {0, -1}, "sharedMessage": {0, -1},
}

// labelled are the functions whose argument becomes a label, whatever stands around it.
var labelled = []string{"named", "buttonFor", "btn"}

// reader collects the uses in a folder of Go files.
type reader struct {
	fset   *token.FileSet
	groups []string // the first words of all keys
	known  func(key string) bool
	uses   []use
	faults []string
}

// readUses reads the Go files of a folder, tests left out.
func readUses(t testing.TB, dir string, english sheet) *reader {
	t.Helper()
	r := newReader(english)
	for _, f := range parseDir(t, r.fset, dir) {
		r.file(f)
	}
	return r
}

func newReader(english sheet) *reader {
	r := &reader{fset: token.NewFileSet(), known: func(key string) bool { _, ok := english[key]; return ok }}
	for key := range english {
		if group, _, dotted := strings.Cut(key, "."); dotted && !slices.Contains(r.groups, group) {
			r.groups = append(r.groups, group)
		}
	}
	return r
}

func parseDir(t testing.TB, fset *token.FileSet, dir string) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("there is no code in %s: %v", dir, err)
	}
	var out []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	if len(out) == 0 {
		t.Fatalf("there is no code in %s: %v", dir, fs.ErrNotExist)
	}
	return out
}

func (r *reader) file(f *ast.File) {
	for _, d := range f.Decls {
		scope := scope{}
		if fn, ok := d.(*ast.FuncDecl); ok {
			scope = scopeOf(fn)
		}
		r.walk(d, scope, false)
	}
}

// scope is what a function's names were ever set to.
type scope struct {
	params map[string]bool
	set    map[string][]ast.Expr
}

func scopeOf(fn *ast.FuncDecl) scope {
	s := scope{params: map[string]bool{}, set: map[string][]ast.Expr{}}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncType:
			for _, field := range n.Params.List {
				for _, name := range field.Names {
					s.params[name.Name] = true
				}
			}
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if name, ok := left.(*ast.Ident); ok && len(n.Lhs) == len(n.Rhs) {
					s.set[name.Name] = append(s.set[name.Name], n.Rhs[i])
				}
			}
		}
		return true
	})
	return s
}

// walk finds the uses below n. label tells that what is said there becomes a button's label.
func (r *reader) walk(n ast.Node, s scope, label bool) {
	ast.Inspect(n, func(c ast.Node) bool {
		switch c := c.(type) {
		case *ast.CallExpr:
			return r.call(c, s, label)
		case *ast.CompositeLit:
			return r.composite(c, s)
		case *ast.BasicLit:
			// Keys also stand in tables and variables: what looks like one has to be one.
			if key, ok := literal(c); ok && r.looksLikeKey(key) {
				r.uses = append(r.uses, use{key: key, at: r.fset.Position(c.Pos())})
			}
		}
		return true
	})
}

func (r *reader) call(c *ast.CallExpr, s scope, label bool) (deeper bool) {
	name := called(c)
	if f, ok := c.Fun.(*ast.Ident); ok && s.params[f.Name] {
		return true // a function that was handed in
	}
	switch {
	case name == "ask": // a step of a dialogue, and what it keeps: no words
		return false
	case slices.Contains(labelled, name):
		for _, arg := range c.Args {
			r.walk(arg, s, true)
		}
		return false
	}
	place, ok := keyed[name]
	if !ok || len(c.Args) <= place.key {
		return true
	}
	keys, ok := r.resolve(c.Args[place.key], s)
	if !ok {
		r.faults = append(r.faults, r.fset.Position(c.Pos()).String()+": "+name+" takes a key that the test can't follow")
	}
	for _, u := range keys {
		u.label, u.at = label || name == "button", r.fset.Position(c.Pos())
		if place.args >= 0 {
			u.call = true
			u.args, u.number, u.call = arguments(c, place.args, s)
		}
		r.uses = append(r.uses, u)
	}
	for i, arg := range c.Args {
		if i != place.key {
			r.walk(arg, s, label && name != "button")
		}
	}
	return false
}

// composite reads the literals that are no plain tables: need{key, args, button}, refusal{key: …}, Button{Label: …}, and the
// tables whose words are not the conversation's.
func (r *reader) composite(c *ast.CompositeLit, s scope) (deeper bool) {
	switch kind := typeName(c.Type); {
	case kind == "need" && len(c.Elts) == 3:
		keys, _ := r.resolve(c.Elts[0], s)
		for _, u := range keys {
			u.at, u.call = r.fset.Position(c.Pos()), true
			if list, ok := c.Elts[1].(*ast.CompositeLit); ok {
				u.args, u.number = names(list.Elts)
			}
			r.uses = append(r.uses, u)
		}
		r.walk(c.Elts[1], s, false)
		r.walk(c.Elts[2], s, false)
		return false
	case kind == "map[string]step":
		return false
	}
	for _, e := range c.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		switch field, _ := kv.Key.(*ast.Ident); {
		case field == nil:
		case field.Name == "key":
			keys, _ := r.resolve(kv.Value, s)
			for _, u := range keys {
				u.at = r.fset.Position(kv.Pos())
				r.uses = append(r.uses, u)
			}
		case field.Name == "Label":
			r.walk(kv.Value, s, true)
		}
	}
	return true
}

// resolve follows a key to the literals it can be. A parameter resolves to none: its callers are read instead.
func (r *reader) resolve(e ast.Expr, s scope) (out []use, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		key, ok := literal(e)
		return []use{{key: key}}, ok
	case *ast.BinaryExpr:
		left, ok := leftmost(e)
		return []use{{key: left, prefix: true}}, ok && e.Op == token.ADD
	case *ast.SelectorExpr: // a column of a table, which the walk reads
		return nil, e.Sel.Name == "key"
	case *ast.Ident:
		for _, value := range s.set[e.Name] {
			more, known := r.resolve(value, s)
			if !known {
				return out, false
			}
			out = append(out, more...)
		}
		return out, s.params[e.Name] || len(s.set[e.Name]) > 0
	case *ast.IndexExpr: // map[…]string{…}[x]
		table, ok := e.X.(*ast.CompositeLit)
		if !ok {
			return nil, false
		}
		for _, row := range table.Elts {
			kv, isPair := row.(*ast.KeyValueExpr)
			if !isPair {
				return out, false
			}
			more, known := r.resolve(kv.Value, s)
			if !known {
				return out, false
			}
			out = append(out, more...)
		}
		return out, true
	}
	return nil, false // what is built elsewhere
}

// arguments are the names that a call fills in, from argument on; ok is false where they can't be followed.
func arguments(c *ast.CallExpr, from int, s scope) (out []string, number, ok bool) {
	if !c.Ellipsis.IsValid() {
		out, number = names(c.Args[min(from, len(c.Args)):])
		return out, number, true
	}
	last, isName := c.Args[len(c.Args)-1].(*ast.Ident)
	if !isName || len(s.set[last.Name]) == 0 {
		return nil, false, false
	}
	for _, value := range s.set[last.Name] {
		var list []ast.Expr
		switch v := value.(type) {
		case *ast.CompositeLit:
			list = v.Elts
		case *ast.CallExpr: // append(args, "Name", value)
			list = v.Args[min(1, len(v.Args)):]
		}
		more, count := names(list)
		out, number = append(out, more...), number || count
	}
	return out, number, true
}

// names are the literals at the even places, and whether one of the values is a count.
func names(list []ast.Expr) (out []string, number bool) {
	for i, e := range list {
		if i%2 == 0 {
			if name, ok := literal(e); ok {
				out = append(out, name)
			}
		} else if v, ok := e.(*ast.CallExpr); ok && called(v) == "Number" {
			number = true
		}
	}
	return out, number
}

func (r *reader) looksLikeKey(s string) bool {
	group, rest, dotted := strings.Cut(s, ".")
	return dotted && rest != "" && slices.Contains(r.groups, group) && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz_-.") == "" &&
		!strings.HasSuffix(rest, ".") && !strings.HasSuffix(rest, "_")
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func leftmost(e *ast.BinaryExpr) (string, bool) {
	if left, ok := e.X.(*ast.BinaryExpr); ok {
		return leftmost(left)
	}
	return literal(e.X)
}

func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.MapType:
		return "map[" + typeName(e.Key) + "]" + typeName(e.Value)
	}
	return ""
}
