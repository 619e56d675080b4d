# the kit has facts and angles first, then two or three questions, and a picture with the words that say what it shows
network sample
time passes 2m
nadia attaches tree.txt
nadia says '/submit B6'
rafael presses 'Approve English'
nadia says '/plan B6'
nadia presses 'Release now'
time passes 2m
karim says '/language en'
karim says '/briefs tree'
karim presses 'B6'
karim presses 'Share'
karim presses 'X'
karim reads '(No. 00955)' 'Angles:' 'The list names what people know' 'To begin with:' '?' '?' 'Picture to go with it: https://example.org/tree.jpg (A. Photographer)' 'A tree in a dry field' 'of 280'
-- tree.txt --
== Brief tree
Campaign: living-heritage
Kind: points
Fallback: English
Picture: https://example.org/tree.jpg
Shows: A tree in a dry field.
Credit: A. Photographer

== English
Title: The tree
Summary: Argan is on the list.
Points:
- The list names what people know. [argan-inscribed]
Prompts:
- Who taught you?
- When did you see one last?
