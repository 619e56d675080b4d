# a fact that changes under a released brief opens it again: nobody gets the old text, the new one is approved and goes out as a correction
network sample
nadia attaches argan-fact.txt
nadia reads 'Correction K1, for a fact that changed'
nadia presses 'B3 Argan'
nadia reads 'English: not approved'
reader gets '/b/B3?lang=en' and reads 'This statement is being corrected.'
reader gets '/b/B3?lang=en' and does not read 'as of today'
nadia presses 'Ask reviewers again'
rafael reads 'B3 waits for your word in English'
rafael presses 'Approve English'
nadia presses 'See the plan'
nadia reads 'The correction of B3: changes'
nadia presses 'Release now'
time passes 61s
nadia has 'Corrected on 2026-03-02' once
reader gets '/b/B3?lang=en' and reads 'as of today'
reader gets '/b/B3?lang=en' and does not read 'is being corrected'

-- argan-fact.txt --
== Fact argan-inscribed
Value: 2014
As of: 2026-11-01
Review by: 2028-12-31
Confidence: established
Sources: unesco-argan
English: UNESCO inscribed what people know of the argan tree in 2014, as number 00955, as of today.
French: L’UNESCO a inscrit en 2014 ce que l’on sait de l’arganier, sous le numéro 00955.
