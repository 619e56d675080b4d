# a network without a composer says so and offers nothing to open; the text to copy is there
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'Instagram'
rafael reads 'Instagram has no page I could open for you' 'I volunteer with'
rafael does not see 'Open Instagram'
rafael sees 'I shared it'
