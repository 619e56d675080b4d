# Back from a question in Settings ends it: the next words are a search again
network sample
time passes 2m
rafael says '/settings'
rafael presses 'Quiet hours'
rafael presses 'Back'
rafael says 'argan'
rafael reads 'B3'
rafael does not read 'as quiet hours'

# whoever wants no quiet hours reads Never, not a span from midnight to midnight
nadia says '/settings'
nadia reads 'Quiet hours: Never'
