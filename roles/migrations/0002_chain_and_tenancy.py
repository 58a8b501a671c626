"""What the database itself refuses and keeps: loops, scope, tenancy, vocabulary."""

from django.db import migrations

from voipgrid_privacy.kernel import rls

# Triggers keep the plan of their first row; without enable_seqscan = off that first row, on an
# empty table, would make every later one read the whole table.
#
# One lock for all chain writers: two contracts that close a loop together would each pass a
# check that cannot see the other. The walk goes upstream, which is short; periods are
# intersected, because a loop needs one day on which all of its contracts hold.
REFUSE_LOOPS = """
CREATE FUNCTION roles_refuse_loop() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('roles_contract.chain'));
    IF EXISTS (
        WITH RECURSIVE up(party, period) AS (
            SELECT NEW.provider_id, NEW.valid_during
            UNION
            SELECT c.provider_id, c.valid_during * up.period
            FROM roles_contract c JOIN up ON c.acquirer_id = up.party AND c.valid_during && up.period
            WHERE c.id <> NEW.id AND c.service_id = NEW.service_id
        )
        SELECT 1 FROM up WHERE party = NEW.acquirer_id
    ) THEN
        RAISE EXCEPTION 'chain_loop' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'contract_no_loop', TABLE = 'roles_contract';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER roles_contract_no_loop BEFORE INSERT OR UPDATE ON roles_contract
    FOR EACH ROW EXECUTE FUNCTION roles_refuse_loop();
"""

# The ends of a contract and what it is never change: it is ended, and another is made.
ENDS_ARE_FIXED = """
CREATE FUNCTION roles_contract_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'contract_fixed' USING ERRCODE = 'integrity_constraint_violation',
        CONSTRAINT = 'contract_fixed', TABLE = 'roles_contract';
END $$;
CREATE TRIGGER roles_contract_fixed BEFORE UPDATE ON roles_contract FOR EACH ROW
    WHEN (OLD.provider_id <> NEW.provider_id OR OLD.acquirer_id <> NEW.acquirer_id
          OR OLD.service_id <> NEW.service_id OR OLD.kind <> NEW.kind
          OR lower(OLD.valid_during) <> lower(NEW.valid_during))
    EXECUTE FUNCTION roles_contract_is_fixed();
"""

# A party sees itself and whatever it delivers to over resale and subscription, along contracts of
# one service that held on one and the same day: who supplied a reseller until August does not get
# to see the customers that it found in September, nor those of another service. Supply is left
# out: a hosting supplier does not get to see the platform's customers.
SCOPE = """
CREATE FUNCTION roles_scope_of_party() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO roles_partyscope(viewer_id, party_id) VALUES (NEW.id, NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER roles_party_scope AFTER INSERT ON roles_party
    FOR EACH ROW EXECUTE FUNCTION roles_scope_of_party();

CREATE FUNCTION roles_scope_add() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO roles_partyscope(viewer_id, party_id)
    WITH RECURSIVE up(party, period) AS (
        SELECT NEW.provider_id, NEW.valid_during
        UNION
        SELECT c.provider_id, c.valid_during * up.period
        FROM roles_contract c JOIN up ON c.acquirer_id = up.party AND c.valid_during && up.period
        WHERE c.kind <> 'SUPPLY' AND c.service_id = NEW.service_id
    ), down(party, period) AS (
        SELECT NEW.acquirer_id, NEW.valid_during
        UNION
        SELECT c.acquirer_id, c.valid_during * down.period
        FROM roles_contract c JOIN down ON c.provider_id = down.party AND c.valid_during && down.period
        WHERE c.kind <> 'SUPPLY' AND c.service_id = NEW.service_id
    )
    SELECT DISTINCT up.party, down.party FROM up JOIN down ON up.period && down.period
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION roles_scope_remove() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE viewers uuid[]; seen uuid[];
BEGIN
    SELECT array_agg(viewer_id) INTO viewers FROM roles_partyscope WHERE party_id = OLD.provider_id;
    SELECT array_agg(party_id) INTO seen FROM roles_partyscope WHERE viewer_id = OLD.acquirer_id;
    DELETE FROM roles_partyscope
        WHERE viewer_id = ANY(viewers) AND party_id = ANY(seen) AND viewer_id <> party_id;
    INSERT INTO roles_partyscope(viewer_id, party_id)
    WITH RECURSIVE up(party, seen_party, service, period) AS (
        SELECT c.provider_id, c.acquirer_id, c.service_id, c.valid_during FROM roles_contract c
            WHERE c.acquirer_id = ANY(seen) AND c.kind <> 'SUPPLY'
        UNION
        SELECT c.provider_id, up.seen_party, c.service_id, c.valid_during * up.period
            FROM roles_contract c JOIN up ON c.acquirer_id = up.party AND c.service_id = up.service
                AND c.valid_during && up.period
            WHERE c.kind <> 'SUPPLY'
    )
    SELECT DISTINCT party, seen_party FROM up WHERE party = ANY(viewers) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
-- Named so that, of two triggers on one change of period, what no longer holds goes first.
CREATE TRIGGER roles_contract_scope_1_remove AFTER DELETE OR UPDATE OF valid_during ON roles_contract
    FOR EACH ROW WHEN (OLD.kind <> 'SUPPLY') EXECUTE FUNCTION roles_scope_remove();
CREATE TRIGGER roles_contract_scope_2_add AFTER INSERT OR UPDATE OF valid_during ON roles_contract
    FOR EACH ROW WHEN (NEW.kind <> 'SUPPLY') EXECUTE FUNCTION roles_scope_add();
"""

# Scope outlives a contract, because last March stays answerable for ever. Writing, and reading
# what is about now (contacts, numbers, findings), does not: these two say who serves a party from
# now on. They read past row-level security, and answer about the session's own parties only.
SERVES = """
CREATE FUNCTION roles_serves(target uuid) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE up(party, service) AS (
        SELECT c.provider_id, c.service_id FROM roles_contract c
            WHERE c.acquirer_id = target AND c.kind <> 'SUPPLY'
              AND coalesce(upper(c.valid_during) > current_date, true)
        UNION
        SELECT c.provider_id, c.service_id
            FROM roles_contract c JOIN up ON c.acquirer_id = up.party AND c.service_id = up.service
            WHERE c.kind <> 'SUPPLY' AND coalesce(upper(c.valid_during) > current_date, true)
    )
    SELECT target = ANY (tenancy_parties()) OR EXISTS (SELECT 1 FROM up WHERE party = ANY (tenancy_parties()))
$$;
-- The provider of a contract is delivered to by one of the parties on some day of its period: that
-- contract is in their chain. A partner's session asks about its own parties, whatever it passes.
CREATE FUNCTION roles_delivered(provider uuid, service uuid, period daterange, parties uuid[])
    RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE up(party, days) AS (
        SELECT c.provider_id, c.valid_during * period FROM roles_contract c
            WHERE c.acquirer_id = provider AND c.service_id = service AND c.kind <> 'SUPPLY'
              AND c.valid_during && period
        UNION
        SELECT c.provider_id, c.valid_during * up.days
            FROM roles_contract c JOIN up ON c.acquirer_id = up.party AND c.valid_during && up.days
            WHERE c.service_id = service AND c.kind <> 'SUPPLY'
    )
    SELECT EXISTS (SELECT 1 FROM up WHERE party = ANY (
        CASE WHEN current_setting('role') = 'voipgrid_privacy_partner'
             THEN tenancy_parties() ELSE parties END))
$$;
-- Nobody serves it (any more), and it was the viewer's side that entered it or served it last.
CREATE FUNCTION roles_free(target uuid) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT NOT EXISTS (SELECT 1 FROM roles_contract c WHERE c.acquirer_id = target
                       AND c.kind <> 'SUPPLY' AND coalesce(upper(c.valid_during) > current_date, true))
       AND (EXISTS (SELECT 1 FROM roles_party p WHERE p.id = target AND roles_serves(p.registered_by_id))
            OR coalesce((SELECT roles_serves(c.provider_id) FROM roles_contract c
                         WHERE c.acquirer_id = target AND c.kind <> 'SUPPLY'
                         ORDER BY upper(c.valid_during) DESC LIMIT 1), false))
$$;
"""

UNDO = """
DROP FUNCTION roles_refuse_loop() CASCADE; DROP FUNCTION roles_contract_is_fixed() CASCADE;
DROP FUNCTION roles_scope_of_party() CASCADE; DROP FUNCTION roles_scope_add() CASCADE;
DROP FUNCTION roles_scope_remove() CASCADE; DROP FUNCTION roles_serves(uuid) CASCADE;
DROP FUNCTION roles_free(uuid) CASCADE; DROP FUNCTION IF EXISTS roles_chain_lock() CASCADE;
DROP FUNCTION IF EXISTS roles_scope_move() CASCADE;
DROP FUNCTION roles_delivered(uuid, uuid, daterange, uuid[]) CASCADE;
"""


def below(column: str) -> str:
    """Return: the viewer delivers to the party in ``column`` (or is it)."""
    return (
        f"EXISTS (SELECT 1 FROM roles_partyscope s WHERE s.party_id = {column}"
        f" AND s.viewer_id = ANY ({rls.PARTIES}))"
    )


def known(column: str) -> str:
    """Return: the viewer may see the party in ``column``."""
    return f"EXISTS (SELECT 1 FROM roles_party p WHERE p.id = {column})"


def sees_party(table: str, key: str) -> str:
    """Return the policy of a party row, or of its history."""
    return (
        f"{table}.is_public OR {table}.{key} = ANY ({rls.UPSTREAM})"
        f" OR {table}.registered_by_id = ANY ({rls.PARTIES}) OR {below(f'{table}.{key}')}"
    )


def served(column: str) -> str:
    """Return: the party in ``column`` is the viewer's, or the viewer delivers to it from now on."""
    return f"roles_serves({column})"


def writes_for(column: str) -> str:
    """Return: the viewer serves the party in ``column``, or was the last to, or entered it."""
    return f"{served(column)} OR roles_free({column})"


def about_now(table: str) -> str:
    """Return who reads what is about a party as it is now: contact persons, numbers."""
    return (
        f"{writes_for(f'{table}.party_id')} OR {table}.party_id = ANY ({rls.UPSTREAM})"
        f" OR EXISTS (SELECT 1 FROM roles_party p WHERE p.id = {table}.party_id AND p.is_public)"
    )


def both(table: str, left: str, right: str) -> str:
    return f"{known(f'{table}.{left}')} AND {known(f'{table}.{right}')}"


def public(column: str) -> str:
    """Return: the party in ``column`` may be named to anyone."""
    return f"EXISTS (SELECT 1 FROM roles_party p WHERE p.id = {column} AND p.is_public)"


def sees_contract(table: str) -> str:
    """Return the policy of a contract row, or of its history.

    The viewer delivers under it; or it is on the viewer's own way up, or between parties that may
    be named to anyone; or it is further down a chain that the viewer delivered to at the time.
    """
    provider, acquirer = f"{table}.provider_id", f"{table}.acquirer_id"
    up = (
        f"({acquirer} = ANY ({rls.PARTIES}) OR {acquirer} = ANY ({rls.UPSTREAM}) OR {public(acquirer)})"
        f" AND ({provider} = ANY ({rls.UPSTREAM}) OR {public(provider)})"
    )
    down = (
        f"{table}.kind <> 'SUPPLY' AND roles_delivered({provider}, {table}.service_id,"
        f" {table}.valid_during, {rls.PARTIES})"
    )
    return f"{provider} = ANY ({rls.PARTIES}) OR ({up}) OR ({down})"


def of_contract(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM roles_contract c WHERE c.id = {table}.contract_id)"


def by_contract_writer(table: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM roles_contract c WHERE c.id = {table}.contract_id"
        f" AND {served('c.provider_id')})"
    )


VOCABULARY = ("source", "datacategory", "dataelement", "purpose", "service", "servicefeature")
PARTY_WRITES = f"registered_by_id = ANY ({rls.PARTIES}) AND NOT is_public AND NOT is_model AND kind IN ('CUSTOMER', 'RESELLER')"
# A customer that has moved to another partner is no longer for the old one to rename.
PARTY_CHANGES = f"{PARTY_WRITES} AND ({writes_for('id')})"
CONTRACT_ADDS = (
    f"kind IN ('RESALE', 'SUBSCRIPTION') AND {served('provider_id')} AND ({writes_for('acquirer_id')})"
)


class Migration(migrations.Migration):
    dependencies = [("roles", "0001_initial"), ("kernel", "0001_partner_role")]
    operations = [
        migrations.RunSQL(REFUSE_LOOPS + ENDS_ARE_FIXED + SCOPE + SERVES, UNDO),
        rls.history_by_owner(),
        rls.readable(
            *(f"roles_{t}{e}" for t in VOCABULARY for e in ("", "event")), "roles_service_categories"
        ),
        rls.tenant_table("roles_partyscope", see=f"viewer_id = ANY ({rls.PARTIES})"),
        rls.tenant_table(
            "roles_party", see=sees_party("roles_party", "id"), add=PARTY_WRITES, change=PARTY_CHANGES
        ),
        rls.tenant_table("roles_partyevent", see=sees_party("roles_partyevent", "pgh_obj_id")),
        rls.tenant_table(
            "roles_contact",
            see=about_now("roles_contact"),
            add=writes_for("roles_contact.party_id"),
            change=writes_for("roles_contact.party_id"),
        ),
        rls.tenant_table(
            "roles_externalid",
            see=f"assigned_by_id = ANY ({rls.PARTIES}) OR {served('party_id')}",
            add=f"assigned_by_id = ANY ({rls.PARTIES}) AND ({writes_for('party_id')})",
        ),
        rls.tenant_table(
            "roles_contract",
            see=sees_contract("roles_contract"),
            add=CONTRACT_ADDS,
            change=CONTRACT_ADDS,
        ),
        rls.tenant_table("roles_contractevent", see=sees_contract("roles_contractevent")),
        *(
            rls.tenant_table(
                f"roles_{t}", see=of_contract(f"roles_{t}"),
                add=by_contract_writer(f"roles_{t}"), change=by_contract_writer(f"roles_{t}"),
            )
            for t in ("contractfeature", "contractcategory")
        ),
        *(
            rls.tenant_table(f"roles_{t}event", see=of_contract(f"roles_{t}event"))
            for t in ("contractfeature", "contractcategory")
        ),
        *(
            rls.tenant_table(f"roles_ownuse{e}", see=known(f"roles_ownuse{e}.party_id"))
            for e in ("", "event")
        ),
        *(
            rls.tenant_table(
                f"roles_jointdetermination{e}",
                see=both(f"roles_jointdetermination{e}", "party_id", "with_party_id"),
            )
            for e in ("", "event")
        ),
        *(
            rls.tenant_table(f"roles_finding{e}", see=served(f"roles_finding{e}.party_id"))
            for e in ("", "event")
        ),
    ]
