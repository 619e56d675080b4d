# a share kit that is open leads nowhere any more once its fact is withdrawn
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'X'
rafael opens 'Open X' and is led to 'https://x.com/intent/tweet'
nadia says '/facts argan'
nadia presses 'Argan'
nadia presses 'Withdraw the fact'
nadia presses 'Withdraw the fact'
rafael opens 'Open X' and is led to 'https://relais.example.org/o/'
