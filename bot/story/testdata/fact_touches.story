# what a fact touches is what shows it: the languages that rest on it, the copies and kits that did
network sample
time passes 2m
nadia attaches souk.txt
nadia presses 'Send for review'
rafael presses 'Approve English'
samira presses 'Approuver français'
nadia says '/plan B6'
nadia presses 'Release now'
time passes 3m
rafael says '/briefs square'
rafael presses 'Share' under 'The square of Marrakesh'
rafael presses 'Threads'
karim says '/briefs Marrakech'
karim presses 'Partager' under 'La place de Marrakech'
karim presses 'X'
nadia says '/facts square'
nadia presses 'The square brings'
nadia reads 'The square of Marrakesh, in English: released' 'showed it: 2' 'share kits opened: 1, counted shares: 0'
-- souk.txt --
== Source stalls
Type: other
Title: The stalls
Publisher: Stalls Ltd
Address: https://stalls.example.org/300
Quote: 300 jobs

== Fact square-jobs
As of: 2024-01-01
Review by: 2028-12-31
Sources: stalls
English: The square brings 300 jobs.
French: La place fait vivre 300 personnes.

== Fact square-women
As of: 2024-01-01
Review by: 2028-12-31
Sources: stalls
English: Women own some of the stalls.
French: Des femmes tiennent certains étals.

== Brief souk
Campaign: living-heritage
Kind: points

== English
Title: The square of Marrakesh
Summary: People live by the square.
Points:
- Hundreds live by it. [square-jobs]
Prompts:
- When were you there last?
A fair critic: A list protects little.

== French
Title: La place de Marrakech
Summary: Des gens vivent de la place.
Points:
- Des femmes y tiennent des étals. [square-women]
Prompts:
- Quand y étiez-vous pour la dernière fois ?
A fair critic: Une liste protège peu.
