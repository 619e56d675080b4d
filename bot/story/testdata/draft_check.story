# somebody's own text is looked at beside the brief: what is not in it is named, and nothing is blocked or kept
network sample
time passes 2m
karim says '/language en'
karim says '/briefs ouarzazate'
karim presses 'B5'
karim presses 'Share'
karim presses 'X'
karim presses 'Check my own text'
karim reads 'Nothing of it is kept.'
karim says 'My uncle works near Noor Ouarzazate. The concentrating plants there have 580 MW together, not 2,000.'
karim reads '580 MW: the fact says' 'It does not say yet who you are with' 'It is your text: you decide.'
karim presses 'Check another text'
karim says 'My uncle works near Noor Ouarzazate. I volunteer with Living Heritage, a network run and paid for by the Example Foundation.'
karim reads 'I found nothing to change.'
karim does not read 'It does not say yet'
karim presses 'Back to the share kit'
karim reads 'Share on X'

# a brief's number leads to its kits
karim says '/draft B5'
karim presses 'X'
karim presses 'Check my own text'
karim reads 'Nothing of it is kept.'
karim presses 'Cancel'

# what the brief says must not be claimed is named, and not where it is denied
karim presses 'Check my own text'
karim says 'My uncle works there: 510 MW is all that stands on the site of Noor Ouarzazate.'
karim reads 'The brief says not to claim this: That 510 MW is all that stands on the site.'
karim presses 'Check another text'
karim says 'My uncle works there: 510 MW is not all that stands on the site of Noor Ouarzazate.'
karim does not read 'not to claim this'
karim presses 'Back to the share kit'

# what a person is, and a moment for all, is said first; still it is their text
karim presses 'Check my own text'
karim says 'Everyone at 18:00: write to @somebody about the 2,000 MW of Noor Ouarzazate!'
karim reads 'It names somebody' 'It is your text: you decide.'

# what is about another brief is held against that
karim presses 'Check another text'
karim says 'Argan, the practices and know-how concerning the argan tree, was inscribed by UNESCO in 2015.'
karim reads '2015'

# without a brief it is held against all that is public
karim says '/draft'
karim says 'Argan, the practices and know-how concerning the argan tree, was inscribed by UNESCO in 2015.'
karim reads '2015'
karim says '/draft The weather is fine.'
karim reads 'speaks of nothing that we have checked'
