package match

import "strings"

// Words that deny, and those around them that take the denial back or put in doubt who denies. All are folded.
var (
	withoutApostrophe = set("isnt wasnt arent werent didnt doesnt dont wont hasnt havent aint")
	after             = set("pas jamais plus aucun aucune rien personne nul nulle guere ni")
	spoken            = set("est sont a ont etait etaient")
	deny              = set("لم لا ليس ليست ليسوا لن غير لما")
	denyWords         = map[string]map[string]bool{
		"en": set("nobody none neither nor without"),
		"fr": set("sans"),
		"es": set("ningun ninguna nadie nada ni sin"),
		"ar": set("دون بدون بلا مش مو موش ماشي رفضت رفض ترفض يرفض"),
	}
	// subjects deny together with a "ne" behind them.
	subjects = set("aucun aucune personne rien nul nulle ni")
	// repeats are words that in their language may say once more what is denied already.
	repeats = map[string]map[string]bool{
		"en": set("nor neither"),
		"fr": set("pas jamais plus aucun aucune rien personne nul nulle ni"),
		"es": set("no nunca jamas tampoco ningun ninguna nadie nada ni"),
	}
	// refusals deny what they begin.
	refusals = pairs(`refused to, refuses to, refuse to, failed to, fails to, refuse de, refuse d', refusent de, refusent d', nego a, negaron a, niega a, dejo de,
		dejaron de, cesse de, cesse d'`)
	noMatter = set("doubt matter wonder less fewer more problem way other need") // behind "no"
	steps    = set("un une le les ce ces chaque premier premiers deuxieme grand petit petits faux quelques deux trois de")
	inverted = set("il elle ils elles on ce t")

	// idleAfter turn round the word that denies before them.
	idleAfter = set(`only just merely forget seulement uniquement que solo solamente olvides olvidemos olviden hesitez hesite فقط شك بد تنسوا تنس تنسى المادي مادي
		تزال يزال يزالون تزالون سيما يمكن مجرد to doubt doute duda embargo falta`)
	insteadWords = set("but rather mais plutot sino بل وانما انما لكنه لكنها لكن")
	// hanging words tie what follows to what was denied before them.
	hanging = set("because that que qu' parce car puisque porque لان لانه لانها ان")

	// limits leave what is said as it is, behind a word that denies, but for a part, a manner, a time or somebody alone.
	limits = map[string]map[string]bool{
		"en": set("as than one single alone only solely merely exclusively all every everyone everybody everywhere always both except"),
		"fr": set("comme seul seule seuls seules seulement uniquement tous toutes tout toute toujours partout sauf"),
		"es": set("como solo sola solos solas solamente unicamente todo toda todos todas siempre excepto salvo"),
		"ar": set("فقط وحده وحدها وحدهم الا سوي كل جميع دائما مثل كما بوصفه بوصفها باعتباره باعتبارها مجرد واحد واحده"),
	}
	wholly = pairs("at all, du tout, del todo") // are no limits
	// cleft words and copulas before what is definite tell who or what something is.
	cleft    = map[string]map[string]bool{"en": set("who whom what"), "fr": set("qui"), "es": set("quien quienes"), "ar": set("الذي التي الذين")}
	copulas  = set("is was are were isn't wasn't aren't weren't isnt wasnt arent est etait sont sera fut es era son fue sera")
	definite = set("the le la les l' el los las")
	thereIs  = map[string]map[string]bool{
		"en": set("there there's theres"), "fr": set("y"), "es": set("hay habia habra queda"), "ar": set("يوجد توجد هناك وجود"),
	}
	demonstratives = set("this these that those ce cet cette ces este esta estos estas ese esa esos esas هذا هذه")
	someOf         = strings.Fields("some quelques certains certaines algunos algunas بعض")

	// joins begin what another does where one of the others follows; joined words are both in one.
	joins  = set("and but et mais y pero")
	others = map[string]map[string]bool{
		"en": set("i we my our you your nobody everybody everyone who"), "fr": set("je j' on nous tu vous personne"),
		"es": set("yo a nadie nos nosotros mi"),
	}
	joined = set("ونحن وانا وهذا ولكننا ولكني لكني لكننا")

	// supposed takes from a sentence that its author says it is so: it is supposed, asked, or was so once. told is what others say.
	supposed = map[string]map[string]bool{
		"en": set("if unless whether would could should might until till before why how"),
		"fr": set("si serait seraient aurait auraient avant jusque jusqu' pourquoi comment"),
		"es": set("si seria serian habria habrian antes hasta"),
		"ar": set("لو اذا قبل حتي هل لماذا كيف"),
	}
	untilNow = pairs("until now, until today, till now, hasta ahora, hasta hoy, jusqu' ici, jusqu' aujourd'hui, حتي الان, حتي اليوم") // supposes nothing
	told     = map[string]map[string]bool{
		"en": set(`say says said tell told claim claims claimed claiming think thinks thought believe believes believed hear heard read reads wrote writes rumour rumor rumours rumors
			asked ask asks wonder imagine suppose know knew myth myths true untrue false wrong fake nonsense lie lies`),
		"fr": set(`dit disent disait raconte racontent pretend pretendent pense pensent croit croient croire croyais entendu entend lu lis lit ecrit rumeur rumeurs demande demandent
			mythe vrai faux fausse mensonge intox recue affirmation`),
		"es": set(`dice dicen decia decian dijo dijeron cuentan afirma afirman cree creen creer creia piensa piensan oi lei leo escuche escribe rumor rumores pregunta preguntan
			mito cierto verdad falso falsa mentira bulo afirmacion`),
		"ar": set(`قال قالت قالوا يقول يقولون تقول زعم يزعم يزعمون سمعت قرات يظن يظنون يعتقد يعتقدون اشاعه شائعه خرافه صحيح صحيحا خطا كذب كاذب خاطئ ادعاء الادعاء`),
	}
	// verdicts say in a sentence of their own what to hold of the one beside it.
	verdicts = set(`true untrue false wrong fake nonsense lie lies myth mythe vrai faux mensonge intox cierto verdad falso mentira bulo mito صحيح خطا كذب خاطئ اشاعه شائعه خرافه`)
	// asks begin a question, with a question mark or without.
	asks = set("isn't wasn't aren't weren't hasn't haven't didn't doesn't don't isnt wasnt arent didnt doesnt")

	// vague words say of much what they say of a fact: by them alone nobody knows what is spoken of.
	vague = stems(`unesco list representative heritage world site inscribed listed country countries
		liste représentative patrimoine mondial inscrit inscrite pays
		lista representativa patrimonio mundial inscrito inscrita país países
		اليونسكو القائمة قائمة التمثيلية تراث التراث العالمي مدرج مدرجة بلد بلدان`)
	// fillers say nothing of their own.
	fillers = set(`yet really actually simply ever again officially truly any anymore longer currently certainly definitely obviously indeed please sorry
		sadly unfortunately honestly frankly way part place stand stands stood figure figures appear appears exist exists nobody none neither nothing
		vraiment officiellement actuellement certainement clairement evidemment franchement malheureusement helas ailleurs aujourd'hui ici jusqu' partie
		figure figurer figurent figurait existe existent apparait aura auront sera seront fut furent avons avez personne
		realmente oficialmente actualmente claramente lamentablemente lastima ahora hoy todavia forma formar parte figura figuran figuraba figurado
		aparece existe tiene tienen tenia hay estaba estaban estuvo estara sera haya hubo ningun ninguna nadie nada
		يتم تتم تكن يكن يعد تعد ابدا بعد حقا رسميا قط للاسف اصلا مطلقا نهائيا بتاتا حاليا طبعا الان اليوم لدي عند توجد يوجد وجود اي`)
)

// pairs makes a set of runs of words that commas part.
func pairs(list string) map[string]bool {
	m := map[string]bool{}
	for p := range strings.SplitSeq(list, ",") {
		m[Fold(strings.TrimSpace(p))] = true
	}
	return m
}
