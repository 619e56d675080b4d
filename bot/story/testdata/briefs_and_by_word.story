# Briefs lists what there is, and a word narrows it; a word that nothing fits says so
network sample
time passes 2m
rafael says 'Briefs'
rafael reads 'B5 Noor' 'B4 Four places' 'B3 Argan' 'B2 Ahellil'
rafael does not read 'Couscous'
rafael says '/briefs solar'
rafael reads 'B5 Noor Ouarzazate'
rafael does not read 'Ahellil'
rafael says '/briefs ARGÁN'
rafael reads 'B3 Argan'
rafael says '/briefs submarines'
rafael reads 'I found no brief about submarines' 'press Briefs'
rafael says '/start B3'
rafael reads 'Argan: more than an oil'
rafael sees 'Share' 'More' 'Not for me' 'Something is wrong here' 'Why did I get this?'
