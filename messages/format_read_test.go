package messages

const example = `// The file of the handbook, shortened.
== Source unesco-couscous
Type: official
Title: Couscous
Publisher: UNESCO
Address: https://ich.unesco.org/en/RL/couscous-01602

== Fact couscous-2020
English: Inscribed in 2020.
French: Inscrit en 2020.
As of: 2020-12-16
Sources: unesco-couscous

== Campaign living-heritage
Run by: Example Foundation
Paid by: Example Foundation
Payer: ngo
Contact: contact@example.org

== English
Title: Living Heritage
Disclosure: I volunteer with Living Heritage.
Short: Volunteer, Living Heritage

== Brief couscous
Campaign: living-heritage
Kind: response
Finding: false
Useless after: 2027-03-01 18:00 Africa/Casablanca

== English
Title: Four countries
Claim: One country.
Summary: Four countries filed together.

A second paragraph.

Points:
- Four countries filed it. [couscous-2020]
- Together.
[couscous-2020]
Prompts:
- Who taught you?
Sample x: Couscous!
#couscous
`
