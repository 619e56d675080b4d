# many people do the same, one after the other
network toy
3 guests say '/start'
3 guests press 'I agree'
guest1 reads 'You agreed.'
guest3 reads 'You agreed.'
guest4 reads nothing
