# an invitation that says the kind makes joining shorter: agree, keep the rules, and the first brief stands there
network sample
nadia says '/invite member academic'
nadia notes code from '/start (\S+)'
sam says '/start {code}'
sam presses 'I agree'
sam does not read 'As what do you take part?'
sam reads 'Five rules'
sam presses 'keep to them'
sam reads 'Welcome to Living Heritage' 'What we found'
sam sees 'Share' 'More'
sam says '/mydata'
sam reads 'my-data.json'
