# a plain "stop" counts in each of the four languages, in any case and with a point behind it, also in the middle of a question
network sample
time passes 2m
rafael says 'Stop!'
rafael reads 'Stopped: Living Heritage sends you nothing more'
rafael presses 'Send me briefs again'
rafael says 'ARRÊT'
rafael reads 'Stopped:'
rafael presses 'Send me briefs again'
rafael says 'Arrêt !'
rafael reads 'Stopped:'
rafael presses 'Send me briefs again'
rafael says 'توقف'
rafael reads 'Stopped:'
rafael presses 'Send me briefs again'
rafael says 'para.'
rafael reads 'Stopped:'
rafael presses 'Send me briefs again'
rafael says '/ask'
rafael says 'stop'
rafael reads 'Stopped:'

# a sentence with the word in it is no stop
rafael presses 'Send me briefs again'
rafael says 'when does the argan harvest stop'
rafael does not read 'Stopped'
