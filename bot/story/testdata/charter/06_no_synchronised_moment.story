# nobody is asked to post at a common moment
network sample
time passes 2m
nadia says '/edit B1 en summary'
nadia says 'Everyone, post this together at 18:00!'
nadia says '/submit B1'
nadia reads 'asks for a common moment'
nadia does not read 'is in review'

# and nobody is made a machine: five shares a day
nadia says '/briefs argan'
nadia presses 'B3'
nadia presses 'Share'
nadia presses 'Bluesky'
nadia reads 'Share kits opened today: 1 of 5'
nadia presses 'Share'
nadia presses 'Threads'
nadia presses 'Share'
nadia presses 'LinkedIn'
nadia presses 'Share'
nadia presses 'WhatsApp'
nadia presses 'Share'
nadia presses 'Facebook'
nadia reads 'Share kits opened today: 5 of 5'
nadia presses 'Share'
nadia presses 'Reddit'
nadia reads 'You have opened 5 share kits today' 'More tomorrow'
clock is '2026-03-03 12:00' in Europe/Paris
nadia presses 'Reddit'
nadia reads 'Share kits opened today: 1 of 5'
