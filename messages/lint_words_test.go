package messages

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// The texts of each table are to be found, and the others are not: they come near and are what people honestly write.

var moments = map[string][]string{
	"found": {
		"Everyone post at 18:00", "Everyone, post this together at 18:00!", "Everybody – post at 18:00", "At 18:00, everyone: post!", "Everybody, please share this at 6 pm!", "Let’s all post it at 18.00 sharp", "Let us tweet together at noon.", "All of us share the text at 6 o'clock",
		"Post this at 18:00 UTC.", "Please publish your text on Friday at 9:30 a.m.", "Share it at exactly 20h00", "Now tweet it at midnight", "- post the card at 18:00",
		"At 18:00 we all post the same picture.", "At 6pm, everyone shares it.", "Everyone shares it at the same time.", "Post it at the same moment as your friends do… no: post at exactly the same minute!",
		"At the same time, everyone posts their own words.", "You all repost simultaneously.", "Members publish in sync", "The countdown has begun", "We are counting down to Friday", "Join the Twitter storm", "a tweetstorm",
		"Sign up for our Thunderclap", "a synchronised post", "synchronized sharing", "Let's synchronise our posts", "3, 2, 1 – go!", "EVERYONE POST AT 18:00", "Everyone\u00a0post at\u00a018:00", "Everyone post at ١٨:٠٠",
		"All volunteers retweet at 18 GMT", "Post tomorrow, 18:00!", "Join us at 18:00 to post.", "Be ready on Friday 18:00 GMT to share it",

		"Publions tous à 18 h", "Tous, on publie à 18 h", "Publions tous à 18\u202fh", "Publions tous à 18h30 !", "Partagez ce texte demain à 18:00", "Tous ensemble, publions à midi", "On publie tous à 20 heures", "À 18 h, publiez votre photo.",
		"À 18 h pile, tout le monde publie : partagez !", "Postez-le à la même heure", "Partageons-le au même moment", "Diffusez-le dès 9 h", "Relayez simultanément ce message", "Au même instant, nous partageons tous la carte.",
		"Le compte à rebours est lancé", "une tempête de tweets", "Publiez exactement à la même heure", "Rendez-vous à 18 h pour publier", "RDV vendredi 18h30 pour partager",

		"Publiquemos todos a las 18:00", "Publicad esto a las 18.00", "Compartidlo… compartid el texto a las seis de la tarde", "Todos compartimos… todos juntos, compartamos a la misma hora", "Todas publicad al mismo tiempo",
		"A las 18 h, publiquemos.", "Publica tu foto a las 20:00", "Comparte este texto al mismo tiempo que tus amigos… comparte a la misma hora", "Tuiteen a la una", "Difundid a las 18 horas", "La cuenta atrás ha empezado", "la cuenta regresiva", "una tormenta de tuits", "Nos vemos a las 18:00 para publicar",

		"انشروا جميعا الساعة 6", "انشروا جميعاً في الساعة السادسة", "اُنشُروا الساعة ١٨", "وانشروا معا في نفس الوقت", "شاركوا النص في الوقت نفسه", "لننشر كلنا في اللحظة نفسها", "غرّدوا عند الساعة 20:00", "فلننشر في آن واحد", "الساعة السادسة انشروا الصورة",
		"في نفس اللحظة نشارك جميعا", "بدأ العد التنازلي", "العدّ التنازلي", "عاصفة تغريدات", "أنشروا في تمام الساعة 9", "موعدنا الساعة السادسة للنشر",
	},
	"not found": {
		"The session opens at 18:00", "The law was published at the same time as the decree.", "All museums open at 9 am.", "Together they opened the museum at 10:00.", "The ministry will publish its figures at 10:00.",
		"The post office opens at 9:00.", "Share prices fell at 10:00 on Monday.", "Four countries filed it together.", "Algeria and Morocco share a border and, at the same time, a dish.", "We share values, but at the same time we disagree.",
		"Everyone shares a plate of couscous at noon.", "On Fridays we share the meal at 1 pm.", "Everyone can vote from the age of 18.", "It was inscribed in 2008, at the same session.", "Post your own words when it suits you.",
		"Share it whenever you like.", "The broadcast starts at 20:00; all are welcome.", "The book was published simultaneously in Arabic and French.", "The counter was at 18.", "Phases 3, 2 and 1 are done.", "A storm hit the coast at 18:00.",
		"Plants I and II post 160 and 200 MW.", "All of it at 2,000 MW.", "Join us at 18:00 for the concert.", "Meet the makers at 10:00.",

		"La séance s’ouvre à 18 h.", "La loi a été publiée en même temps que le décret.", "Tous les musées ouvrent à 9 h.", "Le rapport sera publié à 10 h.", "Partagez un lieu à 2 h de chez vous.", "On partage le couscous à midi.",
		"Nous partageons un repas à 13 h.", "Le compte rendu a été publié à midi.", "Partagez quand vous voulez.", "Elle est à la fois ancienne et, en même temps, vivante.", "Toutes les familles se réunissent à midi.", "Ensemble, ils ont ouvert le musée à 10 h.", "Rendez-vous à 18 h au musée.",

		"La sesión se abre a las 18:00.", "La ley se publicó al mismo tiempo que el decreto.", "Todas las salas abren a las 10:00.", "El ministerio publica los datos a las 10:00.", "Argelia comparte frontera con Túnez y, al mismo tiempo, un plato.",
		"Todos compartimos el plato a las dos.", "Comparte cuando quieras.", "La cuenta es de 510 MW.", "Juntos abrieron el museo a las 10:00.",

		"تُفتتح الجلسة الساعة 18:00.", "نُشر القانون في الوقت نفسه الذي صدر فيه المرسوم.", "تفتح الجامعات أبوابها الساعة 10.", "شارك أربعة بلدان في الملف.", "شاركوا في المؤتمر الساعة 10.", "شارك متى شئت.", "نتشارك الطعام في الوقت نفسه.", "جميعا وصلوا الساعة السادسة.", "معالم المدينة تفتح الساعة 9.",
	},
}

var handles = map[string][]string{
	"found": {
		"as @someone said", "@someone", "(@some_one)", "cc: @a1", "@someone@mastodon.social", "＠someone", "@فلان قال", "ask @someone.", "“@someone”", "\u200f@someone", "@1someone",
		"https://x.com/someone", "x.com/someone/status/123", "https://www.instagram.com/some.one/", "facebook.com/some.one", "https://m.facebook.com/someone", "t.me/someone", "https://bsky.app/profile/someone.bsky.social",
		"https://www.linkedin.com/in/some-one", "https://www.tiktok.com/@someone", "https://www.threads.net/@someone", "https://mastodon.social/@someone", "https://www.youtube.com/@someone", "See (twitter.com/someone).", "HTTPS://X.COM/SOMEONE",
	},
	"not found": {
		"1 kg @ 5 EUR", "3 @ 10", "2,000 MW @25 °C", "10 kW@25°C", "the @ sign", "contact@example.org", "https://x.com/intent/tweet?text=a", "x.com", "Read it on x.com.", "https://www.facebook.com/sharer/sharer.php?u=x", "https://x.com/hashtag/couscous",
		"https://www.facebook.com/events/1", "netflix.com/title", "https://ich.unesco.org/en/RL/gnawa-01170", "https://www.linkedin.com/company/unesco", "#couscous", "t.me", "https://example.org/a@b", "https://t.me/share/url?url=x",
	},
}

var contacts = map[string][]string{
	"found": {
		"contact@example.org", "write to first.last+tag@mail.example.co.uk!", "name (at) example (dot) org", "name[at]example.org", "اكتب إلى someone@example.org", "＠ someone＠example.org",
		"+213 21 12 34 56 78", "+33 6 12 34 56 78", "+33 (0)6 12 34 56 78", "0033612345678", "06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "0612345678", "06/12/34/56/78", "(021) 12 34 56 78", "021 23 45 67 8", "+212-612-345-678", "+1 (212) 555-0123", "٠٦١٢٣٤٥٦٧٨", "+٢١٢ ٦١٢ ٣٤٥ ٦٧٨",
		"Tel. 71 123 456", "Tél. : 71 12 34 56", "teléfono 612 345 678", "Llamad al 612 345 678", "Call us: 2125550123", "WhatsApp 612345678", "wa.me/33612345678", "هاتف: 71 123 456", "اتصلوا على 71123456",
		"12 rue de la Paix", "12, avenue Hassan II", "12 bis rue Lamarck", "3 place d’Italie", "5 boulevard Mohammed-V", "Calle Mayor, 12", "Avenida de la Paz 3", "plaza Mayor n.º 5", "12 Station Road", "221B Baker Street", "3500 Grand Avenue", "10 Downing St.",
		"12 شارع الحسن الثاني", "شارع محمد الخامس، رقم 12", "١٢ زنقة الرباط",
	},
	"not found": {
		"1,200,000 people", "1 200 000 personnes", "1.200.000 personas", "12 000 000 000", "+12 000 000 people", "+1.2 million", "No. 01602", "n° 01602", "n.º 00121 y n.º 01170", "Nos. 00121/01170", "رقم 01602", "2,000 MW", "160 + 200 + 150 MW", "2008–2019", "1962-2012, 1988 and 1996",
		"ISBN 0-306-40615-2", "ISBN 978-0-306-40615-7", "ISSN 0028-0836", "doi:10.1000/0123456789", "10.1038/s41586-020-0649-2", "https://doi.org/10.1000/0123456789", "https://example.org/0612345678", "0.1234567890", "0,1234567890", "01/02/2020 03:04", "01.02.2020 10 11 12", "2020-12-16", "2020-12-16 09:30",
		"09:00-17:30", "0900-1730", "0000-0002-1825-0097", "SIRET 012 345 678 00012", "price with @ 5.30", "10 kW@2.5kV", "a ratio of 3:2", "mobile, 5 000 000 users", "call 2030 a turning point", "$1,000,000,000", "60 %", "1 234 567 890 dirhams",
		"En 2020, place aux jeunes !", "la première place", "one avenue for research", "the top 10 place names", "In 2016 they built a road.", "100 km of road", "The Silk Road", "In 1996 Silk Road towns were inscribed.", "la calle en 2011", "salieron a la calle en 20 ciudades", "the old street", "شارع في المدينة عام 2011", "rue de la Paix", "avenue Mohammed V", "Street 12",
		"the 16 December 2020 inscription", "Noor II (200 MW), Noor III (150 MW)", "Published 2011-11-18 10:04:99",
	},
}

var pileOns = map[string][]string{
	"found": {
		"Reply to them with the facts", "reply to this account", "Report this account", "report his profile", "Mass-report it", "report her to the platform", "Flood the comments", "spam his inbox", "tag him", "Ratio this", "ratio the tweet", "brigade the thread", "dogpile", "Dog-piling", "pile on her", "Go after them", "name and shame", "quote-tweet him", "Block and report",
		"Répondez-lui avec les faits", "Réponds-leur", "répondez à ce compte", "Signalez ce compte", "Signalons cette publication", "signalez le compte", "Signalez-le", "Inondez ses commentaires", "Taguez-la", "interpellez-les",
		"Respondedle con datos", "respóndele", "Respondanles", "Denunciad esta cuenta", "denuncia su perfil", "Reporten la cuenta", "Inundad sus comentarios", "etiquétalo", "etiquetadlos",
		"بلغوا عن هذا الحساب", "بلّغوا عن الحساب", "أبلغوا عن المنشور", "وأبلغوا عن هذه القناة", "ردوا على هذا الحساب", "ردّوا عليه", "أغرقوا تعليقاته",
	},
	"not found": {
		"the ratio of men to women", "a ratio of 3 to 2", "the fire brigade", "the Brigade", "Report on the session", "The report says: this account is wrong.", "We report the figures", "Floods hit the region", "a price tag", "Answer the claim.", "They share a border.", "reply to the claim", "the shame of it",
		"Le compte rendu de la séance", "Signalons le compte rendu", "Signalons la publication du rapport annuel", "Il lui répond", "répondez à la question", "Signalez une erreur", "une inondation", "le compte de résultat", "Signaler une source",
		"El informe responde a la pregunta", "Denuncia la publicación de datos falsos", "la cuenta pública", "una inundación", "responde con datos", "la etiqueta", "el usuario",
		"بلغ عدد السكان مليونا", "أبلغنا الوزارة", "ردت الحكومة على السؤال", "حساب الإنتاج", "الردود", "بلاغ عن السوق",
	},
}

func TestWordsThatAreLookedFor(t *testing.T) {
	for name, c := range map[string]struct {
		find  func(string) string
		texts map[string][]string
	}{
		"moment": {synchronised, moments}, "person": {handle, handles}, "contact": {contactData, contacts}, "pile-on": {pileOn, pileOns},
	} {
		for _, s := range c.texts["found"] {
			if c.find(s) == "" {
				t.Errorf("%s: not found in %q", name, s)
			}
			// Where it stands in a text makes no difference.
			for _, around := range []string{"Why it matters. ", "Pourquoi ?\n", "لماذا؟ "} {
				if c.find(around+s+"\nIt does.") == "" {
					t.Errorf("%s: not found in %q", name, around+s)
				}
			}
		}
		for _, s := range c.texts["not found"] {
			if what := c.find(s); what != "" {
				t.Errorf("%s: found %q in %q", name, what, s)
			}
		}
	}
}

// What one rule looks for is nothing to the others, so that a lead reads one reason and not three.
func TestNearMissesOfAllRules(t *testing.T) {
	for _, texts := range []map[string][]string{moments, handles, contacts, pileOns} {
		for _, s := range texts["not found"] {
			if what := Person(s); what != "" && !strings.Contains(s, "@example.org") {
				t.Errorf("found %q in %q", what, s)
			}
			if what := synchronised(s); what != "" {
				t.Errorf("found the moment %q in %q", what, s)
			}
		}
	}
	for _, c := range []struct{ text, want string }{
		{"as @someone said", "@someone"}, {"mail contact@example.org", "contact@example.org"}, {"tag him", "tag him"}, {"Tel. 71 123 456", "Tel. 71 123 456"}, {"nothing at all", ""},
	} {
		if got := Person(c.text); got != c.want {
			t.Errorf("%q names %q, want %q", c.text, got, c.want)
		}
	}
}

func TestSearchForAnything(t *testing.T) {
	if got := searchable("A\u00ad\u0300"); got != "À" {
		t.Errorf("a letter with its accent after a soft hyphen becomes %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		if got := searchable(s); !utf8.ValidString(got) || searchable(got) != got {
			t.Fatalf("%q becomes %q and then %q", s, got, searchable(got))
		}
		Person(s)
		synchronised(s)
	})
}

// Every text that an expression finds has one of the stems that are looked for before it, or the digits.
func TestStems(t *testing.T) {
	for name, c := range map[string]struct {
		find  *regexp.Regexp
		stems []string
	}{"a moment": {momentRE, momentStems}, "told": {toldRE, momentStems}, "a pile-on": {pileOnRE, pileOnStems}} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			s := searchable(rapid.StringMatching(c.find.String()).Draw(t, "text"))
			if c.find.MatchString(s) && !hasAny(s, c.stems) {
				t.Fatalf("%q has no stem", s)
			}
		}))
	}
	for name, find := range map[string]*regexp.Regexp{"called": calledRE, "phone": phoneRE} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			s := searchable(rapid.StringMatching(find.String()).Draw(t, "text"))
			if find.MatchString(s) && len(strings.Map(keepDigit, s)) < fewestDigits {
				t.Fatalf("%q has too few digits", s)
			}
		}))
	}
	t.Run("street", rapid.MakeCheck(func(t *rapid.T) {
		if s := searchable(rapid.StringMatching(streetRE.String()).Draw(t, "text")); streetRE.MatchString(s) && strings.Map(keepDigit, s) == "" {
			t.Fatalf("%q has no digit", s)
		}
	}))
	t.Run("an address or handle", rapid.MakeCheck(func(t *rapid.T) {
		email := searchable(rapid.StringMatching(emailRE.String()).Draw(t, "e-mail"))
		if emailRE.MatchString(email) && !strings.ContainsAny(email, "@([") {
			t.Fatalf("%q has no sign of an address", email)
		}
		for _, find := range []*regexp.Regexp{handleRE, fediverseRE, profileRE} {
			s := searchable(rapid.StringMatching(find.String()).Draw(t, "handle"))
			if find.MatchString(s) && !strings.ContainsAny(s, "@/") {
				t.Fatalf("%q has no sign of a handle", s)
			}
		}
	}))
}
