# the review card shows each point with its facts, each fact beside the words of its source, and what members would see
network sample
nadia says '/submit B1'
rafael reads 'B1 waits for your word in English' 'Couscous: one file, four countries' 'The inscription of 16 December 2020 rests on one joint file' 'Fact: The file was submitted jointly by four countries' '(as of 2020-12-17)' 'UNESCO' 'It says: “Knowledge, know-how and practices' 'The Media Line' 'It says: “This joint inscription' 'Prompts:' 'Who taught you' 'What we do not claim' 'That UNESCO protects a recipe' 'What a fair critic would say' 'Sample for' 'Disclosure:' 'I volunteer with Living Heritage'
rafael sees 'Approve English' 'Ask for a change'
rafael does not see 'Release now'
