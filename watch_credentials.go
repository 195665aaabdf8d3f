package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"storywire/internal/news"
	"storywire/internal/outbound"
)

// credentials are what feeds are asked for with, by the address of one or by the
// origin of several.
type credentials map[string]news.FeedCredentials

// readCredentials reads them from a file; none where it has no name. Whoever keeps
// them where others can read them is told.
func readCredentials(name string) (credentials, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // none are none
	}
	text, err := readFile(name)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		fmt.Fprintf(os.Stderr, "%s: others can read it too; chmod 600 keeps it to yourself\n", name)
	}
	var read credentials
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&read); err != nil {
		return nil, fmt.Errorf("is not what feeds are asked for with: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("has more behind its one object")
	}
	kept := credentials{}
	for address, c := range read {
		if err := outbound.CheckAddress(address); err != nil {
			return nil, fmt.Errorf("%q %w", news.ShownAddress(address), err)
		}
		if u, err := url.Parse(address); err == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" {
			address = outbound.Origin(address)
		}
		kept[address] = c
	}
	return kept, nil
}

// of is what an address is asked for with; nil for nothing. Its own come before those
// of its origin.
func (c credentials) of(address string) *news.FeedCredentials {
	for _, at := range []string{address, outbound.Origin(address)} {
		if known, ok := c[at]; ok {
			return &known
		}
	}
	return nil
}
