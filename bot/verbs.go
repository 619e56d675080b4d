package bot

// verbs is the one table of what can be said to the bot and who may say it. Buttons and commands go through it alike.
func verbs() []verb {
	return []verb{
		// everybody
		{"start", anyone, true, (*turn).start},
		{"help", anyone, true, (*turn).help},
		{"language", anyone, true, (*turn).language},
		{"lang", anyone, false, (*turn).setLanguage},
		{"about", anyone, true, (*turn).about},
		{"privacy", anyone, true, (*turn).privacy},
		{"cancel", anyone, true, (*turn).cancel},
		{"join", anyone, false, (*turn).join},
		{"link", anyone, true, (*turn).link},
		{"linking", anyone, false, (*turn).linking},

		// whoever has begun to join
		{"kind", known, false, (*turn).setKind},
		{"rules", known, false, (*turn).acceptRules},
		{"briefs", known, true, (*turn).briefs},
		{"brief", known, false, (*turn).brief},
		{"more", known, false, (*turn).more},
		{"ask", known, true, (*turn).askClaim},
		{"settings", known, true, (*turn).settings},
		{"set", known, false, (*turn).set},
		{"stop", known, true, (*turn).stop},
		{"pause", known, true, (*turn).pause},
		{"resume", known, false, (*turn).resume},
		{"mydata", known, true, (*turn).myData},
		{"leave", known, true, (*turn).leave},
		{"leaving", known, false, (*turn).leaving},
		{"direct", known, false, (*turn).direct},

		// members
		{"share", member, false, (*turn).share},
		{"kit", member, false, (*turn).kit},
		{"sample", member, false, (*turn).sample},
		{"did", member, false, (*turn).did},
		{"count", member, false, (*turn).count},
		{"undo", member, false, (*turn).undoShare},
		{"url", member, false, (*turn).shareURL},
		{"credit", member, false, (*turn).credit},
		{"skip", member, false, (*turn).skip},
		{"shared", member, true, (*turn).shared},
		{"closed", member, false, (*turn).closeShare},
		{"wrong", member, false, (*turn).wrong},
		{"why", member, true, (*turn).why},
		{"claim", member, false, (*turn).passClaim},

		// the desk
		{"desk", desk, true, (*turn).desk},
		{"queue", desk, true, (*turn).queue},
		{"stats", desk, true, (*turn).stats},
		{"preview", desk, true, (*turn).preview},
		{"facts", desk, true, (*turn).facts},
		{"contests", desk, true, (*turn).contests},
		{"judge", desk, false, (*turn).judge},
		{"confirm", desk, false, (*turn).confirm},
		{"approve", reviewer, true, (*turn).approve},
		{"change", reviewer, false, (*turn).askChange},
		{"admit", host, true, (*turn).admit},
		{"admitted", host, false, (*turn).decideAdmission},
		{"invite", host, true, (*turn).invite},
		{"setup", host, true, (*turn).setup},
		{"place", host, false, (*turn).place},
		{"person", host, false, (*turn).person},

		// leads
		{"new", lead, true, (*turn).newBrief},
		{"answer", lead, false, (*turn).answerClaim},
		{"compose", lead, false, (*turn).compose},
		{"edit", lead, true, (*turn).edit},
		{"fact", lead, false, (*turn).pickFact},
		{"restate", lead, false, (*turn).restate},
		{"retract", lead, false, (*turn).retract},
		{"correction", lead, true, (*turn).correctionOf},
		{"submit", lead, true, (*turn).submit},
		{"plan", lead, true, (*turn).plan},
		{"release", lead, true, (*turn).release},
		{"unrelease", lead, false, (*turn).cancelRelease},
		{"halt", lead, false, (*turn).haltRelease},
		{"schedule", lead, true, (*turn).schedule},
		{"withdraw", lead, true, (*turn).withdraw},
		{"export", lead, true, (*turn).export},
		{"campaign", lead, true, (*turn).campaign},
		{"doubts", lead, true, (*turn).doubts},
		{"hold", lead, true, (*turn).hold},
		{"lift", lead, true, (*turn).lift},

		// admins
		{"role", admin, true, (*turn).role},
	}
}
