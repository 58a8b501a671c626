"""Search by name and number: full text for what is spelled right, trigrams for what is not."""

from django.db import migrations

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension

# Small letters, no accents, words with one space between: what names and questions are compared
# by. Immutable, because the dictionary is named: indexes are built on it.
PLAIN = """
CREATE FUNCTION roles_plain(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN btrim(regexp_replace(
        lower(public.unaccent('public.unaccent'::regdictionary, value)), '[^[:alnum:]]+', ' ', 'g'));
END $$;
CREATE FUNCTION roles_words(value text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.simple'::regconfig, public.roles_plain(value))
$$;
CREATE INDEX party_words ON roles_party USING gin (roles_words(name));
CREATE INDEX party_plain_name ON roles_party (roles_plain(name) text_pattern_ops);
CREATE INDEX party_public ON roles_party (id) WHERE is_public;
CREATE INDEX contract_plain_reference ON roles_contract (roles_plain(reference) text_pattern_ops)
    WHERE reference <> '';
CREATE INDEX party_kvk ON roles_party (kvk_number) WHERE kvk_number <> '';
CREATE INDEX external_id_value ON roles_externalid (value);
"""
# A statement at a time, so that a million names cost one look at each of their few words. A word
# that two sessions add and remove at the same moment can be missed; it is then found as it is
# spelled, and only its misspellings are not.
ADD = """    INSERT INTO roles_nameword(word)
    SELECT DISTINCT w FROM added, unnest(string_to_array(roles_plain(name), ' ')) w
    WHERE w !~ '^[0-9]*$' ORDER BY w ON CONFLICT DO NOTHING;
"""
GONE = """    DELETE FROM roles_nameword n USING (
        SELECT DISTINCT unnest(string_to_array(roles_plain(name), ' ')) AS word FROM removed) r
    WHERE n.word = r.word AND NOT EXISTS (
        SELECT 1 FROM roles_party p WHERE roles_words(p.name) @@ quote_literal(r.word)::tsquery);
"""
WORDS = f"""
CREATE INDEX name_word_trigrams ON roles_nameword USING gin (word gin_trgm_ops);
CREATE FUNCTION roles_names_added() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
{ADD}    RETURN NULL;
END $$;
CREATE FUNCTION roles_names_gone() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
{GONE}    RETURN NULL;
END $$;
CREATE FUNCTION roles_names_changed() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM removed o JOIN added n USING (id) WHERE o.name <> n.name) THEN
        RETURN NULL;
    END IF;
{ADD}{GONE}    RETURN NULL;
END $$;
CREATE TRIGGER roles_party_words_1 AFTER INSERT ON roles_party
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION roles_names_added();
CREATE TRIGGER roles_party_words_2 AFTER DELETE ON roles_party
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION roles_names_gone();
CREATE TRIGGER roles_party_words_3 AFTER UPDATE ON roles_party
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION roles_names_changed();
INSERT INTO roles_nameword(word)
    SELECT DISTINCT w FROM roles_party, unnest(string_to_array(roles_plain(name), ' ')) w
    WHERE w !~ '^[0-9]*$' ON CONFLICT DO NOTHING;
"""
# Under row-level security neither full text nor trigrams may use an index: their operators could
# leak. So these two search as their owner, among what the session sees and nothing else: they
# return identifiers, and whoever reads rows by them is bound by the policies again.
#
# Up to 3,000 parties are read one by one; of more, the index says which fit.
SEARCH = """
CREATE FUNCTION roles_seen(viewers uuid[], most int) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(x.id) FROM (
        SELECT s.party_id AS id FROM roles_partyscope s WHERE s.viewer_id = ANY (viewers)
        UNION SELECT p.id FROM roles_party p WHERE p.registered_by_id = ANY (viewers)
        UNION SELECT p.id FROM roles_party p WHERE p.is_public
        UNION SELECT unnest(tenancy_upstream())
        LIMIT most
    ) x
$$;

CREATE FUNCTION roles_spelled(asked text) RETURNS tsquery LANGUAGE sql STABLE AS $$
    SELECT string_agg(quote_literal(w) || ':*', ' & ')::tsquery
    FROM unnest(string_to_array(asked, ' ')) w
$$;

-- Every word as it is typed, or one of the words of names that are most like it.
CREATE FUNCTION roles_misspelled(asked text) RETURNS tsquery LANGUAGE sql STABLE
    SET pg_trgm.similarity_threshold = 0.25 AS $$
    SELECT string_agg('(' || quote_literal(w) || ':*' || coalesce(' | ' || likely.words, '') || ')',
        ' & ')::tsquery
    FROM unnest(string_to_array(asked, ' ')) w, LATERAL (
        SELECT string_agg(quote_literal(word), ' | ') AS words FROM (
            SELECT n.word FROM roles_nameword n WHERE n.word % w
            ORDER BY similarity(n.word, w) DESC LIMIT 32) n
    ) likely
$$;

CREATE FUNCTION roles_search_parties(asked text, viewers uuid[], most int)
    RETURNS TABLE (id uuid, score real) LANGUAGE plpgsql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    q text := roles_plain(asked); own uuid[]; attempt tsquery;
    words text[] := ARRAY(SELECT '% ' || w || '%' FROM unnest(string_to_array(q, ' ')) w);
BEGIN
    IF current_setting('role') = 'voipgrid_privacy_partner' THEN viewers := tenancy_parties(); END IF;
    IF q = '' THEN RETURN; END IF;
    IF viewers IS NOT NULL THEN
        own := roles_seen(viewers, 3001);
        IF coalesce(cardinality(own), 0) <= 3000 THEN
            RETURN QUERY
                WITH named AS MATERIALIZED (
                    SELECT p.id, roles_plain(p.name) AS plain
                    FROM roles_party p WHERE p.id = ANY (own)
                ), spelled AS MATERIALIZED (
                    SELECT n.id, n.plain, roles_likeness(q, n.plain) AS likeness FROM named n
                    WHERE ' ' || n.plain LIKE ALL (words)
                )
                SELECT s.id, s.likeness FROM (
                    SELECT * FROM spelled
                    UNION ALL
                    -- Whatever looks like it, only where nothing is spelled that way.
                    SELECT * FROM (SELECT n.id, n.plain, roles_likeness(q, n.plain) AS likeness
                        FROM named n WHERE NOT EXISTS (SELECT 1 FROM spelled)) x
                    WHERE x.likeness >= 0.3) s
                ORDER BY s.likeness DESC, s.plain LIMIT most;
            RETURN;
        END IF;
    END IF;
    FOREACH attempt IN ARRAY ARRAY[roles_spelled(q), roles_misspelled(q)] LOOP
        RETURN QUERY
            WITH named AS MATERIALIZED (
                SELECT p.id, roles_plain(p.name) AS plain FROM (
                    (SELECT n.id, n.name FROM roles_party n
                     WHERE roles_plain(n.name) ~>=~ q AND roles_plain(n.name) ~<~ (q || U&'\\+10FFFF')
                       AND (viewers IS NULL OR roles_sees(viewers, n.id))
                     ORDER BY roles_plain(n.name) USING ~<~ LIMIT most)
                    UNION
                    (SELECT n.id, n.name FROM roles_party n
                     WHERE roles_words(n.name) @@ attempt
                       AND (viewers IS NULL OR roles_sees(viewers, n.id)) LIMIT 200)) p
            ), scored AS (
                SELECT n.id, n.plain, roles_likeness(q, n.plain) AS likeness FROM named n
            )
            SELECT s.id, s.likeness FROM scored s ORDER BY s.likeness DESC, s.plain LIMIT most;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $$;

CREATE FUNCTION roles_sees(viewers uuid[], target uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM roles_partyscope s WHERE s.party_id = target AND s.viewer_id = ANY (viewers))
        OR EXISTS (SELECT 1 FROM roles_party p WHERE p.id = target
                   AND (p.is_public OR p.registered_by_id = ANY (viewers)))
        OR target = ANY (tenancy_upstream())
$$;

-- The whole name, then its beginning, then the words of it, then what looks like it.
CREATE FUNCTION roles_likeness(asked text, known text) RETURNS real LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN known = asked THEN 3.0
        WHEN starts_with(known, asked) THEN 2.0 + similarity(asked, known)
        ELSE word_similarity(asked, known) + similarity(asked, known) / 10 END::real
$$;

CREATE FUNCTION roles_search_contracts(asked text, viewers uuid[], most int)
    RETURNS TABLE (id uuid) LANGUAGE plpgsql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    q text := roles_plain(asked); own uuid[];
BEGIN
    IF current_setting('role') = 'voipgrid_privacy_partner' THEN viewers := tenancy_parties(); END IF;
    IF q = '' THEN RETURN; END IF;
    IF viewers IS NULL THEN
        RETURN QUERY SELECT c.id FROM roles_contract c
            WHERE c.reference <> '' AND roles_plain(c.reference) ~>=~ q
              AND roles_plain(c.reference) ~<~ (q || U&'\\+10FFFF')
            ORDER BY roles_plain(c.reference) USING ~<~ LIMIT most;
        RETURN;
    END IF;
    own := roles_seen(viewers, 3001);
    IF coalesce(cardinality(own), 0) <= 3000 THEN
        RETURN QUERY SELECT c.id FROM unnest(own) o(id) JOIN roles_contract c ON c.acquirer_id = o.id
            WHERE c.reference <> '' AND starts_with(roles_plain(c.reference), q)
            ORDER BY c.reference LIMIT most;
        RETURN;
    END IF;
    RETURN QUERY SELECT c.id FROM roles_contract c
        WHERE c.reference <> '' AND roles_plain(c.reference) ~>=~ q
          AND roles_plain(c.reference) ~<~ (q || U&'\\+10FFFF') AND roles_sees(viewers, c.acquirer_id)
        ORDER BY roles_plain(c.reference) USING ~<~ LIMIT most;
END $$;
"""
UNDO = """
DROP FUNCTION roles_search_contracts(text, uuid[], int); DROP FUNCTION roles_search_parties(text, uuid[], int);
DROP FUNCTION roles_sees(uuid[], uuid); DROP FUNCTION roles_likeness(text, text);
DROP FUNCTION roles_misspelled(text); DROP FUNCTION roles_spelled(text); DROP FUNCTION roles_seen(uuid[], int);
DROP FUNCTION roles_names_added() CASCADE; DROP FUNCTION roles_names_gone() CASCADE;
DROP FUNCTION roles_names_changed() CASCADE;
DROP INDEX external_id_value; DROP INDEX contract_plain_reference; DROP INDEX party_public; DROP INDEX party_kvk;
DROP INDEX party_plain_name; DROP INDEX party_words;
DROP FUNCTION roles_words(text); DROP FUNCTION roles_plain(text);
"""


class Migration(migrations.Migration):
    dependencies = [("roles", "0006_findings")]
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(PLAIN + WORDS + SEARCH, UNDO),
    ]
