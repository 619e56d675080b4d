# a brief is seen as it is read on each platform, by its author and by who reviews it
network sample
nadia says '/preview B1'
nadia presses 'As read on'
nadia reads 'a member gets this' '[Compartir]' 'In a channel or group on'
nadia says '/submit B1'
rafael presses 'As read on'
rafael reads 'a member gets this' 'In a channel or group on'
