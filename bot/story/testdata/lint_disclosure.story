# a campaign without a disclosure in a language cannot release in it, and the preview leads to the campaign
network sample
nadia says '/campaign new'
nadia says 'Souks'
nadia says 'Facts about souks.'
nadia says 'I volunteer with Living Heritage.'
nadia presses 'Cancel'
nadia attaches bare.txt
nadia reads 'Must be mended'
nadia sees 'Mend: campaign'
nadia does not see 'Send for review'
nadia presses 'Mend: campaign'
nadia reads 'What do you want to change in'
-- bare.txt --
== Campaign bare
Run by: Example Foundation
Paid by: Example Foundation
Payer: ngo
Contact: contact@example.org

== English
Title: Bare
Purpose: Nothing.
Disclosure: I volunteer with Living Heritage.
Short: I volunteer with Living Heritage.

== Source unesco-souk
Type: official
Title: Cultural space of Jemaa el-Fna Square
Publisher: UNESCO
Address: https://ich.unesco.org/en/RL/cultural-space-of-jemaa-el-fna-square-00014
Quote: Inscribed in 2008 on the Representative List

== Fact souk-2008
As of: 2024-01-01
Review by: 2028-12-31
Sources: unesco-souk
English: Jemaa el-Fnaa was inscribed in 2008.
French: La place Jemaa el-Fna a été inscrite en 2008.

== Brief souk
Campaign: bare
Kind: points

== English
Title: The souk of Marrakesh
Summary: The square is on a list since 2008.
Points:
- It was inscribed in 2008. [souk-2008]
Prompts:
- When were you there last?
A fair critic: A list protects little.

== French
Title: La place de Marrakech
Summary: La place est sur une liste depuis 2008.
Points:
- Elle a été inscrite en 2008. [souk-2008]
Prompts:
- Quand y étiez-vous ?
A fair critic: Une liste protège peu.
