package outbound

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// status asks for an address and tells how it was answered.
func status(client *http.Client, address string) (int, error) {
	answer, err := client.Get(address)
	if err != nil {
		return 0, err
	}
	return answer.StatusCode, answer.Body.Close()
}

// TestOnlyPublicAddressesAreCalled asks for every kind of address that leads to
// where only the server can go: each is refused before a byte is sent.
func TestOnlyPublicAddressesAreCalled(t *testing.T) {
	t.Parallel()
	listener := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was called") }))
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	client := NewClient(Options{Timeout: 5 * time.Second})
	for _, host := range []string{
		"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1",
		"10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "[fe80::1]", "[fd00:ec2::254]",
		"[64:ff9b::7f00:1]", "[2002:7f00:1::]", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
	} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			_, err := status(client, "http://"+host+":"+port+"/")
			if noName := new(net.DNSError); !errors.Is(err, ErrRefused) && !errors.As(err, &noName) {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestRedirectsAreLookedAtAnew has a public server, as far as the client knows,
// send it on: to where it may not go, to no web address, and in circles.
func TestRedirectsAreLookedAtAnew(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/private":
			http.Redirect(w, r, "http://192.168.1.1/", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/circle":
			http.Redirect(w, r, "/circle", http.StatusFound)
		case "/once":
			http.Redirect(w, r, "/here", http.StatusFound)
		default:
			fmt.Fprint(w, "here")
		}
	}))
	defer server.Close()
	client := NewClient(Options{Loopback: true, Timeout: 5 * time.Second, Redirects: 3})
	for path, want := range map[string]error{"/private": ErrRefused, "/file": astray{CheckAddress("file:///etc/passwd")}, "/circle": ErrTooFar, "/once": nil} {
		if _, err := status(client, server.URL+path); !strings.HasSuffix(fmt.Sprint(err), fmt.Sprint(want)) {
			t.Errorf("%s: %v, not %v", path, err, want)
		}
	}
	if code, err := status(NewClient(Options{Loopback: true}), server.URL+"/once"); err != nil || code != http.StatusFound {
		t.Errorf("without redirects it answers %d: %v", code, err)
	}
}

// TestNoProxyIsAsked sets one for the process: it would dial in the client's
// place, and ask nobody.
func TestNoProxyIsAsked(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the proxy was asked") }))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	if _, err := status(NewClient(Options{Timeout: time.Second}), "http://192.0.2.1/"); !errors.Is(err, ErrRefused) {
		t.Errorf("%v", err)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"https://partner.example/hook?a=b", "http://partner.example:8080", "http://[2606:4700::1]/"} {
		if err := CheckAddress(good); err != nil {
			t.Errorf("%s %v", good, err)
		}
	}
	for address, want := range map[string]bool{"https://partner.example/hook": true, "http://127.0.0.1:8080/": false, "ftp://partner.example/": false} {
		strict, open := Options{}.Check(address) == nil, Options{Loopback: true}.Check(address) == nil
		if strict != want || open != (address[0] == 'h') {
			t.Errorf("%s may be sent to: %v, to try things out %v", address, strict, open)
		}
	}
	for _, hidden := range []string{"http://127.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://Localhost.:8080/", "http://a.localhost/"} {
		if (Options{}).CheckFetch(hidden) == nil || (Options{Loopback: true}).CheckFetch(hidden) != nil {
			t.Errorf("%s is not told from public addresses", hidden)
		}
	}
	for _, hidden := range []string{"http://10.0.0.1/", "http://[fe80::1%25eth0]/", "http://169.254.169.254/latest/", "http://0.0.0.0/"} {
		if (Options{Loopback: true}).CheckFetch(hidden) == nil {
			t.Errorf("%s is taken to be public", hidden)
		}
	}
	for _, bad := range []string{"", "partner.example", "ftp://partner.example/", "https://", "http://:80/", "https://me:word@partner.example/",
		"https://partner.example/#there", "javascript:alert(1)", "http://a b/", "https://partner.example/" + strings.Repeat("a", MaxAddress)} {
		if CheckAddress(bad) == nil {
			t.Errorf("%q can be called", bad)
		}
	}
}
