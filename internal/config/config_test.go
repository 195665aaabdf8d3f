package config

import (
	"strings"
	"testing"
)

func TestFrom(t *testing.T) {
	long := strings.Repeat("k", 32)
	for name, test := range map[string]struct {
		env   map[string]string
		wrong []string // the variables that the error must name
		check func(Config) bool
	}{
		"nothing set": {
			env: map[string]string{"HOME": "/home/desk"},
			check: func(c Config) bool {
				return c.Addr == "127.0.0.1:8080" && c.Migrate && c.PublicURL == "http://127.0.0.1:8080"
			},
		},
		"all interfaces are reached through the loopback": {
			env:   map[string]string{"HOME": "/home/desk", "STORYWIRE_ADDR": ":9000"},
			check: func(c Config) bool { return c.PublicURL == "http://127.0.0.1:9000" },
		},
		"the owner's role is the server's unless told": {
			env:   map[string]string{"HOME": "/home/desk", "DATABASE_URL": "postgres://db/news"},
			check: func(c Config) bool { return c.MigrateURL == "postgres://db/news" },
		},
		"an address keeps no slash at its end": {
			env:   map[string]string{"HOME": "/home/desk", "STORYWIRE_PUBLIC_URL": "https://api.news.example/"},
			check: func(c Config) bool { return c.PublicURL == "https://api.news.example" },
		},
		"origins are a list": {
			env:   map[string]string{"HOME": "/home/desk", "STORYWIRE_CORS_ORIGINS": "https://a.example,https://b.example"},
			check: func(c Config) bool { return len(c.CORSOrigins) == 2 },
		},
		"a key of 32 characters": {
			env:   map[string]string{"HOME": "/home/desk", "STORYWIRE_ADMIN_KEY": long},
			check: func(c Config) bool { return c.AdminKey == long },
		},
		"everything wrong is named at once": {
			env: map[string]string{
				"HOME": "/home/desk", "STORYWIRE_ADMIN_KEY": "short", "STORYWIRE_PUBLIC_URL": "news.example", "STORYWIRE_HUB_URL": "hub",
				"STORYWIRE_ADDR": "8080", "STORYWIRE_LOG_FORMAT": "xml", "STORYWIRE_LOG_READS": "2",
				"STORYWIRE_DRAIN": "1h", "STORYWIRE_CORS_ORIGINS": "*",
				"STORYWIRE_PURGE_URL": "http://edge.example,edge", "STORYWIRE_PURGE_STYLE": "akamai", "STORYWIRE_PURGE_TOKEN": "a b",
				"STORYWIRE_KEY_LIMIT": "-1", "STORYWIRE_ANONYMOUS_LIMIT": "1000001",
			},
			wrong: []string{"ADMIN_KEY", "PUBLIC_URL", "HUB_URL", "ADDR", "LOG_FORMAT", "LOG_READS", "DRAIN", "CORS_ORIGINS", "PURGE_URL", "PURGE_STYLE", "PURGE_TOKEN", "KEY_LIMIT", "ANONYMOUS_LIMIT"},
		},
		"what cannot be read is named without its value": {
			env:   map[string]string{"HOME": "/home/desk", "STORYWIRE_MIGRATE": "s3cret", "STORYWIRE_LOG_LEVEL": "s3cret"},
			wrong: []string{"STORYWIRE_MIGRATE", "STORYWIRE_LOG_LEVEL"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := from(test.env)
			if (err != nil) != (test.wrong != nil) {
				t.Fatalf("error %v", err)
			}
			for _, variable := range test.wrong {
				if !strings.Contains(err.Error(), variable) {
					t.Errorf("the error does not name %s: %v", variable, err)
				}
			}
			if err != nil && (strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "short")) {
				t.Errorf("the error shows a value: %v", err)
			}
			if test.check != nil && !test.check(c) {
				t.Errorf("got %+v", c)
			}
		})
	}
}

func TestUsageNamesEveryVariable(t *testing.T) {
	usage := Usage()
	for field := range fields() {
		if !strings.Contains(usage, field.Tag.Get("help")) || field.Tag.Get("help") == "" {
			t.Errorf("%s is not explained", field.Name)
		}
	}
	if !strings.Contains(usage, "DATABASE_URL") || !strings.Contains(usage, "STORYWIRE_ADMIN_KEY") {
		t.Errorf("got\n%s", usage)
	}
}
