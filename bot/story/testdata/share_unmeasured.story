# where readers cannot reach us the composer opens directly, the source stands in place of our link, and it says "not measured"
network unmeasured
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'X'
rafael reads 'Readers are not measured here, so the source stands in place of our own link' 'I volunteer with' 'https://ich.unesco.org/en/RL/argan'
rafael does not read '/s/'
rafael opens 'Open X' and is led to 'https://x.com/intent/tweet'
rafael presses 'Back'
rafael presses 'LinkedIn'
rafael opens 'Open LinkedIn' and is led to 'https%3A%2F%2Fich.unesco.org'
nadia says '/stats B3'
nadia reads 'not measured'
nadia does not read '0 readers'
nadia says '/about'
nadia does not read 'Everything that was published'
