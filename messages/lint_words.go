package messages

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Person finds a private person's handle, contact data or a call to pile on in any text; "" where there is none. It is what
// the lint blocks and what the draft check advises against.
func Person(text string) string {
	for _, find := range []func(string) string{handle, contactData, pileOn} {
		if what := find(text); what != "" {
			return what
		}
	}
	return ""
}

// searchable gives a text in the form in which words are looked for: one kind of space, of digits, of apostrophe and of Alif,
// and nothing that cannot be seen. Capitals stay.
func searchable(s string) string {
	space := false
	// Once more at the end: a letter and its accent may have been kept apart by what cannot be seen.
	return norm.NFKC.String(strings.Map(func(r rune) rune {
		was := space
		space = r != '\n' && unicode.IsSpace(r)
		switch {
		case space && was:
			return -1
		case space:
			return ' '
		case r == 'ـ' || unicode.Is(unicode.Cf, r) || r >= 0x064B && r <= 0x0655 || r == 0x0670:
			space = was
			return -1
		case r == '’' || r == '‘' || r == 'ʼ':
			return '\''
		case r == 'أ' || r == 'إ' || r == 'آ' || r == 'ٱ':
			return 'ا'
		}
		return r
	}, norm.NFKC.String(digits(s))))
}

// whole makes an expression that finds one of the alternatives standing by itself, as its first group. Words of every
// language of the network are looked for in every text. Go's \b knows Latin letters without accents only.
func whole(flags string, alternatives ...string) *regexp.Regexp {
	return regexp.MustCompile(flags + `(?:^|[^\p{L}\p{N}_])(` + strings.Join(alternatives, "|") + `)(?:$|[^\p{L}\p{N}_])`)
}

// hasAny tells whether a text has one of some stems, in small letters. The wide expressions below ask this first: it is a hundred times
// quicker, and most texts have none.
func hasAny(s string, stems []string) bool {
	s = strings.ToLower(s)
	return slices.ContainsFunc(stems, func(stem string) bool { return strings.Contains(s, stem) })
}

// found gives the first group of the first match.
func found(re *regexp.Regexp, s string) string {
	if m := re.FindStringSubmatch(s); m != nil {
		return strings.TrimSpace(m[1])
	}
	return ""
}

var (
	emailRE = regexp.MustCompile(`[\p{L}\p{N}._%+-]+(?:@| ?[(\[] ?at ?[)\]] ?)[\p{L}\p{N}-]+(?:(?:\.| ?[(\[] ?dot ?[)\]] ?)[\p{L}\p{N}-]+)*(?:\.| ?[(\[] ?dot ?[)\]] ?)\p{L}{2,}`)
	// A handle has a letter; "@ 5 MW" and "@25" are no handles. One of the fediverse looks like an e-mail address behind an @.
	handleRE    = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_@/.+-])(@[\p{N}_]*\p{L}[\p{L}\p{N}_.-]{0,63})`)
	fediverseRE = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_@/.+-])(@[\p{L}\p{N}_.-]+@[\p{L}\p{N}.-]+\.\p{L}{2,})`)
	// A profile on a network, where a path leads to one account, or to what one account said.
	profileRE = regexp.MustCompile(`(?i)(?:^|[^\p{L}\p{N}_.-])((?:https?://)?(?:[\w-]+\.)*(?:(?:(?:x|twitter|instagram|facebook|fb)\.com|t\.me|bsky\.app/profile|linkedin\.com/in)/@?|(?:[\w-]+\.)+[a-z]{2,}/@)([\w.-]*\w))`)
	// What stands in an account's place and is none.
	noAccount = map[string]bool{
		"intent": true, "share": true, "hashtag": true, "search": true, "home": true, "explore": true, "i": true, "p": true, "reel": true,
		"events": true, "groups": true, "sharer": true, "sharer.php": true, "watch": true, "joinchat": true,
	}
)

func handle(s string) string {
	s = searchable(s)
	if !strings.ContainsAny(s, "@/") { // without one of them there is none, and most texts have neither
		return ""
	}
	for _, m := range profileRE.FindAllStringSubmatch(s, -1) {
		if !noAccount[strings.ToLower(m[2])] {
			return m[1]
		}
	}
	if m := found(fediverseRE, s); m != "" {
		return m
	}
	return strings.TrimRight(found(handleRE, emailRE.ReplaceAllString(s, " ")), ".-")
}

var (
	// Numbers that look like telephone numbers and are none: of books, works and people who write them, of files and registers,
	// days, and fractions; and addresses, whose numbers mean nothing.
	otherNumbersRE = regexp.MustCompile(`(?i)IS[BS]N(?:-1[03])?[: -]*[\dX -]{8,17}|\b10\.\d{4,9}/\S+|https?://\S+|\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{4}\b|\b0[.,]\d+|(?:\bnos?\.?|n°|n\.[o°]|رقم)[ :]*\d{1,7}(?:[/-]\d{1,7})*|(?:siren|siret|register|registre|registro|السجل)[ :]*\d[\d ]*`)
	// With a country's code ten to fifteen digits, without it and with a leading 0 nine to eleven (ITU E.164 and E.123), grouped as
	// people group them.
	phoneRE = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_.,])((?:\+|00) ?[1-9](?:[ .()-]{0,2}\d){9,14}|\(0[1-9]\d{0,3}\)(?:[ .-]?\d){6,9}|0[1-9](?:[ .-]?\d){7,9}|0[1-9](?:/\d\d){4})(?:$|[^\p{L}\p{N}_])`)
	// After a word for telephone any eight digits are enough; Spanish and Tunisian numbers have no leading 0.
	calledRE = regexp.MustCompile(`(?i)(?:^|[^\p{L}\p{N}_])((?:tel|tél|tfno|phone|mobile|call|dial|whatsapp|signal|teléfono|móvil|télécopie|téléphone|portable|appelez|llam(?:a|ad|en)(?: al)?|هاتف|الهاتف|جوال|واتساب|اتصلوا?)[^\p{L}\p{N}\n]{0,4}(?:(?:at|on|us|me|le|au|al|بـ?|على|ب)[^\p{L}\p{N}\n]{0,3})?\+?\d(?:[ .()/-]{0,2}\d){7,14}|wa\.me/\+?\d{7,15})(?:$|[^\p{L}\p{N}_])`)

	streetRE = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_])(` + strings.Join([]string{
		// 12 bis, rue de la Paix
		`\d{1,4}(?: ?(?:bis|ter))?,? (?i:rue|avenue|av\.|boulevard|bd|bld|place|impasse|allée|quai) (?:de la |de l'|d'|l'|du |des |de |la |le |el[ -]|\p{Lu})\p{L}+`,
		// Calle Mayor, 12
		`(?i:calle|avenida|avda\.|plaza|paseo) (?:de(?:l| la| los| las)? )?\p{Lu}[\p{L} ]{1,30}?,? (?:n\.?[o°] ?|núm\. )?\d{1,3}`,
		// 12 Station Road; numbers from 1000 to 2999 are years
		`(?:\d{1,3}|[3-9]\d{3}|\d{5})[A-Za-z]? (?:\p{Lu}[\p{L}'-]+ ){1,3}(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Drive|Square|Terrace)`,
		// 12 شارع الحسن الثاني, شارع الحسن الثاني رقم 12
		`\d{1,3}،? (?:شارع|زنقة|نهج) \p{L}+`, `(?:شارع|زنقة|نهج) [\p{L} ]{2,40}?(?:،? رقم ?|، ?)\d{1,4}`,
	}, "|") + `)(?:$|[^\p{L}\p{N}_])`)
)

// fewestDigits is how many digits a telephone number has at least, by the expressions above: seven behind wa.me.
const fewestDigits = 7

func keepDigit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

func contactData(s string) string {
	s = searchable(s)
	if strings.ContainsAny(s, "@([") {
		if m := emailRE.FindString(s); m != "" {
			return m
		}
	}
	switch n := len(strings.Map(keepDigit, s)); {
	case n == 0: // telephones and houses have numbers
		return ""
	case n >= fewestDigits:
		if m := found(calledRE, s); m != "" {
			return m
		}
		if m := found(phoneRE, otherNumbersRE.ReplaceAllString(s, " · ")); m != "" {
			return m
		}
	}
	return found(streetRE, s)
}

// A report on a session is no report of an account, though French says compte rendu.
var innocentReportRE = regexp.MustCompile(`(?i)comptes?[ -]rendus?`)

var pileOnRE = whole(`(?i)`,
	`(?:quote|reply|respond)(?:[ -]tweet)? to (?:him|her|them|this (?:account|person|user|post|tweet|guy|woman|man))`, `quote[ -]tweet (?:him|her|them|this)`,
	`mass[ -]?report(?:s|ing)?`, `report (?:this|that|the|his|her|their|these|those) (?:account|user|profile|post|tweet|channel|page)s?`, `report (?:him|her|them) (?:to|on|for)`, `block and report`,
	`(?:flood|spam|swarm) (?:the |his |her |their |this )?(?:replies|comments|comment section|mentions|inbox|account|profile|page)`, `tag (?:him|her|them)`,
	`ratio (?:him|her|them|this|that|the (?:post|tweet|account|reply))`, `brigad(?:e|ing) (?:him|her|them|this|that|the (?:post|account|comments|replies|thread|page))`, `dog[ -]?pil(?:e|ing)`,
	`pile on(?:to)? (?:him|her|them|this|that)`, `go after (?:him|her|them|this (?:account|person|user))`, `name and shame`,

	`r[ée]pond(?:s|ez|ons)[ -](?:lui|leur|à (?:ce compte|cette personne|cet utilisateur|ce tweet|ce post))`, `signal(?:e|ez|er|ons) (?:ce|cet|cette|son|ses|leur|leurs) (?:compte|profil|publication|post|tweet|utilisateur|utilisatrice|page|chaîne)s?`,
	`signal(?:e|ez|er|ons) (?:le|les|la) (?:comptes?|profils?)`, `signal(?:e|ez|ons)-(?:le|la|les)`, `inond(?:e|ez|er|ons) (?:ses|leurs|les|son|leur|sa) (?:commentaires|réponses|mentions|messagerie|page|compte)`,
	`(?:tagu(?:e|ez|ons)|identifi(?:e|ez|ons)|interpell(?:e|ez|ons)|harcel(?:ez|ons))-(?:le|la|les|lui)`,

	`resp[oó]nd(?:e|an|ed|ámos|amos)les?`, `(?:denunci|report|marqu)(?:a|ad|en|ar|e|emos) (?:a )?(?:esta|este|esa|ese|estas|estos|su|sus) (?:cuenta|perfil|usuario|usuaria|publicación|canal|página|tuit)e?s?`,
	`(?:denunci|report)(?:ad|en|emos) (?:la|el|las|los) (?:cuenta|perfil)e?s?`, `inund(?:a|ad|ar|en|emos) (?:sus|los|su|las) (?:comentarios|respuestas|menciones|bandeja|página|cuenta)`, `etiqu[eé]t(?:a|en|ad|émos|emos)l[oae]s?`,

	`[وف]?(?:بلغوا|ابلغوا|بلغ|ابلغ) عن (?:هذا |هذه |ذلك |تلك )?(?:ال)?(?:حساب|حسابه|حسابها|حسابهم|مستخدم|منشور|قناة|صفحة|تغريدة)`, `[وف]?(?:ردوا|اردوا|رد) على (?:هذا الحساب|هذه الصفحة|حسابه|حسابها|حسابهم|هذا الشخص)`, `[وف]?ردوا علي(?:ه|ها|هم)`,
	`[وف]?(?:اغرقوا|هاجموا) (?:تعليقاته|تعليقاتها|تعليقاتهم|حسابه|حسابها|حسابهم|صفحته|صفحتها)`,
)

// pileOnStems are what everything has that pileOnRE finds.
var pileOnStems = []string{
	"repl", "respond", "quote", "report", "flood", "spam", "swarm", "tag ", "ratio ", "brigad", "dog", "pile on", "go after", "name and",
	"pond", "signal", "inond", "tagu", "identifi", "interpell", "harcel", "resp", "denunci", "marqu", "inund", "etiqu", "بلغ", "رد", "اغرق", "هاجم",
}

func pileOn(s string) string {
	s = searchable(s)
	if !hasAny(s, pileOnStems) {
		return ""
	}
	return found(pileOnRE, innocentReportRE.ReplaceAllString(s, "·"))
}

// Where two things merely happen to be told together, nobody is called to a common moment.
var innocentMomentRE = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`at the same (?:time|moment) (?:as|that)\b`, `(?:but|and|while|yet),? at the same time`, `post[ -]offices?`, `shares? (?:price|market|capital|of)`,
	`shar(?:e|es|ing) (?:a |an |the |our |their |one )?(?:big |common |whole )?(?:meal|dish|plate|couscous|bread|tea|table|lunch|dinner|border|language|house)s?`,
	`à \d{1,2} ?h(?:eures)? (?:de |d')`, `(?:mais|et|tout),? en même temps`, `(?:en même temps|au même moment) qu(?:e|')`,
	`partag\p{L}+ (?:(?:le|la|un|une|du|des|son|notre|leur|même) ){0,2}(?:couscous|repas|plat|pain|thé|table|frontière|langue)s?`,
	`(?:al mismo tiempo|en el mismo momento) que`, `(?:y|pero),? al mismo tiempo`,
	`compart\p{L}+ (?:(?:el|la|un|una|los|las|nuestro|nuestra|su|mismo|misma) ){0,2}(?:cuscús|comida|plato|pan|té|mesa|frontera|idioma|lengua)s?`,
	`في (?:الوقت (?:نفسه|ذاته)|نفس الوقت) الذي`, `ن?(?:شارك|تشارك)\p{L}* (?:في )?(?:ال)?(?:طعام|طبق|كسكس|خبز|مائدة|ملف|مؤتمر|ندوة|مهرجان|جلسة|اجتماع|دورة|حفل|حدود)`,
}, "|"))

// What people are told to do, when, and what shows that they are told.
const (
	postEN   = `(?:re)?(?:post|share|publish|tweet|toot)(?:s|ing)?`
	clockEN  = `(?:\d{1,2}[:.h]\d{2}(?: ?[ap]\.?m\.?)?|\d{1,2} ?(?:[ap]\.?m\.?|o'?clock|h|hours|hrs|UTC|GMT|CET)|\d{1,2} (?:sharp|on the dot)|(?:exactly|precisely) \d{1,2}|noon|midday|midnight)`
	atEN     = `at (?:exactly |precisely )?` + clockEN
	manyEN   = `(?:everyone|everybody|all|all of us|all of you|we|let's|let us|together|you|members|volunteers|please)`
	tellEN   = `(?:^|[\n.!?؟:;•–—-] ?|please |now )`
	sameEN   = `(?:at (?:exactly |precisely )?the same (?:time|moment|hour|minute|second)|simultaneously|in sync)`
	postFR   = `(?:re)?(?:publi(?:ez|ons)|partag(?:ez|eons)|post(?:ez|ons)|tweet(?:ez|ons)|diffus(?:ez|ons)|relay(?:ez|ons))`
	togFR    = `(?:tous|toutes|ensemble|chacun|chacune|on|nous)`
	bothFR   = `(?:publi|partag|post|tweet|diffus|relay|relai)(?:e|es|ent|ons|eons|ez|er)`
	clockFR  = `(?:\d{1,2} ?(?:h|heures?)(?: ?\d{2})?|\d{1,2}:\d{2}|midi|minuit)`
	atFR     = `(?:à|dès|pour) (?:exactement |précisément )?` + clockFR
	sameFR   = `(?:(?:exactement )?à la même (?:heure|minute|seconde)|au même (?:moment|instant)|en même temps|simultanément)`
	postES   = `(?:re)?(?:publi(?:cad|quen|quemos)|compart(?:id|an|amos)|poste(?:ad|en|emos)|tuite(?:ad|en|emos)|difund(?:id|an|amos))`
	oneES    = `(?:publi(?:ca|que)|compart(?:e|a)|postea|tuitea|difunde)`
	clockES  = `(?:\d{1,2}(?:[:.]\d{2})?(?: ?h(?:oras)?)?|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)`
	atES     = `(?:a|para) las? ` + clockES
	sameES   = `(?:a la misma hora|al mismo tiempo|en el mismo (?:momento|instante)|simultáneamente)`
	postAR   = `[وف]?(?:انشروا|انشروه|انشروها|انشرن|شاركوا|شاركوه|شاركوها|غردوا|لننشر|فلننشر|لنشارك|فلنشارك|لنغرد|ننشر|نشارك|نغرد|انشر)`
	together = `(?:جميعا|كلنا|كلكم|معا|سويا|الجميع)`
	hourAR   = `(?:ال)?ساعة (?:ال)?(?:\d{1,2}|واحدة|ثانية|ثالثة|رابعة|خامسة|سادسة|سابعة|ثامنة|تاسعة|عاشرة|حادية عشرة|ثانية عشرة)`
	sameAR   = `في (?:نفس (?:الوقت|اللحظة|الساعة|الدقيقة)|الوقت (?:نفسه|ذاته)|اللحظة (?:نفسها|ذاتها)|الساعة (?:نفسها|ذاتها)|ان واحد)`
	some     = `[^.!?؟\n]{0,50}?`
)

var momentRE = regexp.MustCompile(`(?i)(?:^|[^\p{L}\p{N}_])(` + strings.Join([]string{
	manyEN + `[ ,:!–—-]{1,3}` + some + `\b` + postEN + `\b` + some + ` (?:` + atEN + `|` + sameEN + `)`,
	`(?:` + atEN + `|` + sameEN + `),? ` + some + `(?:everyone|everybody|all|we|let's|let us|together)[ ,:!–—-]{1,3}` + some + postEN,
	`(?:join us|join in|meet|see you|be ready|get ready|rendezvous) ` + some + clockEN + some + ` to ` + postEN,
	`countdown`, `count(?:ing)? down (?:to|with)`, `(?:twitter|tweet|hashtag|social media) ?storm`, `thunderclap`, `synchroni[sz]e(?:d)? (?:our |your |the |all )?(?:post|share|tweet|action|posting|sharing)s?`, `3\W{1,5}2\W{1,5}1\W{1,5}(?:go|post|share|tweet)`,

	postFR + some + ` (?:` + atFR + `|` + sameFR + `)`, togFR + `[ ,]{1,2}` + some + bothFR + some + ` (?:` + atFR + `|` + sameFR + `)`,
	`(?:` + atFR + `|` + sameFR + `),? ` + some + `(?:` + postFR + `|` + togFR + ` ` + some + bothFR + `)`, `(?:rendez-vous|rdv|retrouvons-nous|retrouvez-nous|rejoignez-nous|soyez prêts) ` + some + clockFR + some + ` pour (?:publier|partager|poster|tweeter|diffuser)`,
	`compte à rebours`, `tempête de tweets`,

	postES + some + ` (?:` + atES + `|` + sameES + `)`, `(?:tod[oa]s|juntos|juntas|cada cual)[ ,]{1,2}` + some + `(?:` + postES + `|` + oneES + `)` + some + ` (?:` + atES + `|` + sameES + `)`,
	`(?:` + atES + `|` + sameES + `),? ` + some + `(?:` + postES + `|(?:tod[oa]s|juntos|juntas) ` + some + `publicamos|compartimos)`, `(?:nos vemos|quedamos|cita|únete|uníos|únanse) ` + some + atES + some + ` para (?:publicar|compartir|postear|tuitear|difundir)`,
	`cuenta (?:atrás|regresiva)`, `tormenta de tuits`,

	postAR + some + ` (?:(?:في |على |عند )?(?:تمام )?` + hourAR + `|` + sameAR + `)`, `(?:في |على |عند )?(?:تمام )?(?:` + hourAR + `|` + sameAR + `)،? ` + some + postAR,
	`(?:موعدنا|لقاؤنا|كونوا مستعدين|استعدوا) ` + some + hourAR + some + ` (?:للنشر|لننشر|للتغريد|لنغرد|للمشاركة|لنشارك)`,
	`(?:ال)?عد (?:ال)?تنازلي`, `عاصفة (?:تغريدات|الكترونية|رقمية)`,
}, "|") + `)(?:$|[^\p{L}\p{N}_])`)

// toldRE finds what one person is told to do at a moment, at the beginning of a sentence: further in, the same words may be about
// anybody ("the ministry will publish it at 10:00").
var toldRE = regexp.MustCompile(`(?i)` + tellEN + `((?:` + postEN + `\b` + some + ` (?:` + atEN + `|` + sameEN + `|\d{1,2}:\d{2}))|(?:` + oneES + ` ` + some + `(?:` + atES + `|` + sameES + `)))(?:$|[^\p{L}\p{N}_])`)

// momentStems are what everything has that momentRE or toldRE find.
var momentStems = []string{
	"post", "share", "publi", "tweet", "toot", "down", "storm", "thunderclap", "synchroni", "go", "partag", "diffus", "relay", "relai", "rebours",
	"compart", "difund", "tuit", "cuenta", "نشر", "شارك", "غرد", "تغريد", "مشارك", "تنازلي", "عاصفة",
}

func synchronised(s string) string {
	s = searchable(s)
	if !hasAny(s, momentStems) {
		return ""
	}
	s = innocentMomentRE.ReplaceAllString(s, " · ")
	if m := found(momentRE, s); m != "" {
		return m
	}
	return found(toldRE, s)
}
