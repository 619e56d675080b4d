package bot

// step is where a dialogue takes somebody's words; who guards it as a verb is guarded.
type step struct {
	who right
	run func(t *turn, text string) error
}

// steps are the questions that dialogues wait at, by name.
func steps() map[string]step {
	return map[string]step{
		"link":     {anyone, (*turn).linkStep},
		"claim":    {known, (*turn).claimStep},
		"quiet":    {known, (*turn).quietStep},
		"zone":     {known, (*turn).zoneStep},
		"topics":   {known, (*turn).topicsStep},
		"instance": {member, (*turn).instanceStep},
		"draft":    {member, (*turn).draftStep},
		"url":      {member, (*turn).urlStep},
		"credit":   {member, (*turn).creditStep},
		"wrong":    {member, (*turn).wrongStep},

		"change": {reviewer, (*turn).changeStep},
		"judge":  {desk, (*turn).judgeStep},

		"draft.title":    {lead, (*turn).titleStep},
		"part":           {lead, (*turn).partStep},
		"fact":           {lead, (*turn).factStep},
		"fact.url":       {lead, (*turn).factURLStep},
		"fact.title":     {lead, (*turn).factTitleStep},
		"fact.publisher": {lead, (*turn).factPublisherStep},
		"fact.quote":     {lead, (*turn).factQuoteStep},
		"fact.statement": {lead, (*turn).factStatementStep},
		"fact.asof":      {lead, (*turn).factAsOfStep},
		"restate":        {lead, (*turn).restateStep},
		"schedule":       {lead, (*turn).scheduleStep},
		"hold":           {lead, (*turn).holdStep},
		"withdraw":       {lead, (*turn).withdrawStep},
		"campaign":       {lead, (*turn).campaignStep},
	}
}
