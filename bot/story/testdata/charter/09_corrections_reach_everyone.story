# delivered copies change in place, those who shared are told, the page shows what changed
network sample
time passes 2m
karim says '/language en'
karim says '/briefs argan'
karim presses 'B3'
karim presses 'Share'
karim presses 'X'
karim presses 'I shared it'
karim presses 'Yes, count my shares'
karim says '/stop'
nadia says '/edit B3 en summary'
nadia says 'A corrected summary about argan.'
nadia says '/submit B3'
rafael presses 'Approve English'
nadia says '/plan B3'
nadia reads 'The correction of B3'
nadia presses 'Release now'
nadia says '/desk'
time passes 2m
nadia reads 'Corrected on 2026-03-02' 'A corrected summary about argan.'
karim reads 'has been corrected. Could you correct your post?'
karim sees 'Corrected' 'Deleted' 'Left it'
karim presses 'Deleted'
karim reads 'Thank you for taking it down.'
reader gets '/b/B3?lang=en' and reads 'A corrected summary about argan.'

# and a withdrawn one shows its notice in place of its text
nadia says '/withdraw B3'
nadia says 'The figure could not be confirmed.'
nadia presses 'Withdraw it'
nadia reads 'B3 is withdrawn'
reader gets '/b/B3?lang=en' and reads 'The figure could not be confirmed.'
reader gets '/b/B3?lang=en' and does not read 'A corrected summary about argan.'

# anyone, member or not, contests it from its page, and reads the answer there, by the day that they were told
reader sends 'The figure was right after all.' to '/b/B3/contest?lang=en' and reads 'C1 is answered by 2026-03-09'
rafael reads 'C1' 'The figure was right after all.'
nadia does not read 'The figure was right after all.'
rafael presses 'The brief is right'
rafael says 'We found no source that gives it.'
rafael presses 'Put it on the page'
reader gets '/b/B3/contest/C1?lang=en' and reads 'Not upheld' 'We found no source that gives it.'
reader gets '/b/B3?lang=en' and reads 'Not upheld' 'We found no source that gives it.'
