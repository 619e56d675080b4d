# an answer to a claim needs the claim, a finding, one paragraph and its facts in one language; all else is advice
network sample
time passes 2m
nadia attaches short.txt
nadia reads 'B6: draft'
nadia does not read 'blocks'
nadia says '/submit B6'
rafael reads 'B6 waits for your word in English' 'Argan is on the list since 2014' 'Fact: “Argan, practices and know-how'
rafael presses 'Approve English'
nadia says '/plan B6'
nadia presses 'Release now'
time passes 2m
rafael reads 'The claim is outdated'
rafael presses 'More' under 'The claim is outdated'
rafael reads 'in 2014 (No. 00955)'
reader gets '/b/B6?lang=en' and reads 'The claim is outdated' 'in 2014 (No. 00955)'

# the same by questions: a fact is taken as it stands instead of a point in other words
nadia says '/edit B6 fr'
nadia says 'Ce qui est dit de l’argan'
nadia reads 'The claim in our own words'
nadia says 'L’argan n’est sur aucune liste.'
nadia says 'C’est dépassé : l’argan y est depuis 2014.'
nadia reads 'One point in one sentence'
nadia presses 'A fact as it stands'
nadia reads 'Which fact? It is shown as it stands.'
nadia says 'argan 2014'
nadia presses '1 '
nadia reads 'Kept. One more point?'
nadia presses 'Go on'
nadia presses 'Skip'
nadia presses 'Skip'
nadia reads 'français: not approved'
nadia says '/submit B6'
rafael reads 'B6 waits for your word in français' 'Fact: « L’argan'
-- short.txt --
== Brief argan-claim
Campaign: living-heritage
Kind: response
Finding: outdated
Fallback: English

== English
Claim: Argan is on no list.
Summary: The claim is outdated. Argan is on the list since 2014.
Points:
- [argan-inscribed]
