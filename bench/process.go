package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server that is measured, and where it answers.
type process struct {
	cmd *exec.Cmd
	url string
	ops string // where its profiles are; "" for none
	log bytes.Buffer
}

// start runs a program until ready, an address of it, answers.
func start(ctx context.Context, address, ready string, env []string, program string, args ...string) (*process, error) {
	p := &process{url: "http://" + address}
	p.cmd = exec.CommandContext(ctx, program, args...)
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if p.answers(ctx, ready) {
			return p, nil
		}
	}
	p.end()
	return nil, fmt.Errorf("%s does not answer:\n%s", program, p.log.String())
}

func (p *process) answers(ctx context.Context, path string) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+path, nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode < http.StatusInternalServerError
}

func (p *process) end() {
	if p == nil || p.cmd.Process == nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	_ = p.cmd.Wait()                          // how it ended says nothing of what was measured
}

// tick is what the kernel counts processor time in, for /proc: 1/100 s
// wherever Linux runs.
const tick = time.Second / 100

// cpu is the processor time that the process and those that it started and that
// still run have taken so far.
func (p *process) cpu() (time.Duration, error) {
	stat, err := statOf(strconv.Itoa(p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	return ticks(stat[own], stat[own+1]), nil
}

// resident is the memory that the process holds, in bytes.
func (p *process) resident() (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, after, found := strings.Cut(string(status), "VmRSS:")
	if !found {
		return 0, errors.New("the kernel does not tell how much memory it holds")
	}
	kib, err := strconv.Atoi(strings.Fields(after)[0])
	return kib << 10, err
}

// profile begins to take a processor profile into the folder for profiles, if
// there is one; wait waits until it is there.
func (p *process) profile(ctx context.Context, o options, name string) (wait func() error) {
	if o.profiles == "" || p.ops == "" {
		return func() error { return nil }
	}
	done := make(chan error, 1)
	go func() {
		done <- func() error {
			address := fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", p.ops, max(1, int(o.span.Seconds())))
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
			if err != nil {
				return err
			}
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				return err
			}
			defer response.Body.Close()
			if err := os.MkdirAll(o.profiles, 0o750); err != nil {
				return err
			}
			file, err := os.Create(filepath.Join(o.profiles, strings.ReplaceAll(name, " ", "-")+".pprof"))
			if err != nil {
				return err
			}
			_, err = io.Copy(file, response.Body)
			return errors.Join(err, file.Close())
		}()
	}()
	return func() error { return <-done }
}

// freeAddress is an address on this machine that nobody listens on.
func freeAddress(ctx context.Context) (string, error) {
	var c net.ListenConfig
	l, err := c.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
