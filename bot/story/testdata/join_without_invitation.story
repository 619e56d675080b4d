# without an invitation the steps are the same, a person looks, the public briefs are there meanwhile, and the answer is yes
network sample
time passes 2m
newcomer says '/start'
newcomer presses 'I agree'
newcomer presses 'Academic'
newcomer reads 'Five rules'
newcomer presses 'keep to them'
newcomer reads 'A person will look' 'either way' 'press Briefs'
nadia reads 'Newcomer wants to join. Kind: Academic. Language: English.'
nadia sees 'Admit' 'Decline'

# meanwhile they read what is public, and share nothing
newcomer says 'Briefs'
newcomer presses 'B3'
newcomer reads 'Argan: more than an oil'
newcomer sees 'More'
newcomer does not see 'Share'
newcomer presses 'More'
newcomer reads 'What we do not claim'
newcomer does not see 'Share'
newcomer says 'What I shared'
newcomer reads 'A person is still looking at your request'
newcomer says '/start'
newcomer reads 'A person is still looking at your request'
newcomer presses 'Briefs' under 'still looking'
newcomer presses 'B3'

# the answer comes to them, and from then on they share
nadia presses 'Admit'
nadia reads 'Newcomer is a member now'
newcomer reads 'you are a member of Living Heritage now'
newcomer sees 'Share'
newcomer says '/briefs argan'
newcomer presses 'B3'
newcomer sees 'Share'

# a second answer changes nothing
nadia says '/admit'
nadia reads 'Nobody is waiting'
