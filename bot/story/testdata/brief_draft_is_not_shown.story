# what is not released is not shown to members, by no word and no number
network sample
time passes 2m
rafael says '/briefs couscous'
rafael reads 'I found no brief about couscous'
rafael says '/start B1'
rafael reads 'B1 is not available'
rafael does not read 'four countries'
rafael says '/start B99'
rafael reads 'There is no brief B99'
reader gets '/b/B1' and is answered 404
