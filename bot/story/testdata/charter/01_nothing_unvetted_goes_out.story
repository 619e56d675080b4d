# every point rests on a fact with a source, and someone else has approved the language as it stands
network sample
time passes 2m
nadia says '/plan B1'
nadia reads 'B1 is a draft. Send it for review first.'

# a point without a fact blocks
nadia says '/edit B1 en point'
nadia says 'Couscous is eaten in many countries.'
nadia says '/submit B1'
nadia reads 'rests on no fact: Couscous is eaten in many countries.'
nadia says '/plan B1'
nadia does not see 'Release now'

# another brief, which the author cannot approve, even with the part of a reviewer
nadia says '/role 1'
nadia presses 'reviewer'
nadia says '/edit B2 en summary'
nadia says 'Ahellil and Gnawa are both on the list, side by side.'
nadia says '/submit B2'
nadia reads 'is in review'
nadia says '/approve B2 en'
nadia reads 'Someone else has to approve what you wrote.'
nadia says '/plan B2'
nadia reads 'English is read by members but not approved'
nadia does not read 'in English'
nadia does not see 'Release now'

# an edit after the card was shown: the old card does not approve what it never showed
rafael reads 'waits for your word in English'
nadia says '/edit B2 en summary'
nadia says 'Ahellil and Gnawa stand on the list together.'
rafael presses 'Approve English'
rafael reads 'The text has changed since you were shown this.'
nadia says '/plan B2'
nadia does not read 'in English'

# approved as it stands, it can leave
rafael says '/approve B2 en'
rafael reads 'Ahellil and Gnawa stand on the list together.'
rafael presses 'Approve English'
rafael reads 'Approved: B2 in English'
nadia says '/plan B2'
nadia reads 'in English'
nadia sees 'Release now'

# and an edit voids it again
nadia says '/edit B2 en summary'
nadia says 'Something that nobody has seen.'
nadia says '/plan B2'
nadia does not read 'in English'
rafael does not read 'Something that nobody has seen'
