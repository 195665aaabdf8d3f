-- The ground: every entity, with the constraints that must never be false.
-- Ids are UUIDv7 made by the program; times are the database's own clock.

create domain slug as text
    check (value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(value) <= 200);

-- sections, tags, authors, speakers and sources are marked when deleted, so
-- that revisions which name them stay readable; a marked one frees its slug.

create table sections (
    id          uuid primary key,
    slug        slug not null,
    name        text not null check (name <> ''),
    description text not null default '',
    version     integer not null default 1 check (version > 0),
    created_at  timestamptz not null default now(),
    modified_at timestamptz not null default now(),
    deleted_at  timestamptz
);
create unique index sections_slug on sections (slug) where deleted_at is null;
create index sections_newest on sections (created_at desc, id desc) where deleted_at is null;

create table tags (
    id          uuid primary key,
    slug        slug not null,
    name        text not null check (name <> ''),
    description text not null default '',
    version     integer not null default 1 check (version > 0),
    created_at  timestamptz not null default now(),
    modified_at timestamptz not null default now(),
    deleted_at  timestamptz
);
create unique index tags_slug on tags (slug) where deleted_at is null;
create index tags_newest on tags (created_at desc, id desc) where deleted_at is null;

create table authors (
    id          uuid primary key,
    slug        slug not null,
    name        text not null check (name <> ''),
    kind        text not null default 'person' check (kind in ('person', 'desk')),
    title       text not null default '',
    bio         text not null default '',
    links       jsonb not null default '[]' check (jsonb_typeof(links) = 'array'),
    version     integer not null default 1 check (version > 0),
    created_at  timestamptz not null default now(),
    modified_at timestamptz not null default now(),
    deleted_at  timestamptz
);
create unique index authors_slug on authors (slug) where deleted_at is null;
create index authors_newest on authors (created_at desc, id desc) where deleted_at is null;

create table speakers (
    id          uuid primary key,
    slug        slug not null,
    name        text not null check (name <> ''),
    title       text not null default '',
    version     integer not null default 1 check (version > 0),
    created_at  timestamptz not null default now(),
    modified_at timestamptz not null default now(),
    deleted_at  timestamptz
);
create unique index speakers_slug on speakers (slug) where deleted_at is null;
create index speakers_newest on speakers (created_at desc, id desc) where deleted_at is null;

create table sources (
    id          uuid primary key,
    slug        slug not null,
    name        text not null check (name <> ''),
    alias       text not null default '',
    version     integer not null default 1 check (version > 0),
    created_at  timestamptz not null default now(),
    modified_at timestamptz not null default now(),
    deleted_at  timestamptz
);
create unique index sources_slug on sources (slug) where deleted_at is null;
create index sources_newest on sources (created_at desc, id desc) where deleted_at is null;

create table photos (
    id           uuid primary key,
    caption      text not null default '',
    alt_text     text not null default '',
    credit       text not null default '',
    photographer text not null default '',
    taken_on     date,
    released_on  date,
    released_by  text not null default '',
    rights       text not null default '',
    url          text not null default '',
    width        integer not null default 0 check (width >= 0),
    height       integer not null default 0 check (height >= 0),
    version      integer not null default 1 check (version > 0),
    created_at   timestamptz not null default now(),
    modified_at  timestamptz not null default now(),
    deleted_at   timestamptz
);
create index photos_newest on photos (created_at desc, id desc) where deleted_at is null;

-- An article's row also holds what it was rendered to by the transaction that
-- wrote it: the document, the card of a list, and the document's ETag. They
-- are bytes, not jsonb, because they are served as they are.
create table articles (
    id            uuid primary key,
    slug          slug not null,
    status        text not null default 'draft'
                  check (status in ('draft', 'published', 'withheld', 'retracted', 'killed')),
    version       integer not null check (version > 0),
    kind          text not null check (kind <> ''),
    language      text not null default '',
    headline      text not null default '',
    subhead       text not null default '',
    summary       text not null default '',
    highlights    text[] not null default '{}',
    section_id    uuid references sections,
    dateline      text not null default '',
    published_at  timestamptz,
    updated_at    timestamptz,
    created_at    timestamptz not null,
    modified_at   timestamptz not null,
    time_zone     text not null default '',
    canonical_url text not null default '',
    word_count    integer not null default 0 check (word_count >= 0),
    deleted_at    timestamptz,
    document      bytea not null,
    card          bytea not null,
    etag          text not null,
    -- what lists are ordered by: a draft has no time of publication yet
    listed_at     timestamptz not null generated always as (coalesce(published_at, created_at)) stored,
    check (status = 'draft' or (headline <> '' and published_at is not null)),
    check (updated_at is null or published_at is null or updated_at >= published_at),
    check (deleted_at is null or status = 'draft')
);
create unique index articles_slug on articles (slug);
create index articles_published on articles (listed_at desc, id desc)
    where status = 'published' and deleted_at is null;
create index articles_by_section on articles (section_id, listed_at desc, id desc)
    where status = 'published' and deleted_at is null;
create index articles_by_status on articles (status, listed_at desc, id desc) where deleted_at is null;

-- Every slug an article has or had. A public one is never given to another
-- story: an old link must not lead to a strange text.
create table slugs (
    slug       slug primary key,
    article_id uuid not null references articles deferrable initially deferred,
    public     boolean not null default false,
    created_at timestamptz not null default now(),
    unique (slug, article_id)
);
create index slugs_of_article on slugs (article_id);
alter table articles add constraint articles_own_slug
    foreign key (slug, id) references slugs (slug, article_id) deferrable initially deferred;

create function keep_public_slug() returns trigger language plpgsql as $$
begin
    if old.public and (tg_op = 'DELETE' or new.article_id <> old.article_id
                       or new.slug <> old.slug or not new.public) then
        raise exception 'the slug % was public and stays with its article', old.slug
            using errcode = 'restrict_violation';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end $$;
create trigger keep_public_slug before update or delete on slugs
    for each row execute function keep_public_slug();

create table blocks (
    article_id uuid not null references articles,
    id         uuid not null,
    position   integer not null check (position >= 0),
    type       text not null,
    html       text not null default '',
    text       text not null default '',
    level      integer not null default 0,
    quote_id   uuid,
    photo_id   uuid references photos,
    ordered    boolean not null default false,
    items      text[] not null default '{}',
    url        text not null default '',
    title      text not null default '',
    primary key (article_id, id),
    unique (article_id, position) deferrable initially deferred,
    check (case type
        when 'paragraph' then html <> '' and text <> ''
        when 'quote'     then html <> '' and text <> ''
        when 'heading'   then text <> '' and level between 2 and 6
        when 'photo'     then photo_id is not null
        when 'list'      then cardinality(items) > 0
        when 'embed'     then url <> ''
        else false end)
);
create index blocks_of_photo on blocks (photo_id) where photo_id is not null;

create table article_authors (
    article_id uuid not null references articles,
    position   integer not null check (position >= 0),
    author_id  uuid not null references authors,
    role       text not null check (role in ('author', 'editor', 'photographer', 'contributor')),
    primary key (article_id, position),
    unique (article_id, author_id, role) deferrable initially deferred
);
create index articles_of_author on article_authors (author_id, article_id);

create table article_tags (
    article_id uuid not null references articles,
    position   integer not null check (position >= 0),
    tag_id     uuid not null references tags,
    primary key (article_id, position),
    unique (article_id, tag_id) deferrable initially deferred
);
create index articles_of_tag on article_tags (tag_id, article_id);

create table article_photos (
    article_id uuid not null references articles,
    position   integer not null check (position >= 0),
    photo_id   uuid not null references photos,
    role       text not null check (role in ('lead', 'inline')),
    primary key (article_id, position),
    unique (article_id, photo_id) deferrable initially deferred
);
create index articles_of_photo on article_photos (photo_id, article_id);

create table article_sources (
    article_id uuid not null references articles,
    position   integer not null check (position >= 0),
    source_id  uuid not null references sources,
    role       text not null default '',
    primary key (article_id, position),
    unique (article_id, source_id, role) deferrable initially deferred
);
create index articles_of_source on article_sources (source_id, article_id);

create table mentions (
    article_id uuid not null references articles,
    position   integer not null check (position >= 0),
    type       text not null check (type in ('person', 'place', 'organisation')),
    name       text not null check (name <> ''),
    slug       slug not null,
    primary key (article_id, position),
    unique (article_id, type, slug) deferrable initially deferred
);
create index mentions_by_slug on mentions (slug, type);

-- A quote's words are exactly as long as the slice that it is anchored to; the
-- program checks that they are the same words.
create table quotes (
    id         uuid primary key,
    article_id uuid not null references articles,
    position   integer not null check (position >= 0),
    text       text not null check (text <> ''),
    kind       text not null check (kind in ('direct', 'fragment')),
    speaker_id uuid references speakers,
    cue        text not null default '',
    block_id   uuid,
    highlight  integer check (highlight >= 0),
    start_at   integer not null check (start_at >= 0),
    end_at     integer not null,
    said_on    date,
    medium     text not null default '',
    unique (article_id, position) deferrable initially deferred,
    foreign key (article_id, block_id) references blocks (article_id, id) deferrable initially deferred,
    check ((block_id is null) <> (highlight is null)),
    check (end_at - start_at = char_length(text))
);
create index quotes_of_speaker on quotes (speaker_id, id desc);
alter table blocks add constraint blocks_quote
    foreign key (quote_id) references quotes (id) deferrable initially deferred;
