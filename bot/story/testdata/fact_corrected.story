# a changed fact shows all it touches, and opens one correction for every brief on it
network sample
time passes 2m
nadia says '/facts argan'
nadia presses 'Argan'
nadia presses 'Change it'
nadia presses '✎ English'
nadia reads 'What does it state now'
nadia says 'Argan, practices and know-how concerning the argan tree, was inscribed in 2014 (No. 00955) on the proposal of Morocco.'
nadia reads 'Correction K1'
nadia reads 'B3'
nadia reads 'not sent for review yet'
nadia says '/desk'
nadia reads 'a changed fact still owes its readers a correction: K1'
nadia says '/correction K1'
nadia presses 'Send all for review'
nadia presses 'Send all for review'
rafael has 'B3 waits for your word in English' once
rafael presses 'Approve English'
rafael presses 'Approve français'
nadia says '/correction K1'
nadia reads 'approved, ready to leave'
nadia presses 'Release what is ready'
nadia reads 'B3 leaves in'
time passes 3m
nadia says '/correction K1'
nadia reads 'done'
nadia says '/correction'
nadia reads 'No changed fact owes a correction.'
nadia has 'Corrected on 2026-03-02' once

# who reads another language, in which it says what it said, is told of no correction, and can read it again once that is approved
amina says '/brief B3'
amina does not read 'الأركان: أكثر من زيت'
samira presses 'Approuver العربية'
time passes 3m
amina says '/brief B3'
amina reads 'الأركان: أكثر من زيت'
amina has no 'صُحّح في 2026-03-02'

# withdrawn, it takes its briefs out of circulation
nadia says '/facts argan'
nadia presses 'Argan'
nadia presses 'Withdraw the fact'
nadia reads 'Nothing that rests on it leaves any more'
nadia presses 'Withdraw the fact'
nadia reads 'something in it blocks'
nadia says '/facts argan'
nadia reads 'withdrawn:'
