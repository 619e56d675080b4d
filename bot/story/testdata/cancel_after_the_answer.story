# the Cancel of a question that was answered since cancels nothing, not even the next question; its button goes
network sample
time passes 2m
rafael says '/start B3'
rafael presses 'Something is wrong here'
rafael reads 'What is wrong with'
rafael says 'The year is wrong.'
rafael reads 'Reference: R1'
rafael says '/settings'
rafael presses 'Quiet hours'
rafael presses 'Cancel'
rafael reads 'There was nothing to cancel'
rafael says '22-7'
rafael reads 'Quiet hours: 22:00–07:00'
