package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/config"
	"storywire/internal/postgres"
)

// adminKey is the first admin key as the start tells of it.
type adminKey struct {
	made string // the key, if this start made it
	path string // where it is kept, unless it was configured
}

// ensureAdminKey stores the first admin key: the configured one, else the one
// in the data folder, else one that is made now.
func ensureAdminKey(ctx context.Context, c config.Config, store *postgres.Store) (adminKey, error) {
	secret, told := c.AdminKey, adminKey{}
	if secret == "" {
		var err error
		if secret, told, err = keptAdminKey(filepath.Join(c.DataDir, "admin-key")); err != nil {
			return adminKey{}, fmt.Errorf("the first admin key: %w; set STORYWIRE_ADMIN_KEY, or STORYWIRE_DATA_DIR to a folder that can be written", err)
		}
	}
	k := auth.Key{Name: "first admin", Scopes: []auth.Scope{auth.Admin}}
	return told, store.EnsureKey(ctx, operator("storywire serve"), k, auth.Hash(secret))
}

// keptAdminKey reads the key in the file at path, or makes both.
func keptAdminKey(path string) (secret string, told adminKey, err error) {
	told.path = path
	kept, err := os.ReadFile(path)
	if err == nil && len(strings.TrimSpace(string(kept))) > 0 {
		return strings.TrimSpace(string(kept)), told, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", told, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", told, err
	}
	told.made = auth.NewSecret()
	return told.made, told, writeWhole(path, told.made+"\n")
}

// writeWhole writes a file that only its owner may read, whole or not at all:
// a start that is cut short must not leave half a key.
func writeWhole(path, content string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".admin-key-*") // made with mode 0600
	if err != nil {
		return err
	}
	_, err = f.WriteString(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
