package web

import (
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/messages"
)

// sponsor is who runs and who pays, ready to be shown.
type sponsor struct {
	Line                 string // both in one sentence
	RunBy, PaidBy, Payer string
	Country, Register    string
	Contact, ContactLink string
	Network, Campaign    string
	Disclosure           string
	DisclosureLang       messages.Lang
}

func (p page) sponsor(m messages.Sponsorship) sponsor {
	d, lang := disclosure(m, p.Lang)
	s := sponsor{
		RunBy: texts.Clean(m.RunBy), PaidBy: texts.Clean(m.PaidBy), Country: texts.Clean(m.Country), Register: texts.Clean(m.Register),
		Contact: texts.Clean(m.Contact), ContactLink: contactLink(m.Contact),
		Network: texts.Clean(m.Network), Campaign: texts.Clean(m.Campaign),
		Disclosure: oneLine(d.Line), DisclosureLang: lang,
	}
	if slices.Contains(messages.PayerTypes(), m.Payer) {
		s.Payer = p.T("web.payer." + string(m.Payer))
	}
	if s.RunBy != "" && s.PaidBy != "" && s.Payer != "" {
		s.Line = p.T("web.who-line", "RunBy", m.RunBy, "PaidBy", m.PaidBy, "Payer", s.Payer)
	}
	return s
}

// titled names the campaign as readers know it, where it is still there.
func (s *sponsor) titled(c campaigns.Campaign, lang messages.Lang) {
	if title := oneLine(c.In(lang)); title != "" {
		s.Campaign = title
	}
}

// contactLink makes an e-mail or web address something to tap; "" for any other contact.
func contactLink(contact string) string {
	contact = strings.TrimSpace(contact)
	if webAddress(contact) != "" {
		return contact
	}
	if a, err := mail.ParseAddress(contact); err == nil && a.Address == contact {
		return "mailto:" + url.PathEscape(contact)
	}
	return ""
}

// webAddress is an address as it may stand in a link; "" where it does not lead to a site on the web.
func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	return texts.Clean(u.String())
}

// host is the site that an address leads to, for readers to know before they go.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(texts.Clean(u.Hostname()), "www.")
}
