// Package config reads what the environment says into one typed struct, and
// refuses what cannot be meant before anything has started.
//
// It must not know what the settings are used for, nor open anything.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"github.com/caarlos0/env/v11"
)

// Prefix begins the name of every variable but DATABASE_URL.
const Prefix = "STORYWIRE_"

// Config is every setting there is. The help tags are what Usage prints.
type Config struct {
	DatabaseURL string `help:"the Postgres to use; without it Storywire runs its own, in the data folder"`
	MigrateURL  string `env:"MIGRATE_URL" help:"the same database under the role that owns the schema, when the server's role may not change it"`

	Addr        string   `env:"ADDR" envDefault:"127.0.0.1:8080" help:"where the API listens"`
	OpsAddr     string   `env:"OPS_ADDR" help:"where /metrics and /debug/pprof listen; nowhere when empty"`
	PublicURL   string   `env:"PUBLIC_URL" help:"the base of absolute addresses, such as https://api.news.example; http://ADDR when empty"`
	HubURL      string   `env:"HUB_URL" help:"the WebSub hub that feeds name; none when empty"`
	DataDir     string   `env:"DATA_DIR" help:"the folder of the private Postgres and the first admin key"`
	AdminKey    string   `env:"ADMIN_KEY" help:"the first admin key, 32 characters or more; one is made when empty"`
	Migrate     bool     `env:"MIGRATE" envDefault:"true" help:"bring the schema up to date at the start"`
	CORSOrigins []string `env:"CORS_ORIGINS" help:"the web origins that may write from a browser, separated by commas; every origin may read"`

	AllowLoopback bool `env:"ALLOW_LOOPBACK_TARGETS" help:"let partners' and subscribers' addresses be on this machine, to try things out; never where others can write"`

	ImportFetch bool `env:"IMPORT_FETCH" help:"let who may import name pages (text/uri-list) that the server fetches from the web itself"`

	PurgeURLs  []string `env:"PURGE_URL" help:"the caches in front that are told what changed, separated by commas; none when empty"`
	PurgeStyle string   `env:"PURGE_STYLE" envDefault:"varnish" help:"how they are told: varnish or fastly"`
	PurgeToken string   `env:"PURGE_TOKEN" help:"what they know the server by"`

	CacheBytes int64 `env:"CACHE_BYTES" envDefault:"67108864" help:"how much memory kept answers may take, in bytes; 0 keeps none"`

	LogFormat string     `env:"LOG_FORMAT" envDefault:"text" help:"text or json"`
	LogLevel  slog.Level `env:"LOG_LEVEL" envDefault:"info" help:"debug, info, warn or error"`
	LogReads  float64    `env:"LOG_READS" envDefault:"1" help:"the share of successful reads that are logged, 0 to 1; everything else always is"`

	KeyLimit       int `env:"KEY_LIMIT" envDefault:"6000" help:"how many requests a minute are answered with a key that has no limit of its own; 0 for no limit"`
	AnonymousLimit int `env:"ANONYMOUS_LIMIT" envDefault:"0" help:"how many are without a key, from one address; 0 for no limit"`

	DrillStep time.Duration `env:"DRILL_STEP" envDefault:"5s" help:"how long each of the 24 steps of the drill takes that partners try their programs on, 10m at most"`

	Drain time.Duration `env:"DRAIN" envDefault:"500ms" help:"how long /readyz says no before the listener closes, 10s at most"`
}

// minAdminKey is how long a key must be that a person chooses, in characters.
const minAdminKey = 32

// maxLimit is the most requests a minute that a limit can be.
const maxLimit = 1_000_000

// Load reads the process's environment. The error names every variable that is
// wrong, never its value.
func Load() (Config, error) { return from(env.ToMap(os.Environ())) }

func from(environment map[string]string) (Config, error) {
	c, err := env.ParseAsWithOptions[Config](env.Options{Prefix: Prefix, Environment: environment})
	if err != nil {
		return c, explain(err)
	}
	c.DatabaseURL = environment["DATABASE_URL"]
	if c.DataDir == "" {
		if c.DataDir, err = dataDir(environment); err != nil {
			return c, err
		}
	}
	if c.DataDir, err = filepath.Abs(c.DataDir); err != nil {
		return c, err
	}
	if c.PublicURL == "" {
		c.PublicURL = c.LocalURL()
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	if c.MigrateURL == "" {
		c.MigrateURL = c.DatabaseURL
	}
	return c, c.check()
}

// explain names the variables that could not be read; the library's own words
// would show their values.
func explain(err error) error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return err
	}
	var faults []error
	for _, e := range all.Errors {
		var parse env.ParseError
		if !errors.As(e, &parse) {
			faults = append(faults, e)
			continue
		}
		field, _ := reflect.TypeFor[Config]().FieldByName(parse.Name)
		faults = append(faults, fmt.Errorf("%s%s: %s", Prefix, field.Tag.Get("env"), field.Tag.Get("help")))
	}
	return errors.Join(faults...)
}

func (c Config) check() error {
	var faults []error
	fault := func(name, format string, args ...any) {
		faults = append(faults, fmt.Errorf(name+": "+format, args...))
	}
	if n := utf8.RuneCountInString(c.AdminKey); n > 0 && n < minAdminKey {
		fault(Prefix+"ADMIN_KEY", "has %d characters; %d are the fewest", n, minAdminKey)
	}
	if !isPrintable(c.AdminKey) {
		fault(Prefix+"ADMIN_KEY", "holds characters that an HTTP header cannot: use printable ASCII without spaces")
	}
	if !webAddress(c.PublicURL) {
		fault(Prefix+"PUBLIC_URL", "is not an http or https address")
	}
	if c.HubURL != "" && !webAddress(c.HubURL) {
		fault(Prefix+"HUB_URL", "is not an http or https address")
	}
	for _, address := range c.PurgeURLs {
		if !webAddress(address) {
			fault(Prefix+"PURGE_URL", "is http or https addresses, separated by commas")
		}
	}
	if c.PurgeStyle != "varnish" && c.PurgeStyle != "fastly" {
		fault(Prefix+"PURGE_STYLE", "is varnish or fastly")
	}
	if !isPrintable(c.PurgeToken) {
		fault(Prefix+"PURGE_TOKEN", "holds characters that an HTTP header cannot: use printable ASCII without spaces")
	}
	for _, origin := range c.CORSOrigins {
		if u, err := url.Parse(origin); !webAddress(origin) || err != nil || u.Path != "" {
			fault(Prefix+"CORS_ORIGINS", "%q is not an origin such as https://desk.news.example", origin)
		}
	}
	for name, addr := range map[string]string{"ADDR": c.Addr, "OPS_ADDR": c.OpsAddr} {
		if _, _, err := net.SplitHostPort(addr); err != nil && addr != "" {
			fault(Prefix+name, "is not host:port")
		}
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		fault(Prefix+"LOG_FORMAT", "is text or json")
	}
	if !(c.LogReads >= 0 && c.LogReads <= 1) {
		fault(Prefix+"LOG_READS", "is a number from 0 to 1")
	}
	for name, limit := range map[string]int{"KEY_LIMIT": c.KeyLimit, "ANONYMOUS_LIMIT": c.AnonymousLimit} {
		if limit < 0 || limit > maxLimit {
			fault(Prefix+name, "is a number of requests from 0 to %d", maxLimit)
		}
	}
	if c.CacheBytes < 0 {
		fault(Prefix+"CACHE_BYTES", "is a number of bytes, 0 or more")
	}
	if c.DrillStep < 100*time.Millisecond || c.DrillStep > 10*time.Minute {
		fault(Prefix+"DRILL_STEP", "is a time from 100ms to 10m")
	}
	if c.Drain < 0 || c.Drain > 10*time.Second {
		fault(Prefix+"DRAIN", "is a time from 0s to 10s")
	}
	return errors.Join(faults...)
}

// isPrintable tells whether a secret can be sent in a header.
func isPrintable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// LocalURL is where a caller on this machine finds the API.
func (c Config) LocalURL() string {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return "http://" + c.Addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// dataDir is where programs of this user keep their data.
func dataDir(environment map[string]string) (string, error) {
	if os.Geteuid() == 0 {
		return "/var/lib/storywire", nil
	}
	if dir := environment["XDG_DATA_HOME"]; filepath.IsAbs(dir) {
		return filepath.Join(dir, "storywire"), nil
	}
	home := environment["HOME"]
	if home == "" {
		return "", errors.New(Prefix + "DATA_DIR: is needed, because HOME is not set")
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support", "storywire"), nil
	}
	return filepath.Join(home, ".local", "share", "storywire"), nil
}

// Usage is the table of every variable, for people.
func Usage() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for field := range fields() {
		name := "DATABASE_URL"
		if tag := field.Tag.Get("env"); tag != "" {
			name = Prefix + tag
		}
		help := field.Tag.Get("help")
		if def := field.Tag.Get("envDefault"); def != "" {
			help += " (" + def + ")"
		}
		fmt.Fprintf(w, "  %s\t%s\n", name, help)
	}
	w.Flush()
	return b.String()
}

func fields() func(func(reflect.StructField) bool) {
	t := reflect.TypeFor[Config]()
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}
