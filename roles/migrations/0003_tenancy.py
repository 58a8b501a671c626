"""Who reads and writes parties, contracts and what hangs on them."""

from django.db import migrations

from voipgrid_privacy.kernel import rls

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
DROP FUNCTION roles_serves(uuid) CASCADE; DROP FUNCTION roles_free(uuid) CASCADE;
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
    dependencies = [("roles", "0002_chain"), ("kernel", "0001_partner_role")]
    operations = [
        migrations.RunSQL(SERVES, UNDO),
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
    ]
