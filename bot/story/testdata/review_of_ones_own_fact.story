# who wrote a fact beneath a brief, or added its source, neither approves the brief nor answers a contest of it
network sample
time passes 2m
sofia says '/language en'
nadia says '/role 6 reviewer'
nadia says '/role 2 lead'
rafael attaches fact.txt
rafael reads 'Kept'
nadia attaches brief.txt
nadia says '/submit B6'
nadia reads 'Sofía (English)'
nadia does not read 'Rafael'
rafael does not read 'B6 waits for your word'
rafael says '/approve B6 en'
rafael reads 'Someone else has to approve what you wrote.'
sofia presses 'Approve English'
nadia says '/plan B6'
nadia presses 'Release now'
time passes 2m
reader sends 'The year is wrong.' to '/b/B6/contest?fact=souk-2008&lang=en' and reads 'Contest C1'
sofia reads 'C1: somebody contests B6'
rafael does not read 'C1: somebody contests B6'
rafael says '/contests C1'
rafael does not see 'The brief is right'
-- fact.txt --
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
-- brief.txt --
== Brief souk
Campaign: living-heritage
Kind: points

== English
Title: The souk of Marrakesh
Summary: The square is on a list since 2008.
Points:
- It was inscribed in 2008. [souk-2008]
