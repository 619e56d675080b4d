# a site that goes takes many pages with it: who looks after them gets one letter that names them all
the page 'https://whc.unesco.org/en/list/565' is gone
the page 'https://whc.unesco.org/en/list/750' is gone
the page 'https://whc.unesco.org/en/list/170' is gone
network sample
time passes 2m
nadia has 'Would you have a look?' once
nadia reads '3 sources that you look after are not as they were' 'it is gone' 'it is gone' 'it is gone'
nadia presses '↗ '
nadia reads 'no fact can rest on it alone'
