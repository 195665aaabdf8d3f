package main

import (
	"net"
	"sync"
	"time"
)

// net/http sets the deadlines of a connection eight times for each request, and
// takes most of them back before anything was waited for. Each goes into the
// runtime's timers; together they were a twentieth of what a 304 from memory
// costs. patient is a connection that keeps in mind what is asked for, and has
// the system see to it when something is to be waited for.
type patient struct {
	net.Conn
	reads, writes deadline
}

// Read is for the server.
func (p *patient) Read(b []byte) (int, error) {
	if err := p.reads.begin(p.Conn.SetReadDeadline); err != nil {
		return 0, err
	}
	defer p.reads.end()
	return p.Conn.Read(b)
}

// SetReadDeadline is for the server.
func (p *patient) SetReadDeadline(t time.Time) error {
	return p.reads.ask(t, p.Conn.SetReadDeadline)
}

// SetWriteDeadline is for the server.
func (p *patient) SetWriteDeadline(t time.Time) error {
	return p.writes.ask(t, p.Conn.SetWriteDeadline)
}

// SetDeadline is for the server.
func (p *patient) SetDeadline(t time.Time) error {
	if err := p.SetWriteDeadline(t); err != nil {
		return err
	}
	return p.SetReadDeadline(t)
}

// slack is how much later than asked for a wait may end, so that one that is put
// off with each request is set once a second. Shorter ones end when they should.
const slack = time.Second

// deadline is that of a connection's reads, or of its writes.
type deadline struct {
	mu       sync.Mutex
	waiting  bool // somebody may be: what is asked for now is for them
	asked    time.Time
	standing time.Time // what the system has; none for the zero time
}

// ask is for a wait that is under way, and for those that follow.
func (d *deadline) ask(t time.Time, set func(time.Time) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = t
	if d.waiting {
		return d.stand(set)
	}
	return nil
}

// begin is before a wait, end behind it.
func (d *deadline) begin(set func(time.Time) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.stand(set); err != nil {
		return err
	}
	d.waiting = true
	return nil
}

func (d *deadline) end() {
	d.mu.Lock()
	d.waiting = false
	d.mu.Unlock()
}

// stand has the system see to what is asked for, where it does not already.
func (d *deadline) stand(set func(time.Time) error) error {
	if d.asked.Equal(d.standing) || !d.asked.IsZero() && !d.standing.Before(d.asked) && !d.standing.After(d.asked.Add(slack)) {
		return nil
	}
	t := d.asked
	if !t.IsZero() && time.Until(t) > slack {
		t = t.Add(slack)
	}
	err := set(t)
	if err == nil {
		d.standing = t
	}
	return err
}
