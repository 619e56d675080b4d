# the bot opens a composer, and a human acts there
network sample
time passes 2m
nadia says '/briefs argan'
nadia presses 'B3'
nadia presses 'Share'
nadia presses 'Bluesky'
nadia opens 'Open Bluesky' and is led to 'https://bsky.app/intent/compose?text='
nadia presses 'Share'
nadia presses 'X'
nadia opens 'Open X' and is led to 'https://x.com/intent'
nadia presses 'Share'
nadia presses 'Instagram'
nadia reads 'Instagram has no page I could open for you'
nadia does not see 'Open'
