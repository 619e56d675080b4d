# the short form of a disclosure has at most 60 characters, and a changed line waits for a second person
network sample
nadia says '/campaign edit living-heritage line en'
nadia reads 'The disclosure in English, in the first person'
nadia says 'I volunteer with Living Heritage, a network run and paid for by the Example Foundation in Brussels'
nadia reads 'The short form has' '60 are allowed. Add one behind a bar'
nadia says 'I volunteer with Living Heritage, paid for by the Example Foundation in Brussels | Volunteer, Living Heritage'
nadia reads 'waits for a second person'
nadia sees 'Take the change back'
