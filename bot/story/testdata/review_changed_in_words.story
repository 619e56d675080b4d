# what is new since the last release is said in the reviewer's own words, also where it is no text
network sample
time passes 2m
nadia attaches souk.txt
nadia presses 'Send for review'
samira presses 'Approuver français'
rafael presses 'Approve English'
nadia says '/plan B6'
nadia presses 'Release now'
time passes 3m
nadia attaches changed.txt
nadia says '/submit B6'
samira says '/approve B6 fr'
samira reads 'genre, avant : Éléments de discussion' 'contesté stalls' 'probable stalls' 'Autre document The stalls' 'Presse The stalls' 'inutile après, nouveau : 2026-06-01 '
samira does not read 'disputed' 'likely' '2026-06-01T'
rafael says '/approve B6 en'
rafael reads 'kind, before: Talking points' 'disputed stalls Now:' 'likely stalls'
-- souk.txt --
== Source stalls
Type: other
Title: The stalls
Publisher: Stalls Ltd
Address: https://stalls.example.org/300
Quote: 300 jobs

== Fact souk-jobs
As of: 2024-01-01
Review by: 2028-12-31
Confidence: disputed
Sources: stalls
English: The square brings 300 jobs.
French: La place fait vivre 300 personnes.

== Brief souk
Campaign: living-heritage
Kind: points

== English
Title: The square of Marrakesh
Summary: People live by the square.
Points:
- Some say that hundreds live by it. [souk-jobs]
Prompts:
- When were you there last?
A fair critic: A list protects little.

== French
Title: La place de Marrakech
Summary: Des gens vivent de la place.
Points:
- Certains disent que des centaines en vivent. [souk-jobs]
Prompts:
- Quand y étiez-vous pour la dernière fois ?
A fair critic: Une liste protège peu.

-- changed.txt --
== Source stalls
Type: press
Title: The stalls
Publisher: Stalls Ltd
Address: https://stalls.example.org/300
Quote: 300 jobs

== Fact souk-jobs
As of: 2024-01-01
Review by: 2028-12-31
Confidence: likely
Sources: stalls
English: The square brings 300 jobs.
French: La place fait vivre 300 personnes.

== Brief souk
Campaign: living-heritage
Kind: facts
Useless after: 2026-06-01 12:00 UTC

== English
Title: The square of Marrakesh
Summary: People live by the square.
Points:
- Some say that hundreds live by it. [souk-jobs]
Prompts:
- When were you there last?
A fair critic: A list protects little.

== French
Title: La place de Marrakech
Summary: Des gens vivent de la place.
Points:
- Certains disent que des centaines en vivent. [souk-jobs]
Prompts:
- Quand y étiez-vous pour la dernière fois ?
A fair critic: Une liste protège peu.
