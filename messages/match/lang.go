package match

import "strings"

// set makes a set of words, as Fold gives them.
func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[Fold(w)] = true
	}
	return m
}

// languageOf finds the language of a sentence: by its script, then by its small words; else it is the one that is expected.
func languageOf(toks []token, expected string) string {
	ar, latin := 0, 0
	var hits [3]int
	for _, t := range toks {
		if t.kind != word || t.fold == "" {
			continue
		}
		if arabic(t.fold) {
			ar++
			continue
		}
		latin++
		for i, small := range smallWords {
			if small[t.fold] {
				hits[i]++
			}
		}
	}
	if ar > latin {
		return "ar"
	}
	best, second := 0, -1
	for i := 1; i < len(hits); i++ {
		if hits[i] > hits[best] {
			best = i
		}
	}
	for i := range hits {
		if i != best && (second < 0 || hits[i] > hits[second]) {
			second = i
		}
	}
	if hits[best] >= hits[second]+2 || expected == "" && hits[best] > hits[second] || expected == "ar" && hits[best] > 0 {
		return languages[best]
	}
	if expected == "" {
		return "en" // numbers and names are read much alike in all that is left
	}
	return expected
}

var (
	languages  = []string{"en", "fr", "es"} // those that small words tell apart
	smallWords = []map[string]bool{
		set("the and of is was were are in on with that this it has have had been by for from its not their which i my to we our you a an after at as be or they he she who what said says one"),
		set("le la les l' d' des du et est un une en dans que qui avec pour par sur ce cette sont ont a au aux ne n' pas j' je qu' c' depuis"),
		set("el la los las y es un una en de del que con por para se son fue al lo su sus desde no está ha han como más"),
	}
)

// stop holds the words that say nothing of what a sentence is about.
var stop = set(`
the a an and or of is was were are be been being in on at with without that this these those it its has have had by for from to as not no never their
his her they them he she we our us you your i my me mine which who whom whose what when where why how all both one two also too very more most than
then there here so but if about into over under out up down only just even still already ever since until after before between each every some any other
others own same such can could will would should may might must do does did don't doesn't didn't isn't wasn't aren't weren't hasn't haven't i'm i've it's
that's there's let's now today year years day people thing things make made makes making many much few
le la les l' un une des du de d' et ou est sont etait etaient etre ete a ont avait avoir en dans sur sous avec sans pour par ce cet cette ces c' il elle
ils elles on nous vous je j' tu me m' te t' se s' lui leur leurs son sa ses mon ma mes notre nos votre vos que qu' qui quoi dont ou quand comment pourquoi
ne n' pas plus jamais aucun aucune rien si mais donc car comme tout tous toute toutes aussi tres bien encore deja meme autre autres au aux y depuis entre
apres avant chaque quelque quelques faire fait font peut plusieurs an ans annee annees jour jours gens chose choses
el los las unos unas del al y e o u es son era eran fue fueron ser sido estar esta estan este esto esta estos estas ese esa eso con sin para por que
quien cual cuyo cuando donde como porque no nunca jamas tampoco si pero sino tambien muy mas menos todo todos toda todas otro otra otros otras mismo misma
su sus mi mis tu tus nuestro nuestra nos se lo le les ha han habia hay desde entre sobre hasta cada ya aun uno una dos hacer hace ano anos dia dias gente cosa
في من على إلى الى عن مع هذا هذه ذلك تلك هو هي هم هما هن نحن انا انت التي الذي الذين اللواتي ما لا لم لن ليس ليست غير ان انه انها بان لان كان كانت يكون تكون قد
لقد كل بعض بين بعد قبل منذ حتى عند عندما حين او ام ثم بل لكن كما اي ايضا جدا اكثر اقل مثل دون له لها لهم به بها فيه فيها عليه عليها عام سنه يوم
`)
