# an invitation "after a look" leads through the same steps to a person
network sample
time passes 2m
nadia says '/invite review academic'
nadia notes code from '/start (\S+)'
sam says '/start {code}'
sam presses 'I agree'
sam presses 'keep to them'
sam reads 'A person will look'
nadia reads 'Sam wants to join. Kind: Academic.'
nadia presses 'Admit'
sam reads 'you are a member'
