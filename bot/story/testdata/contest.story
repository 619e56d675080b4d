# anybody contests a released brief; who did not write it is asked to answer by a day, and the answer shows on the page
network sample
time passes 2m
nadia says '/language en'
rafael says '/language en'
reader gets '/b/B3?lang=en' and reads 'Contest this fact' and 'Contest this brief'
nadia says '/desk'
rafael says '/desk'
reader sends '' to '/b/B3/contest?lang=en' and reads 'Please say what is wrong and how you know.'
rafael does not read 'contests'
reader sends 'The year is that of the request.' to '/b/B3/contest?fact=argan-inscribed&lang=en' and reads 'Contest C1' then '2026-03-09'
rafael reads 'C1: somebody contests B3' 'by 2026-03-09' '2014' 'UNESCO' 'The year is that of the request.'
rafael sees 'The contest is right' 'Right in part' 'The brief is right'
nadia does not read 'contests'
reader gets '/b/B3?lang=en' and reads 'contest is open.' '2026-03-09'
reader gets '/b/B3?lang=en' and does not read 'The year is that of the request.'

# the same words again are the same contest
reader sends 'the year is  that of the request.' to '/b/B3/contest?fact=argan-inscribed&lang=en' and reads 'Contest C1'

# it waits on the desk of who has to answer, and in the list
rafael says '/desk'
rafael reads 'C1 contests B3 and waits for your answer by 2026-03-09'
nadia says '/contests'
nadia reads '1 contest waits for an answer' 'C1 on B3, by 2026-03-09, with Rafael'

# who wrote the brief does not judge it
nadia presses 'C1'
nadia does not see 'The contest is right'

# the answer is public, so it names nobody
rafael presses 'The contest is right'
rafael reads 'What is the public answer to C1?' 'in English'
rafael says 'Ask @someone about it.'
rafael reads '@someone' 'Please write it again without.'
the service restarts
nadia says '/help'
rafael says 'The year is that of the request.'
rafael reads 'This would stand on the page' 'The contest is right: The year is that of the request.'
reader gets '/b/B3?lang=en' and does not read 'The year is that of the request.'
rafael says 'The year is that of the request. We correct it.'
rafael presses 'Put it on the page'
rafael reads 'The answer to C1 stands on the brief''s page now.'
nadia reads 'C1 was upheld.' 'Please correct B3' 'The year is that of the request. We correct it.'
nadia sees 'Open B3' 'Open the fact' 'Contest C1'
reader gets '/b/B3?lang=en' and reads 'Upheld: we were wrong' 'The year is that of the request. We correct it.'
reader gets '/b/B3/contest/C1?lang=en' and reads 'Upheld: we were wrong' 'The year is that of the request. We correct it.'
rafael presses 'The brief is right'
rafael reads 'It has its answer already'
