# nobody approves their own brief, not even an admin who reviews; the queue says who can
network sample
nadia says '/role 1 reviewer'
nadia says '/submit B1'
nadia does not read 'Nadia (English)'
nadia says '/approve B1'
nadia reads 'Someone else has to approve what you wrote. Press Queue at the Desk to see who can.'
nadia says '/approve B1 en abcdef'
nadia reads 'Someone else has to approve what you wrote'
nadia says '/queue'
nadia reads 'B1 in English, by Nadia, waits on Rafael'
nadia does not read 'Nadia, Rafael'
