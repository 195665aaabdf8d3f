# Varnish in front of Storywire. docs/operators.md says how to start it; a test
# of the project (edge_test.go) runs this very file.
#
# Needs Varnish 6.6 or later, started with
#   -p http_gzip_support=off   so that zstd and strong ETags go through as they are
# With vmod xkey (Debian's package varnish-modules) the lines that begin with
# "#xkey:" do what the ban does, without a list of bans to look through: take the
# mark off, and the ban out.
vcl 4.1;

import std;
#xkey: import xkey;

backend storywire {
    .host = "127.0.0.1";
    .port = "8080";
    .first_byte_timeout = 65s; # a request may wait for changes for a minute
    .between_bytes_timeout = 65s;
    .probe = {
        .url = "/readyz";
        .interval = 1s;
        .timeout = 1s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

# Who may purge: the servers of Storywire.
acl purgers {
    "localhost";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        # With STORYWIRE_PURGE_TOKEN set, compare req.http.Authorization here.
        if (client.ip !~ purgers) {
            return (synth(405));
        }
        if (req.http.Surrogate-Key !~ "^[a-z0-9-]+( [a-z0-9-]+)*$") {
            return (synth(400));
        }
        # The lurker can work on this one, because it looks at the object alone.
        if (!std.ban("obj.http.Surrogate-Key ~ (^|\s)(" + regsuball(req.http.Surrogate-Key, " ", "|") + ")(\s|$)")) { return (synth(500)); }
        #xkey: xkey.purge(req.http.Surrogate-Key);
        return (synth(204));
    }
    if (req.restarts == 0) {
        unset req.http.X-Fresh;
        unset req.http.X-Stale;
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # What is for the holder of a key is nobody else's; who follows the log or has
    # a feed's older version asks for what nobody else does.
    if (req.http.Authorization || req.http.A-IM || req.url ~ "^/v1/changes") {
        return (pass);
    }
    unset req.http.Cookie;
    set req.url = std.querysort(req.url);
    # One variant for each coding, and not one for each way to ask for it.
    if (req.http.Accept-Encoding ~ "zstd" && req.http.Accept-Encoding !~ "zstd *; *q=0(\.0*)?( *,|$)") {
        set req.http.Accept-Encoding = "zstd";
    } elsif (req.http.Accept-Encoding ~ "gzip" && req.http.Accept-Encoding !~ "gzip *; *q=0(\.0*)?( *,|$)") {
        set req.http.Accept-Encoding = "gzip";
    } else {
        unset req.http.Accept-Encoding;
    }
    # On the second way round what is older than stale-while-revalidate allows is
    # not an answer.
    if (req.http.X-Fresh) {
        set req.grace = 0s;
    }
    return (hash);
}

sub vcl_backend_response {
    #xkey: set beresp.http.xkey = beresp.http.Surrogate-Key;
    # For how long an answer may be served stale: while a fresh one is fetched,
    # and while none can be. The server bounds both by the next moment at which
    # what it shows comes out or expires.
    set beresp.http.X-Revalidate = "0";
    if (beresp.http.Cache-Control ~ "stale-while-revalidate=[0-9]+") {
        set beresp.http.X-Revalidate = regsub(beresp.http.Cache-Control, "^.*stale-while-revalidate=([0-9]+).*$", "\1");
    }
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    if (beresp.http.Cache-Control ~ "stale-if-error=[0-9]+") {
        set beresp.grace = std.duration(regsub(beresp.http.Cache-Control, "^.*stale-if-error=([0-9]+).*$", "\1s"), 0s);
    }
    # 404, 410 and faults say no-store, and are not kept; nor do others wait for
    # them, one after the other.
    if (beresp.http.Cache-Control ~ "no-store") {
        set beresp.uncacheable = true;
        set beresp.ttl = 10s;
    }
    # A fault does not take the place of what may be served stale.
    if (beresp.status >= 500 && bereq.is_bgfetch) {
        return (abandon);
    }
    return (deliver);
}

sub vcl_hit {
    if (obj.ttl < 0s && std.healthy(req.backend_hint) && !req.http.X-Stale
        && obj.ttl + std.duration(obj.http.X-Revalidate + "s", 0s) < 0s) {
        set req.http.X-Fresh = "1";
        return (restart);
    }
    return (deliver);
}

sub vcl_deliver {
    if (resp.status >= 500 && req.http.X-Fresh) {
        # It could not be fetched: what is stale is better than nothing.
        unset req.http.X-Fresh;
        set req.http.X-Stale = "1";
        return (restart);
    }
    if (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    } else {
        set resp.http.X-Cache = "miss";
    }
    unset resp.http.Surrogate-Key;
    #xkey: unset resp.http.xkey;
    unset resp.http.X-Revalidate;
    unset resp.http.Via;
    unset resp.http.X-Varnish;
}
