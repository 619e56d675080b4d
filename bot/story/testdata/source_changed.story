# a page that changed holds its facts back until a reviewer has found the quote there, by name
the page 'https://ich.unesco.org/en/RL/argan-practices-and-know-how-concerning-the-argan-tree-00955' changes
network sample
time passes 2m
nadia has 'is not as it was' once
nadia says '/preview B3 en X'
nadia reads 'One of its sources has changed'
nadia says '/edit B3 en summary'
nadia says 'Argan is a tree, an oil, and a craft.'
nadia says '/submit B3'
nadia reads 'has no source that counts'
nadia says '/source unesco-argan'
nadia does not see 'The quote is there'
nadia says '/quoted unesco-argan'
nadia does not read 'counts again'
rafael says '/source unesco-argan'
rafael reads 'State on 2026-03-02: it says something else.'
rafael presses 'The quote is there'
rafael reads 'counts again'
rafael presses the old 'The quote is there'
rafael does not read 'counts again'
rafael says '/source unesco-argan'
rafael reads 'Rafael found the quote there on 2026-03-02'
nadia says '/submit B3'
nadia reads 'B3 is in review'
rafael reads 'B3 waits for your word' 'Rafael found the quote there on 2026-03-02'
nadia says '/preview B3 en X'
nadia does not read 'One of its sources has changed'

# with another quote it is another question, and what somebody found does not answer it
nadia attaches quote.txt
time passes 61s
nadia has 'is not as it was' 2 times
nadia says '/source unesco-argan'
nadia reads 'it says something else'
nadia does not read 'found the quote there'
-- quote.txt --
== Source unesco-argan
Type: official
Title: Argan, practices and know-how concerning the argan tree
Publisher: UNESCO
Address: https://ich.unesco.org/en/RL/argan-practices-and-know-how-concerning-the-argan-tree-00955
Quote: Inscribed in 2014
