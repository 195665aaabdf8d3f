# A static binary on a base that holds nothing else: no shell, no package
# manager, no root. The database is given by DATABASE_URL; the image has no
# Postgres of its own.

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /storywire .

RUN mkdir -p /image/etc /image/etc/ssl/certs /image/var/lib/storywire \
    && cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ \
    && echo 'storywire:x:10001:10001::/var/lib/storywire:/' > /image/etc/passwd \
    && echo 'storywire:x:10001:' > /image/etc/group \
    && chown -R 10001:10001 /image/var/lib/storywire

FROM scratch
COPY --from=build /image /
COPY --from=build /storywire /storywire
USER 10001:10001
ENV STORYWIRE_ADDR=0.0.0.0:8080 \
    STORYWIRE_DATA_DIR=/var/lib/storywire \
    STORYWIRE_LOG_FORMAT=json
EXPOSE 8080
# The binary asks its own /readyz: there is nothing else here that could.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["/storywire", "health"]
ENTRYPOINT ["/storywire"]
CMD ["serve"]
