package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// shownStory is a story as it is shown somewhere.
type shownStory struct {
	ID       string `json:"id"`
	Version  int    `json:"version"`
	Headline string `json:"headline"`
	Status   string `json:"status"`
}

// maxState is how long a copy's state may be, in bytes.
const maxState = 256 << 20

// readState is what a copy shows, by id.
func readState(ctx context.Context, where string) (map[string]shownStory, error) {
	var text []byte
	var err error
	if strings.HasPrefix(where, "http://") || strings.HasPrefix(where, "https://") {
		var status int
		if status, text, err = fetch(ctx, where, ""); err == nil && status != http.StatusOK {
			err = fmt.Errorf("%s answers %d", where, status)
		}
	} else {
		text, err = os.ReadFile(where)
	}
	if err != nil {
		return nil, fmt.Errorf("the copy's state: %w", err)
	}
	var state struct {
		Data *[]shownStory `json:"data"`
	}
	switch err := json.Unmarshal(text, &state); {
	case err != nil:
		return nil, fmt.Errorf("the copy's state: %w", err)
	case state.Data == nil:
		return nil, errors.New(`the copy's state is not {"data": [...]}`)
	}
	shown := map[string]shownStory{}
	for i, s := range *state.Data {
		if s.ID == "" || s.Version < 1 {
			return nil, fmt.Errorf("the copy's state: data/%d has no id, or no version", i)
		}
		if s.Status == "" || s.Status == "published" {
			shown[s.ID] = s
		}
	}
	return shown, nil
}

// fetch gets what is at an address.
func fetch(ctx context.Context, address, key string) (status int, body []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return 0, nil, err
	}
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	body, err = io.ReadAll(io.LimitReader(response.Body, maxState))
	return response.StatusCode, body, err
}

// logReader follows a change log.
type logReader struct {
	api, key string
	cursor   string
}

// logEntry is an entry of the log. One of the type "restarted" says that the log
// was begun anew.
type logEntry struct {
	Type    string      `json:"type"`
	ID      string      `json:"article_id"`
	Slug    string      `json:"slug"`
	Version int         `json:"version"`
	Article *shownStory `json:"article"`
}

// next is the entries that have come since the last call, up to a reset.
func (l *logReader) next(ctx context.Context) (entries []logEntry, err error) {
	for {
		address := l.api + "/changes?include=article&limit=100"
		if l.cursor != "" {
			address += "&after=" + l.cursor
		}
		status, body, err := fetch(ctx, address, l.key)
		if err != nil {
			return nil, err
		}
		var page struct {
			Data   []logEntry `json:"data"`
			Next   string     `json:"next"`
			From   string     `json:"from"`
			Detail string     `json:"detail"`
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return nil, fmt.Errorf("%s answers %d: %w", l.api, status, err)
		}
		switch {
		case status == http.StatusGone && page.From != "":
			l.cursor = page.From
			return append(entries, logEntry{Type: "restarted"}), nil
		case status != http.StatusOK:
			return nil, fmt.Errorf("%s answers %d: %s", l.api, status, page.Detail)
		}
		entries, l.cursor = append(entries, page.Data...), page.Next
		if len(page.Data) == 0 || page.Data[len(page.Data)-1].Type == "reset" {
			return entries, nil
		}
	}
}

// export is every story that there is, by id. The log is read on from there.
func (l *logReader) export(ctx context.Context) (map[string]shownStory, error) {
	body, err := l.exported(ctx)
	if err != nil {
		return nil, err
	}
	stories, complete := map[string]shownStory{}, false
	lines := bufio.NewScanner(bytes.NewReader(body))
	for lines.Buffer(nil, maxState); lines.Scan(); {
		var line struct {
			shownStory
			Export *struct {
				Cursor   string `json:"cursor"`
				Complete bool   `json:"complete"`
			} `json:"export"`
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return nil, err
		}
		if line.Export == nil {
			stories[line.ID] = line.shownStory
		} else {
			l.cursor, complete = line.Export.Cursor, line.Export.Complete
		}
	}
	if !complete {
		return nil, errors.New("the export broke off")
	}
	return stories, lines.Err()
}

// exported is the export's text. A key has one export at a time, and the copy that is
// looked at may just have its own: that one is waited for.
func (l *logReader) exported(ctx context.Context) ([]byte, error) {
	for end := time.Now().Add(time.Minute); ; {
		status, body, err := fetch(ctx, l.api+"/export", l.key)
		switch {
		case err != nil:
			return nil, err
		case status == http.StatusOK:
			return body, nil
		case status != http.StatusTooManyRequests || time.Now().After(end):
			return nil, fmt.Errorf("%s/export answers %d", l.api, status)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(lookEvery):
		}
	}
}
