// Package match finds what a text speaks of and where it departs from what is known: folding, grams, near-duplicates. It
// knows strings and ids, and nothing of briefs, members or languages beyond their words.
//
// The way of a check: lex cuts a draft into tokens that remember their bytes, sentences into what one states; the index finds
// the facts near to each sentence by grams and judges them by words; quantities, dates, names and negations of the sentence
// are then held against those of the facts. What it says is advice: where in doubt it is silent, since a false alarm costs
// more trust than a missed slip.
package match
