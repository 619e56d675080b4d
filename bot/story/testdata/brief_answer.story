# a lead presses Answer this under a claim that somebody forwarded, and a draft answer begins with the claim in it
network sample
nadia forwards 'Tajine pots are a Swedish invention of 1990.'
nadia reads 'We have nothing on this yet'
nadia presses 'Answer this'
nadia reads 'An answer to:' 'Tajine pots are a Swedish invention' 'What is its title?'
nadia says 'Where tajine pots come from'
nadia reads 'Draft B6 is kept' 'What did you find?'
nadia presses 'False'
nadia reads 'One paragraph'
nadia says '/preview B6'
nadia reads 'Answer to a claim' 'Claim: Tajine pots are a Swedish invention of 1990.' 'What we found: false'

# cancelled, the claim and its button are still there
nadia forwards 'Bastilla is baked on the moon.'
nadia presses 'Answer this'
nadia presses 'Cancel'
nadia reads 'Cancelled'
nadia presses 'Answer this'
nadia reads 'An answer to:' 'Bastilla is baked on the moon'
nadia says '/cancel'

# a member passes a claim on, and the lead answers it from the letter
karim says '/language en'
karim forwards 'Harissa was first sold in Oslo in 1950.'
karim does not see 'Answer this'
karim presses 'Ask the leads'
karim reads 'Passed on' 'Reference: R1'
nadia reads 'A member asks about a claim (R1)' 'Harissa was first sold in Oslo'
nadia presses 'Answer this'
nadia reads 'An answer to:' 'Harissa was first sold in Oslo'
nadia presses 'Cancel'
nadia presses 'Answer this'
nadia reads 'An answer to:' 'Harissa was first sold in Oslo'
