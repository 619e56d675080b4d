# "Something is wrong here" reaches the author and the leads with a reference, which the member gets too
network sample
time passes 2m
samira says '/language en'
nadia says '/role'
nadia presses 'Rafael'
nadia presses 'campaign lead'
rafael says '/edit B1 fr critic'
rafael says 'Un dossier commun ne clôt pas le débat.'
nadia says '/role'
nadia presses 'Rafael'
nadia presses 'campaign lead'
nadia says '/submit B1'
samira presses 'Approve français'
nadia says '/release B1'
nadia presses 'Release now'
time passes 2m
samira says '/settings'
samira presses 'Languages I read'
samira presses 'English'
karim says '/language en'
karim says '/start B1'
rafael says '/help'
nadia says '/help'
karim presses 'Something is wrong here'
karim reads 'What is wrong with' 'couscous' 'with a source if you have one'
the service restarts
karim says 'The year is wrong in the second point.'
karim reads 'It went to the author and the leads. Reference: R1' 'It is C1, and is answered by 2026-03-09.'
nadia reads 'B1' 'The year is wrong in the second point.'
nadia reads 'R1'
rafael reads 'The year is wrong in the second point.'
samira reads 'C1: somebody contests B1' 'The year is wrong in the second point.'

# it is answered like a reader's contest, and the member is told
karim says '/help'
samira presses 'The brief is right'
samira says 'The year is that of the list.'
karim reads 'You told us that something was wrong in B1.' 'C1 was not upheld.' 'The year is that of the list.'
