# how sure a fact is, and what the publisher of its source has at stake, is seen wherever the fact is quoted
network sample
time passes 2m
nadia attaches souk.txt
nadia presses 'Send for review'
rafael reads 'Fact: The square brings 300 jobs. (as of 2024-01-01) Confidence: disputed.'
rafael reads 'Other document. What it has at stake: it lets the stalls. It says: “300 jobs”'
rafael presses 'Approve English'
rafael presses 'Approve français'
nadia says '/plan B6'
nadia presses 'Release now'
time passes 3m
rafael says '/briefs square'
rafael presses 'B6'
rafael presses 'More'
rafael reads 'The square brings 300 jobs. (as of 2024-01-01) Confidence: disputed.' 'What it has at stake: it lets the stalls'
rafael does not read 'The square was inscribed in 2008. (as of 2024-01-01) Confidence'
rafael presses 'Share'
rafael presses 'Threads'
rafael reads 'Share on Threads' 'The square brings 300 jobs. Confidence: disputed. The stalls (Stalls Ltd). What it has at stake: it lets the stalls'

# and so in the reader's language
karim says '/briefs place'
karim presses 'B6'
karim presses 'Lire la suite' under 'La place de Marrakech'
karim reads 'La place fait vivre 300 personnes. (état au 2024-01-01) Certitude : contesté.' 'Son intérêt dans l’affaire : it lets the stalls'
-- souk.txt --
== Source stalls
Type: other
Title: The stalls
Publisher: Stalls Ltd
Interest: it lets the stalls.
Address: https://stalls.example.org/300
Quote: 300 jobs

== Source unesco-souk
Type: official
Title: Cultural space of Jemaa el-Fna Square
Publisher: UNESCO
Address: https://ich.unesco.org/en/RL/cultural-space-of-jemaa-el-fna-square-00014
Quote: Inscribed in 2008 on the Representative List

== Fact souk-jobs
As of: 2024-01-01
Review by: 2028-12-31
Confidence: disputed
Sources: stalls
English: The square brings 300 jobs.
French: La place fait vivre 300 personnes.

== Fact souk-2008
As of: 2024-01-01
Review by: 2028-12-31
Confidence: established
Sources: unesco-souk
English: The square was inscribed in 2008.
French: La place a été inscrite en 2008.

== Brief souk
Campaign: living-heritage
Kind: points

== English
Title: The square of Marrakesh
Summary: The square is on a list since 2008, and people live by it.
Points:
- Some say that hundreds live by it. [souk-jobs]
- It was inscribed in 2008. [souk-2008]
Prompts:
- When were you there last?
A fair critic: A list protects little.

== French
Title: La place de Marrakech
Summary: La place est sur une liste depuis 2008, et des gens en vivent.
Points:
- Certains disent que des centaines en vivent. [souk-jobs]
- Elle a été inscrite en 2008. [souk-2008]
Prompts:
- Quand y étiez-vous pour la dernière fois ?
A fair critic: Une liste protège peu.
