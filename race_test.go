//go:build race

package main

// raced tells that the race detector watches, which makes a story take ten times as long.
const raced = true
