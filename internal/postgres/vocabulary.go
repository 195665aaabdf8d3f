package postgres

import (
	"context"
	"regexp"
	"strings"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
)

// The vocabulary is read after the write, and not in it: no editor waits for it,
// and what is misspelt is no worse for being known a little later.
const (
	readWordsEvery = 20 * time.Second
	readAtOnce     = 25 // articles, which nobody writes meanwhile
	// readingShare is what part of the time is spent reading: the rest is for those
	// who write stories and search them.
	readingShare = 8
)

// readWordsJob reads the words of articles that were written for the vocabulary.
type readWordsJob struct{}

// Kind names the job in the queue.
func (readWordsJob) Kind() string { return "read_words" }

// wordReader works readWordsJobs.
type wordReader struct {
	river.WorkerDefaults[readWordsJob]
	store *Store
}

// Work reads what there is.
func (r *wordReader) Work(ctx context.Context, _ *river.Job[readWordsJob]) error {
	return r.store.ReadWords(ctx)
}

// weight is for how many readings of a word w one counts: a word that was read
// often is counted seldom, and then for as many. Exactly counted, each article
// would write the rows of all of its words, which is more than it writes itself.
const weight = `(w.articles / 16 + 1)`

// wordsOf are the words of article a, as they are written, that the vocabulary takes.
const wordsOf = `to_tsvector('pg_catalog.simple', left(concat_ws(' ', a.headline, a.subhead, a.summary, array_to_string(a.highlights, ' '),
	(select string_agg(u.name, ' ') from article_authors j join authors u on u.id = j.author_id where j.article_id = a.id),
	(select string_agg(k.name, ' ') from quotes j join speakers k on k.id = j.speaker_id where j.article_id = a.id),
	(select string_agg(m.name, ' ') from mentions m where m.article_id = a.id),
	(select string_agg(b.text, ' ') from blocks b where b.article_id = a.id)), 100000))`

// ReadWords adds the words of public articles that were not read yet to the
// vocabulary. Those of others are read when they are public. An article is locked
// meanwhile: what is erased is not read after that. A word has with it the first
// two articles that it was read in, by which it is erased with them.
func (s *Store) ReadWords(ctx context.Context) error {
	for end := time.Now().Add(readWordsEvery); time.Now().Before(end); { // then the next one goes on
		var read int
		begun := time.Now()
		err := s.pool.QueryRow(ctx, `
			with next as (
				select a.id, a.headline, a.subhead, a.summary, a.highlights from search_unread u join articles a on a.id = u.article_id
				where `+public+` limit $1 for share of a skip locked
			), taken as (
				delete from search_unread u using next n where u.article_id = n.id
			), words as (
				select distinct a.id, t.lexeme as word from next a cross join lateral unnest(`+wordsOf+`) t
				where t.lexeme ~ '^[[:alpha:]]{4,40}$'
			), told as (
				select word, (array_agg(id))[1] as source, (array_agg(id))[2] as other, count(*) as articles from words group by word
			), kept as (
				insert into search_words as w (word, plain, source, other, articles)
				select t.word, unaccent(t.word), t.source, t.other, t.articles from told t
				where not exists (select from search_words w where w.word = t.word and w.other is not null
				                  and (w.articles >= 1000 or random() * `+weight+` >= 1))
				order by t.word
				on conflict (word) do update set articles = w.articles + excluded.articles * `+weight+`,
				    other = coalesce(w.other, nullif(excluded.source, w.source), nullif(excluded.other, w.source))
			)
			select count(*) from next`, readAtOnce).Scan(&read)
		if err != nil || read == 0 {
			return interpret(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After((readingShare - 1) * time.Since(begun)):
		}
	}
	return nil
}

// queueEraseWords removes the words that were read in no article but this one.
func queueEraseWords(b *pgx.Batch, article uuid.UUID) {
	b.Queue(`delete from search_unread where article_id = $1`, article)
	b.Queue(`delete from search_words where source = $1 and other is null`, article)
	b.Queue(`update search_words set source = case source when $1 then other else source end, other = null
	         where source = $1 or other = $1`, article)
}

// mostSuggested is how many words of a search are looked at, mostAlike how many
// that are like one, and mostRead in how many articles one of these is looked for.
const (
	mostSuggested = 5
	mostAlike     = 5
	mostRead      = 5
)

// searchedWord finds the words of a search; before one that is not to be there it
// has the sign that says so.
var searchedWord = regexp.MustCompile(`(-?)([\p{L}\p{M}]{4,40})`)

// Suggest is what is searched for with each word that is in no public article
// replaced by one like it that is in some; "" where there is none to replace.
// The vocabulary has what was public at a time: whether a word is in an article
// that everybody may see is asked of the articles, as any search is; of a partner,
// in one of those that its contract has.
func (s *Store) Suggest(ctx context.Context, by auth.Principal, words string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, listTimeout)
	defer cancel()
	var b strings.Builder
	end, looked, replaced := 0, 0, false
	for _, at := range searchedWord.FindAllStringSubmatchIndex(words, -1) {
		word := words[at[4]:at[5]]
		if looked++; at[2] < at[3] || looked > mostSuggested {
			continue
		}
		better, err := s.better(ctx, by.Everybody(), word)
		if err != nil {
			return "", interpret(err)
		}
		if better != "" {
			b.WriteString(words[end:at[4]] + better)
			end, replaced = at[5], true
		}
	}
	if !replaced {
		return "", nil
	}
	return b.String() + words[end:], nil
}

// better is the word to read in the place of one that no public article has, ""
// where some have it, or none has one like it.
func (s *Store) better(ctx context.Context, by auth.Principal, word string) (string, error) {
	known := false
	if by.Contract == nil { // the vocabulary has what is in no contract too
		err := s.pool.QueryRow(ctx, `select exists (select from search_words where plain = unaccent(lower($1)))`, word).Scan(&known)
		if err != nil || known {
			return "", err
		}
	}
	if found, err := s.found(ctx, by, word); err != nil || len(found) > 0 {
		return "", err
	}
	rows, err := s.pool.Query(ctx, `
		select word from (
			select word, articles, 1::real as likeness from search_words
			where plain = any(array(select unaccent(v) from unnest($2::text[]) v))
			union all
			select word, articles, similarity(plain, unaccent(lower($1))) from search_words
			where plain % unaccent(lower($1)) and similarity(plain, unaccent(lower($1))) >= 0.4) w
		order by likeness desc, articles desc, word limit $3`, word, swapped(strings.ToLower(word)), mostAlike)
	if err != nil {
		return "", err
	}
	alike, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", err
	}
	for _, candidate := range alike {
		if there, err := s.written(ctx, by, candidate); err != nil || there {
			return candidate, err
		}
	}
	return "", nil
}

// swapped are the word with two neighbouring letters in each other's place, each
// pair once. It is the commonest slip, and leaves few groups of three letters as
// they were, which is what likeness goes by.
func swapped(word string) []string {
	letters := []rune(word)
	list := make([]string, 0, len(letters))
	for i := 1; i < len(letters); i++ {
		letters[i-1], letters[i] = letters[i], letters[i-1]
		list = append(list, string(letters))
		letters[i-1], letters[i] = letters[i], letters[i-1]
	}
	return list
}

// found are the newest articles with the word, in any of its forms, that everybody
// may see, of those that a contract has.
func (s *Store) found(ctx context.Context, by auth.Principal, word string) ([]uuid.UUID, error) {
	list, err := s.Articles(ctx, by, news.ArticleQuery{Words: `"` + word + `"`, Limit: mostRead})
	ids := make([]uuid.UUID, len(list))
	for i := range list {
		ids[i] = list[i].Value.ID
	}
	return ids, err
}

// written tells whether the word is written so in an article that the caller may
// read: in one that a search finds, or in those that the vocabulary has it from.
// What a search finds may have another form of it, and this one only what is hidden.
func (s *Store) written(ctx context.Context, by auth.Principal, word string) (there bool, err error) {
	ids, err := s.found(ctx, by, word)
	if err != nil || len(ids) == 0 {
		return false, err
	}
	err = s.pool.QueryRow(ctx, `select exists (select from articles a
		where (a.id = any($1) or a.id in (select unnest(array[w.source, w.other]) from search_words w where w.word = $2))
		  and `+readable(by)+` and $2 = any(tsvector_to_array(`+wordsOf+`)))`, ids, word).Scan(&there)
	return there, err
}
