# a greeting or thanks, in any language, is answered with what there is to do, and never taken for a claim
network sample
time passes 2m
rafael says 'hello'
rafael reads 'Press Briefs to read what is new, or Check a claim'
rafael does not see 'Ask the leads'
rafael says 'Hola, ¡buenos días!'
rafael reads 'Press Briefs to read what is new'
rafael says 'Thank you very much!'
rafael reads 'Press Briefs to read what is new'
rafael says '👍'
rafael reads 'Press Briefs to read what is new'
karim says 'Salut, merci beaucoup'
karim reads 'Touchez « Notes »'
karim says 'السَّلامُ عليكم'
karim reads 'Touchez « Notes »'

# also where a claim was asked for, and with more behind it it is a text like any other
rafael says 'Check a claim'
rafael says 'thanks'
rafael reads 'Press Briefs to read what is new'
rafael says 'Hello, is argan an oil?'
rafael reads 'B3'
