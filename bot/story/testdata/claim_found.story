# a claim that a released brief answers is answered with what was found, by button, by command and by forwarding it
network sample
time passes 2m
rafael says 'Check a claim'
rafael reads 'Send me the claim, or forward the message'
rafael says 'Noor Ouarzazate alone gives 2,000 MW of solar power!'
rafael reads 'This is what we have:' 'B5' 'misleading'
rafael presses 'B5'
rafael reads 'Claim: Noor Ouarzazate is a solar plant of 2,000 MW.'
rafael says '/ask argan heals everything'
rafael reads 'B3' 'Argan'
rafael forwards 'They say Noor Ouarzazate is a solar plant with 2,000 MW.'
rafael reads 'B5' 'misleading'

# one name is enough to find it, in any language; a question about something else gets no verdict
rafael says 'What is argan?'
rafael reads 'B3'
rafael says '¿Es verdad lo del ARGÁN milagroso?'
rafael reads 'B3'
rafael does not read 'B5'
rafael says 'نور ورزازات مَحطَّة شمسيّة بقدرة ٢٠٠٠ ميغاواط'
rafael reads 'B5' 'misleading'
rafael says 'What is the capital of Peru?'
rafael reads 'We have nothing on this yet'
rafael says '/ask Quelle est la capitale du Pérou ?'
rafael reads 'We have nothing on this yet'
rafael forwards 'Which plant is poisonous to all of the cats in this country?'
rafael does not read 'misleading'
