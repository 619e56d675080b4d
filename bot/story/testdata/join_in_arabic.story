# whoever has an Arabic client is greeted in Arabic at once, and reads the first brief in Arabic
network sample
nadia says '/invite member diaspora'
nadia notes code from '/start (\S+)'
omar says '/start {code}'
omar reads 'Living Heritage' 'Example Foundation' 'contact@example.org'
omar sees 'English' 'français' 'español'
omar does not see 'العربية'
omar presses 'أوافق'
omar reads '1.' '5.'
omar presses 'ألتزم بها'
omar reads 'B5' 'ورزازات'
omar does not read 'Welcome'
