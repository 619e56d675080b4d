# a brief can be sent as a file, in one go: sources, facts, text; the answer is the preview. What is not a brief is answered by line, and nothing changes
network sample
nadia attaches broken.txt
nadia reads 'I could not read the file, and nothing was changed' 'broken.txt' ':9: ' 'is not a day' ':17: ' 'gossip'
nadia says '/preview souk'
nadia reads 'I can''t find that'
nadia attaches souk.txt
nadia reads 'Kept: 1 brief; facts: 1, sources: 1.' 'As members who read English will see it' 'The souk of Marrakesh' 'B6: draft'
nadia sees 'Send for review'
nadia attaches nofact.txt
nadia reads 'B7: draft' 'There is no fact not-there'
nadia does not see 'Send for review'
-- souk.txt --
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
Campaign: living-heritage
Kind: points

== English
Title: The souk of Marrakesh
Summary: The square is on a list since 2008.
Points:
- It was inscribed in 2008. [souk-2008]
Prompts:
- When were you there last?
A fair critic: A list protects little.

-- broken.txt --
== Source unesco-souk
Type: official
Title: Cultural space of Jemaa el-Fna Square
Publisher: UNESCO
Address: https://ich.unesco.org/en/RL/cultural-space-of-jemaa-el-fna-square-00014
Quote: Inscribed in 2008 on the Representative List

== Fact souk-2008
As of: yesterday
Review by: 2028-12-31
Sources: unesco-souk
English: Jemaa el-Fnaa was inscribed in 2008.
French: La place Jemaa el-Fna a été inscrite en 2008.

== Brief souk
Campaign: living-heritage
Kind: gossip

== English
Title: The souk of Marrakesh
Summary: The square is on a list since 2008.
Points:
- It was inscribed in 2008. [souk-2008]
Prompts:
- When were you there last?
A fair critic: A list protects little.
-- nofact.txt --
== Brief suk
Campaign: living-heritage
Kind: points

== English
Title: The souk of Marrakesh
Summary: The square is on a list since 2008.
Points:
- It was inscribed in 2008. [not-there]
Prompts:
- When were you there last?
A fair critic: A list protects little.
