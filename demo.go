package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"relais/bot/local"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
	"relais/web"
)

// cast are the people of the demonstration. What they read decides what they can review or receive.
var cast = []struct {
	user, name, about string
	kind              members.Kind
	roles             []members.Role
	lang              messages.Lang
	reads             []messages.Lang
}{
	{"nadia", "Nadia", "admin and campaign lead", members.NGO, []members.Role{members.Admin, members.Lead}, "en", []messages.Lang{"en", "fr"}},
	{"rafael", "Rafael", "reviewer, reads English, French and Spanish", members.Academic, []members.Role{members.Reviewer}, "en", []messages.Lang{"en", "fr", "es"}},
	{"samira", "Samira", "reviewer, reads Arabic and French", members.Academic, []members.Role{members.Reviewer}, "fr", []messages.Lang{"fr", "ar"}},
	{"amina", "أمينة", "member, reads Arabic", members.Diaspora, nil, "ar", []messages.Lang{"ar"}},
	{"karim", "Karim", "member, reads French", members.Diaspora, nil, "fr", []messages.Lang{"fr"}},
	{"sofia", "Sofía", "member, reads Spanish", members.NGO, nil, "es", []messages.Lang{"es"}},
}

// newcomer has an account and has not joined.
var newcomer = local.Person{User: "newcomer", Name: "Newcomer", About: "somebody who has not joined yet", Lang: "en"}

// square is the demonstration's channel.
var square = local.Person{User: "square", Name: "The square", About: "a channel where everybody reads", Lang: "en"}

// demoSettings is what the sample network says about itself.
func demoSettings(public string) campaigns.Settings {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		zone = time.UTC
	}
	return campaigns.Settings{
		Name:  "Living Heritage",
		About: "Diaspora members, academics and NGOs who share sourced facts about living heritage and solar energy in the Maghreb.",
		RunBy: "Example Foundation", PaidBy: "Example Foundation", Payer: messages.NGO, Contact: "contact@example.org",
		Zone: zone, Languages: messages.Languages(), PublicURL: public, Undo: campaigns.DefaultUndo,
	}
}

// chatOptions give the demonstration's chat an account for everybody in the cast, for the newcomer, and for whoever comes under
// a name of their own.
func chatOptions() *local.Options {
	opt := local.Options{Open: true}
	for _, c := range cast {
		opt.People = append(opt.People, local.Person{User: c.user, Name: c.name, About: c.about, Lang: string(c.lang)})
	}
	opt.People, opt.Places = append(opt.People, newcomer), []local.Person{square}
	return &opt
}

// chatAccount is the account of somebody in the cast on the demonstration's chat.
func chatAccount(user string) members.Identity {
	for _, c := range cast {
		if c.user == user {
			return members.Identity{Platform: local.Name, User: user, Chat: user, Name: c.name}
		}
	}
	return members.Identity{}
}

// runDemo plays or serves the sample network until ctx ends.
func runDemo(ctx context.Context, f demoFlags, stdout, stderr io.Writer) (err error) {
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	address := f.Listen
	if f.Tour {
		address = "127.0.0.1:0"
	}
	ln, err := web.Listen(ctx, address)
	if err != nil {
		return listenAdvice(err, "--listen 127.0.0.1:8081")
	}
	dir := string(f.Dir)
	if dir == "" {
		if dir, err = os.MkdirTemp("", "relais-demo-"); err != nil {
			return errors.Join(fmt.Errorf("make a folder for the demonstration: %w", err), ln.Close())
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	s, err := assembleDemo(ctx, dir, "http://"+ln.Addr().String(), log)
	if err != nil {
		return errors.Join(storeInUse(err, "end that demonstration, or choose another folder with --dir"), ln.Close())
	}
	defer func() { err = errors.Join(err, s.close()) }()
	s.net.Settings.Undo = f.Undo
	if f.Tour {
		return s.tour(ctx, ln, stdout)
	}
	invite, err := s.demoInvite(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, `The sample network "%s" is running on this machine alone.

  The chat          http://%s
  What readers see  http://%s/about
  Its store         %s

Begin as Newcomer, who was invited, and press Start:

  http://%s/?as=newcomer&start=%s

Or choose Nadia, who leads, and press Desk.
To watch one brief all the way in the terminal instead: relais demo --tour. Ctrl-C ends it.
`, s.settings.Name, ln.Addr(), ln.Addr(), dir, ln.Addr(), invite)
	return s.run(ctx, ln, s.bot)
}

// demoInvite makes an invitation by which people join the demonstration without waiting for somebody to look.
func (s *service) demoInvite(ctx context.Context) (string, error) {
	var inv members.Invite
	err := s.store.Update(ctx, func(tx storage.Tx) (err error) {
		inv, err = s.net.Roster.Invite(tx, members.Invite{Uses: 100, Expires: time.Now().AddDate(0, 1, 0).UTC()})
		return err
	})
	return inv.Code, err
}

// assembleDemo puts a demonstration together in a folder, and fills a new one with the sample network.
func assembleDemo(ctx context.Context, dir, public string, log *slog.Logger) (*service, error) {
	s, err := assemble(ctx, parts{
		store: filepath.Join(dir, "relais.db"), keys: filepath.Join(dir, "keys", "relais.key"), erased: filepath.Join(dir, "erased", "relais.erased"), eraseWithin: 24 * time.Hour,
		settings: demoSettings(public), chat: chatOptions(), log: log,
	})
	if err != nil {
		return nil, err
	}
	if s.fresh {
		if err := s.seed(ctx, chatAccount); err != nil {
			return nil, errors.Join(fmt.Errorf("fill the sample network: %w", err), s.close())
		}
		if err := s.store.Update(ctx, s.openSquare); err != nil {
			return nil, errors.Join(fmt.Errorf("set up the square: %w", err), s.close())
		}
	}
	return s, nil
}

// openSquare has Nadia's briefs posted in the demonstration's channel.
func (s *service) openSquare(tx storage.Tx) error {
	nadia, err := s.net.Roster.ByIdentity(tx, local.Name, "nadia")
	if err != nil {
		return err
	}
	_, err = s.net.PutPlace(tx, campaigns.Place{
		Address: outbox.Address{Platform: local.Name, Chat: square.User, Group: true}, Title: square.Name, SetUpBy: nadia.Alias,
		Langs: []messages.Lang{"en", "fr"}, PerDay: 10, // the first briefs leave together
	}, nadia.Alias, time.Now())
	return err
}
