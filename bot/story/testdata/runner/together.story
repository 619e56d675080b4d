# two people press Approve before either is answered: one of them is told who was quicker
network toy
rafael says '/review'
samira says '/review'
rafael and samira press 'Approve' at once
one of rafael and samira reads 'Approved: B1.'
one of rafael and samira reads 'was quicker.'
nadia says '/review'
nadia presses 'Approve'
nadia reads 'was quicker.'

# a button that was changed on the way does nothing
nadia presses a forged button
nadia reads 'not ours'
nadia presses 'Approve' under 'waits for you'
nadia reads 'was quicker'

# who has blocked the bot hears nothing until they let it in again
amina says 'hello'
amina blocks the bot
nadia says '/tell amina'
amina has no 'A word from nadia'
amina unblocks the bot
amina reads 'Welcome back.'
nadia says '/tell amina'
amina reads 'A word from nadia'
amina removes 'A word'
amina has no 'A word from nadia'
