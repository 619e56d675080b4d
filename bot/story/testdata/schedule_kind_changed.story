# what leaves is the kind of brief that was approved, not the kind that was scheduled: it wakes nobody whom an alert may wake
network sample
time passes 2m
amina says '/language en'
amina says '/settings'
amina presses 'Quiet hours'
amina says '13:00-18:00'
amina says '/settings'
amina presses 'Urgent at night'
amina reads 'urgent briefs in quiet hours: yes'
nadia attaches alert.txt
nadia says '/submit B6'
rafael presses 'Approve français'
samira presses 'Approuver français'
nadia says '/schedule B6 2026-03-02 13:30'
nadia attaches alert2.txt
samira says '/approve B6 fr'
samira presses 'Approuver français'
samira reads 'Approuvée'
clock is '2026-03-02 13:35' in Europe/Paris
amina has no 'La salle ferme demain'
clock is '2026-03-02 18:05' in Europe/Paris
amina has 'La salle ferme demain' once
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
Kind: points
Fallback: French

== French
Title: La salle ferme demain
Summary: La salle où l’on montre l’argan ferme demain.
Points:
- L’argan est sur la liste depuis 2014. [argan-inscribed]
