# the disclosure stands in every share text, in the first person and in the reader's language
network sample
time passes 2m
nadia says '/briefs argan'
nadia presses 'B3'
nadia presses 'Share'
nadia presses 'X'
nadia reads 'They say who you are with' 'please leave them in' 'I volunteer with Living Heritage'
reader gets '/b/B3?lang=en' and reads 'Example Foundation'

# a share that is shown without it is not counted
nadia presses 'I shared it'
nadia presses 'Yes, count my shares'
nadia reads 'Counted'
nadia presses 'Add the link'
nadia says 'Argan oil is great, everybody should try it.'
nadia reads 'is missing, so this one is not counted'
nadia says '/stats B3'
nadia reads '0 shares'

# a change of who pays needs a second person, and voids what was approved under the old one
nadia says '/campaign edit living-heritage paidby'
nadia says 'Another Foundation'
nadia reads 'waits for a second person'
nadia does not see 'Confirm the change'
