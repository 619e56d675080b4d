# the address of the post can be added; a post without the line about who one is with is not counted, and says why
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'X'
rafael presses 'I shared it'
rafael presses 'Yes, count my shares'
rafael presses 'Add the link'
rafael reads 'Send me the address of your post, or its text'
rafael says 'https://x.com/rafael/status/1'
rafael reads 'the link is kept with your share'

# the text with the line counts, and is not kept
rafael presses 'Add the link'
rafael says 'My grandmother cracked the nuts. I volunteer with Living Heritage, a network run and paid for by the Example Foundation.'
rafael reads 'so it counts. The text itself was not kept'
nadia says '/stats B3'
nadia reads '1 share by'

# without it, it does not
rafael presses 'Add the link'
rafael says 'My grandmother cracked the nuts.'
rafael reads 'The line that says who you volunteer with is missing, so this one is not counted'
rafael sees 'I shared it'
nadia says '/stats B3'
nadia reads '0 shares'
