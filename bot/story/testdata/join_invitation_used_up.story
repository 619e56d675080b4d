# an invitation is good for fifty people; the next one is told, and may ask to join all the same
network sample
nadia says '/invite member academic'
nadia notes code from '/start (\S+)'
50 guests say '/start {code}'
50 guests press 'I agree'
sam says '/start {code}'
sam reads 'That invitation is not valid any more' 'a person will look'
sam presses 'I agree'
sam reads 'As what do you take part?'
sam presses 'Academic'
sam presses 'keep to them'
sam reads 'A person will look'
