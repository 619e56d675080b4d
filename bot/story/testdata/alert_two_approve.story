# an urgent brief takes two people who approve it, a reason, and an end
network sample
nadia attaches alert.txt
nadia reads 'B6: draft'
nadia says '/submit B6'
nadia reads 'An alert has to say this'
nadia says '/edit B6 fr until'
nadia says '2026-03-03 18:00'
nadia says '/submit B6'
rafael reads 'B6 waits for your word in français' 'Urgent because: the hall closes tonight'
rafael presses 'Approve français'
rafael reads 'Approved: B6 in français. Thank you. 1 more person has to approve it.'
nadia says '/plan B6'
nadia does not see 'Release now'
nadia says '/preview B6'
nadia reads 'français: approved by 1 of 2'

# the same person twice is one person
rafael says '/approve B6 fr'
rafael reads 'In B6 nothing waits for you'
samira presses 'Approuver français'
samira reads 'Approuvée'

# another end is another alert, which both approve again
nadia says '/edit B6 fr until'
nadia says '2026-03-03 20:00'
nadia says '/plan B6'
nadia does not see 'Release now'
nadia says '/submit B6'
rafael presses 'Approve français'
samira presses 'Approuver français'
nadia says '/plan B6'
nadia presses 'Release now'
nadia reads 'B6 leaves in'
time passes 2m
amina reads 'La salle ferme'
-- alert.txt --
== Brief hall
Campaign: living-heritage
Kind: alert
Urgent because: the hall closes tonight
Fallback: French

== French
Title: La salle ferme
Summary: La salle où l’on montre l’argan ferme ce soir.
Points:
- L’argan est sur la liste depuis 2014. [argan-inscribed]
Prompts:
- Qui vous a appris à en parler ?
A fair critic: Une salle n’est pas un patrimoine.
