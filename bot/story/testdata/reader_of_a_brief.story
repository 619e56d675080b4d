# the public page shows the text, the disclosure, who runs and pays, the sources and the versions; a language can be chosen
network sample
time passes 2m
reader gets '/b/B3?lang=en' and reads 'Argan: more than an oil'
reader gets '/b/B3?lang=en' and reads 'they teach it to their daughters'
reader gets '/b/B3?lang=en' and reads 'I volunteer with Living Heritage, a network run and paid for by the Example Foundation.'
reader gets '/b/B3?lang=en' and reads 'Who runs this and who pays'
reader gets '/b/B3?lang=en' and reads 'https://ich.unesco.org/en/RL/argan'
reader gets '/b/B3?lang=en' and reads 'Versions'
reader gets '/b/B3?lang=en' and reads '2021-12-25'
reader gets '/b/B3?lang=fr' and reads 'Je suis bénévole à Patrimoine vivant'
reader gets '/b/B3?lang=ar' and reads 'dir="rtl"'
reader gets '/b/B3?lang=es' and reads 'Argan'
reader gets '/b/B5?lang=en' and reads 'Misleading'

# the preview carries the disclosure, in its title and in its description
reader gets '/b/B3?lang=en' and reads 'og:title" content="Argan: more than an oil · Volunteer, Living Heritage (paid by Example Foundation)"'
reader gets '/b/B3?lang=en' and reads 'og:description" content="I volunteer with Living Heritage'
