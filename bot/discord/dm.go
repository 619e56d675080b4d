package discord

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"relais/bot"
	"relais/storage"
)

// dmOf begins an address that names somebody instead of a channel: their DM with the bot, which is opened when the first message goes
// there. Discord forbids opening DMs with people who did not ask; only bot.User.Opens makes such an address, for who does.
const dmOf = "@"

// opened is the DM with somebody.
type opened struct{ Channel string }

// dmKey is the plaintext key of somebody's DM: a keyed hash.
func (d *Discord) dmKey(user string) string {
	return hex.EncodeToString(d.store.Name("discord/dm", []byte(user))[:16])
}

// resolve makes of an address that names somebody the one of their DM.
func (d *Discord) resolve(ctx context.Context, to bot.Address) (bot.Address, error) {
	user, is := strings.CutPrefix(to.Chat, dmOf)
	if !is {
		return to, nil
	}
	var dm opened
	err := d.store.View(ctx, func(tx storage.Tx) (err error) {
		dm, err = d.dms.Get(tx, d.dmKey(user))
		return err
	})
	if errors.Is(err, storage.ErrNotFound) {
		var made struct {
			ID string `json:"id"`
		}
		if err = d.api.call(ctx, "POST", "/users/@me/channels", map[string]string{"recipient_id": user}, &made); err != nil {
			var f *failure
			if errors.As(err, &f) {
				f.sent = false // a channel that was opened twice is one channel: nothing is in doubt
			}
			return to, err
		}
		dm.Channel = made.ID
		err = d.store.Update(ctx, func(tx storage.Tx) error { return d.dms.Put(tx, d.dmKey(user), dm) })
	}
	if err != nil {
		return to, fmt.Errorf("find a DM: %w", err)
	}
	to.Chat = dm.Channel
	return to, nil
}
