# a code that nobody was given, and what is no code, are each answered by a sentence that says what to do
network sample
sam says '/link 123 456'
sam reads 'That code is wrong, used or too old' '/link'
sam says '/link 12'
sam reads 'A code is six digits, like 123 456'
sam says '/link B1'
sam reads 'A code is six digits'

# whoever is a member asks for no less
karim says '/language en'
karim says '/link 123-456'
karim reads 'That code is wrong, used or too old'
