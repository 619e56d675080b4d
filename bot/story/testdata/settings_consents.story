# each consent stands by itself and is withdrawn by one tap
network sample
time passes 2m
karim says '/language en'
karim says '/settings'
karim presses 'What I agree to'
karim sees '☑ Receive briefs' '☐ Be contacted by a lead' '☐ Count my shares' '☐ Credit me by name'
karim presses 'Be contacted'
karim sees '☑ Be contacted by a lead' '☑ Receive briefs' '☐ Count my shares'
karim presses 'Receive briefs'
karim sees '☐ Receive briefs' '☑ Be contacted by a lead'
karim presses 'Back'
karim reads 'receive briefs no, be contacted yes'
