# facts and a prompt come first, the text to copy holds no words but the disclosure and the link
network sample
time passes 2m
nadia says '/briefs argan'
nadia presses 'B3'
nadia presses 'Share'
nadia presses 'X'
nadia reads 'in your own words' 'argan' 'To begin with:' 'write your own words above them' 'I volunteer with'
nadia does not read 'only a sample'
nadia sees 'See a sample'

# the sample comes second and says that it is one
nadia presses 'See a sample'
nadia reads 'This is only a sample.' 'I volunteer with'
