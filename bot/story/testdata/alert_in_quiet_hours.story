# an alert waits for the end of somebody's quiet hours, unless they allowed what is urgent then
network sample
time passes 2m
karim says '/language en'
karim says '/settings'
karim presses 'Quiet hours'
karim says '11:00-12:30'
karim reads 'Quiet hours: 11:00–12:30' 'urgent briefs in quiet hours: no'
sofia says '/language en'
sofia says '/settings'
sofia presses 'Quiet hours'
sofia says '11:00-12:30'
sofia presses 'Urgent at night'
sofia reads 'Quiet hours: 11:00–12:30' 'urgent briefs in quiet hours: yes'
nadia attaches alert.txt
nadia says '/submit B6'
rafael presses 'Approve français'
samira presses 'Approuver français'
nadia says '/plan B6'
nadia reads 'at once: 5 people' '1 person waits: quiet hours' 'the last of them until 2026-03-02 12:30'
nadia presses 'Release now'
time passes 2m
sofia has 'La salle ferme' once
karim has no 'La salle ferme'
nadia says '/stats B6'
nadia reads 'sent to 5 people' 'waiting: 1 person, quiet hours'
clock is '2026-03-02 12:29' in Europe/Paris
karim has no 'La salle ferme'
clock is '2026-03-02 12:32' in Europe/Paris
karim has 'La salle ferme' once
sofia has 'La salle ferme' once

# what is not urgent waits for who allowed that, too
sofia says '/settings'
sofia presses 'Quiet hours'
sofia says '12:00-23:00'
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/plan B1'
nadia reads '1 person waits: quiet hours'
nadia presses 'Release now'
time passes 2m
karim has 'one file, four countries' once
sofia has no 'one file, four countries'
-- alert.txt --
== Brief hall
Campaign: living-heritage
Kind: alert
Urgent because: the hall closes tonight
Useless after: 2026-03-02 20:00 Europe/Paris
Fallback: French

== French
Title: La salle ferme
Summary: La salle où l’on montre l’argan ferme ce soir.
Points:
- L’argan est sur la liste depuis 2014. [argan-inscribed]
Prompts:
- Qui vous a appris à en parler ?
A fair critic: Une salle n’est pas un patrimoine.
