package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"storywire/internal/config"
)

var healthCommand = command{
	name: "health", short: "ask a server on this machine whether it is ready",
	long: `Ask the server that listens at STORYWIRE_ADDR for its /readyz and exit with 0
where it is ready: what a container's health check runs, which has no curl.`,
	run: func(ctx context.Context, c command, args []string) error {
		if err := c.parse(c.flags(), args, 0, 0); err != nil {
			return err
		}
		settings, err := config.Load()
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
		defer cancel()
		return health(ctx, settings.LocalURL()+"/readyz")
	},
}

func health(ctx context.Context, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("no server answers: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: %s", response.Status)
	}
	fmt.Println("ready")
	return nil
}
