# what people ask in a place is answered to them alone, and only a moderator sets it up
network sample
nadia brings the bot to square
karim says '/setup' in square
karim reads 'C’est réservé à la modération'
square has no 'réservé'
karim says '/mydata' in square
karim reads 'my-data.json'
square has no 'my-data.json'
omar says '/briefs' in square
square has no 'Couscous'
rafael says 'what do you think of this?' in square
rafael reads nothing
