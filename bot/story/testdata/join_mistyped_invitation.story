# a code that nobody made is told at once
network sample
sam says '/start nonsense'
sam reads 'That invitation is not valid any more' 'You can ask to join all the same'
sam sees 'I agree'
