# a network that takes only the link says so, and is given the public link
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'LinkedIn'
rafael reads 'of 3000' 'LinkedIn takes only the link. Copy the lines first'
rafael opens 'Open LinkedIn' and is led to 'https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Frelais.example.org%2Fs%2F'
