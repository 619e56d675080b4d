# what was changed since it was scheduled leaves only if it may: here it lost its reason and its end, and gained a telephone number
network sample
nadia attaches alert.txt
nadia says '/submit B6'
rafael presses 'Approve français'
samira presses 'Approuver français'
nadia says '/schedule B6 2026-03-02 13:00'
nadia reads 'B6'
nadia attaches alert2.txt
nadia reads 'B6'
rafael says '/approve B6 fr'
rafael presses 'Approve français'
rafael reads 'Approved'
samira says '/approve B6 fr'
samira presses 'Approuver français'
samira reads 'Approuvée'
clock is '2026-03-02 13:05' in Europe/Paris
nadia reads 'B6 could not be released: something in it blocks. Nothing left.'
amina has no 'La salle ferme'
-- alert.txt --
== Brief hall
Campaign: living-heritage
Kind: alert
Urgent because: the hall closes tonight
Useless after: 2026-03-03 18:00 Europe/Paris
Fallback: French

== French
Title: La salle ferme
Summary: La salle où l’on montre l’argan ferme ce soir.
Points:
- L’argan est sur la liste depuis 2014. [argan-inscribed]
-- alert2.txt --
== Brief hall
Campaign: living-heritage
Kind: alert
Fallback: French

== French
Title: La salle ferme
Summary: La salle où l’on montre l’argan ferme ce soir. Appelez le 0612345678.
Points:
- L’argan est sur la liste depuis 2014. [argan-inscribed]
