# who blocked the bot is asked to answer no contest; once they have let it in again and said something, the next is theirs
network sample
time passes 2m
nadia says '/language en'
rafael says '/language en'
rafael blocks the bot

# a platform may tell only when something is sent to them
reader sends 'The year is that of the request.' to '/b/B3/contest?fact=argan-inscribed&lang=en' and reads 'Contest C1'
time passes 1m
reader sends 'The oil is not on the list.' to '/b/B3/contest?lang=en' and reads 'Contest C2'
nadia reads 'C2 contests B3' 'please invite a reviewer'
nadia says '/contests'
nadia reads 'C2 on B3, by 2026-03-09, with nobody yet'
rafael unblocks the bot
rafael has no 'somebody contests B3'
rafael says '/about'
reader sends 'The tree grows elsewhere too.' to '/b/B3/contest?lang=en' and reads 'Contest C3'
rafael reads 'C3: somebody contests B3'
