# a brief by a few questions, with a new fact and its source; it ends with the preview
network sample
nadia says '/new'
nadia reads 'What kind of brief?'
nadia presses 'Talking points'
nadia reads 'Its title, in English?'
nadia says 'The souk of Marrakesh'
nadia reads 'Draft B6 is kept' 'One paragraph that says it all'
nadia says 'The square is on a list since 2008.'
nadia reads 'One point in one sentence'
nadia says 'Jemaa el-Fnaa was inscribed in 2008.'
nadia reads 'On which fact does this rest' 'Jemaa el-Fnaa was inscribed in 2008.'
nadia presses 'A new fact'
nadia reads 'The address of the source?'
nadia says 'my cousin'
nadia reads 'my cousin is not an address that everyone can open'
nadia says 'https://ich.unesco.org/en/RL/cultural-space-of-jemaa-el-fna-square-00014'
nadia reads 'The title of the source?'
nadia says 'Cultural space of Jemaa el-Fna Square'
nadia reads 'Who publishes it?'
nadia says 'UNESCO'
nadia reads 'Which words in it carry the fact?'
nadia says 'Inscribed in 2008 on the Representative List'
nadia reads 'What does that state' 'Jemaa el-Fnaa was inscribed in 2008.'
nadia presses 'As the point says'
nadia reads 'On which day was that known to be true?'
nadia says 'in spring'
nadia reads 'read in spring as a day'
nadia says '2031-01-01'
nadia reads 'a day up to today'
nadia says '0024-12-31'
nadia reads 'a day up to today'
nadia says '2025-12-31'
nadia reads 'Kept. One more point?'
nadia presses 'Go on'
nadia reads 'A question that helps members'
nadia says 'When were you there last?'
nadia reads 'What would a fair critic say'
nadia presses 'Skip'
nadia reads 'As members who read English will see it' 'The souk of Marrakesh' 'Rests on 1 source: UNESCO' 'B6: draft'
nadia sees 'Send for review'

# what was found about a claim on one publisher's word alone can be mended at its first point
nadia attaches answer.txt
nadia reads 'All sources come from UNESCO' 'A second publisher'
nadia presses 'Mend: point (English)'
nadia reads 'sentence'
-- answer.txt --
== Source souk-list
Type: official
Title: Cultural space of Jemaa el-Fna Square
Publisher: UNESCO
Address: https://ich.unesco.org/en/RL/cultural-space-of-jemaa-el-fna-square-00014
Language: en

== Fact souk-year
As of: 2025-12-31
Sources: souk-list
English: Jemaa el-Fnaa was inscribed in 2008.

== Brief souk-claim
Kind: response
Campaign: living-heritage
Finding: false
== English
Title: The square and its year
Claim: The square was inscribed in 1990.
Summary: It was inscribed in 2008.
Points:
- It was inscribed in 2008. [souk-year]
