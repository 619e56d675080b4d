# somebody with an invitation joins in four taps and holds a first useful brief
network sample
nadia says '/invite member'
nadia notes code from '/start (\S+)'
sam says '/start {code}'
sam reads 'Living Heritage' 'run by Example Foundation' 'Nobody is paid' 'The chat platform you use can see our conversation'
sam sees 'I agree' 'français' 'العربية' 'español'
sam presses 'I agree'
sam reads 'As what do you take part?'
sam presses 'Academic'
sam reads 'own words' 'Give the source' 'you volunteer with' 'claims, not people' 'risky where you are'
sam presses 'keep to them'
sam reads 'Welcome'
sam reads 'What we found: misleading'
sam sees 'Share' 'More' 'Not for me'

# only receiving was agreed to
sam says '/settings'
sam reads 'receive briefs yes' 'be contacted no' 'have shares counted no' 'be credited by name no'
