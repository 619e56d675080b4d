# time passes without anybody waiting
network toy
amina says '/later'
time passes 2 hours
amina does not read 'It is time.'
clock is '2026-03-02 15:01' in Europe/Paris
amina reads 'It is time.'
amina has 'It is time.' once

# what falls due while the service is away comes when it is back
amina says '/later'
the service stops
time passes 1 day
the service starts
amina reads 'It is time.'
time passes 90m
amina has 'It is time.' 2 times
