# More shows every point with its facts and their sources, what is not claimed and what a fair critic would say
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael does not read 'What we do not claim'
rafael presses 'More'
rafael reads 'Argan: more than an oil' 'they teach it to their daughters' 'as of 2021-12-25' 'UNESCO' 'What we do not claim:' 'heals anything' 'What a fair critic would say:' 'pressure on the trees'
rafael sees 'Share' 'Back'
rafael presses 'Back'
rafael reads 'Rests on 1 source'
