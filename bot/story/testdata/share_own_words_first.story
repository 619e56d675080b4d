# facts with their sources and a question come first; the text to copy holds no words but who one is with and where to check
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'X'
rafael reads 'in your own words' 'UNESCO' 'To begin with:' '?' 'write your own words above them' 'of 280' 'I volunteer with'
rafael does not read 'more than an oil: since 2014'
rafael does not read 'This is only a sample'

# the sample comes second, says that it is one, and carries the same lines
rafael presses 'See a sample'
rafael reads 'This is only a sample.' 'of 280' 'more than an oil: since 2014' 'I volunteer with'
rafael presses 'Back'
rafael reads 'in your own words'
