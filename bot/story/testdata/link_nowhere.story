# on a network with one platform there is nothing to link, and Settings offers nothing of the kind
network sample
rafael says '/link'
rafael reads 'You are on every platform that this network is on, so there is nothing to link'
rafael says '/settings'
rafael presses 'My accounts'
rafael reads 'Your accounts' 'Rafael (my messages come here)'
rafael does not see 'Link another account' 'Unlink' 'Messages on'
rafael presses 'Back'
rafael reads 'Your settings'
