# a moderator brings the bot to a place and sets it up by buttons; the bot posts a test, then a brief, whose button leads into private
network sample
nadia brings the bot to square
nadia says '/setup' in square
nadia reads 'nothing is posted yet' 'Languages: English' 'Topics: all' 'Posts a day, at most: 3'
nadia sees 'Start posting' 'Languages' 'Topics' 'Posts a day'
square has no 'Briefs of'
nadia presses 'Posts a day'
nadia presses '1'
nadia reads 'Posts a day, at most: 1'
nadia presses 'Languages'
nadia presses 'français'
nadia sees '☑ English' '☑ français' '☐ español'
nadia presses 'English'
nadia sees '☐ English' '☑ français'
nadia presses 'français'
nadia reads 'One language has to stay. Choose another one first.'
nadia presses 'Back'
nadia presses 'Start posting'
nadia reads 'briefs are being posted' 'Languages: français'
square has 'Les notes de Living Heritage seront publiées ici, au plus 1 par jour. Le réseau est dirigé par Example Foundation et financé par Example Foundation.' once
square sees 'Me parler en privé'
nadia presses 'Post a test'
nadia reads 'The test is on its way.'
square has 'Les notes de Living Heritage seront publiées ici' 2 times
nadia says '/setup'
nadia reads 'I can post each brief in a channel, group or forum.' 'Places so far' 'briefs are being posted'
# a draft that is released goes there once, in the place's language
nadia attaches souk.txt
nadia presses 'Send for review'
rafael presses 'Approve English'
rafael presses 'Approve français'
nadia says '/plan B6'
nadia reads '1 place has one post'
nadia presses 'Release now'
time passes 61s
square has 'La place de Marrakech' once
square has no 'The souk of Marrakesh'
square sees 'Partager' 'Tout lire'
# its button leads a member to the kit, and one who is none to joining
karim presses 'Partager' in square
karim reads 'La place de Marrakech'
karim sees 'Bluesky'
omar presses 'Partager' in square
omar reads 'Living Heritage' 'Example Foundation'
nadia says '/stats B6'
nadia reads 'posted in 1 place'
# a correction changes the post where it stands
nadia says '/edit B6 fr summary'
nadia says 'L’UNESCO a inscrit en 2008 l’espace culturel de la place Jemaa el-Fna.'
nadia presses 'Ask reviewers again'
rafael presses 'Approve français'
nadia says '/plan B6'
nadia reads 'the post in 1 place is changed'
nadia presses 'Release now'
time passes 61s
square has 'Corrigé le 2026-03-02' once
square has 'a inscrit en 2008' once
square has 'La place de Marrakech' once
nadia says '/stats B6'
nadia reads 'changed in 1 place'
# so does a withdrawal
nadia says '/withdraw B6 The year was wrong.'
nadia presses 'Withdraw'
time passes 61s
square has 'The year was wrong.' once
square has no 'La place de Marrakech'
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

== French
Title: La place de Marrakech
Summary: La place est sur une liste depuis 2008.
Points:
- Elle a été inscrite en 2008. [souk-2008]
Prompts:
- Quand y étiez-vous ?
A fair critic: Une liste protège peu.
