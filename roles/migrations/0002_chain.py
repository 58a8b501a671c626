"""What the database itself refuses and keeps about contracts: loops, fixed ends, who sees whom."""

from django.db import migrations

# A plan is made for every statement (EXECUTE): the same text serves one contract and a hundred
# thousand, and a plan kept from the first would be wrong for the other. Walks go by LATERAL …
# OFFSET 0, from a party to its contracts by index. ``= ANY (ARRAY[…])`` keeps them on the B-tree: the
# planner takes the exclusion's GiST index to be as cheap, and at 700,000 contracts it is not.
#
# One lock for all chain writers, taken before the statement touches a row: what its triggers read
# afterwards holds every contract that was committed before.
LOCK = """
CREATE FUNCTION roles_chain_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('roles_contract.chain'));
    RETURN NULL;
END $$;
CREATE TRIGGER roles_contract_lock BEFORE INSERT OR UPDATE OR DELETE ON roles_contract
    FOR EACH STATEMENT EXECUTE FUNCTION roles_chain_lock();
"""

# Whoever is in a loop both acquires and delivers, so a customer's contract costs one look in an
# index. Periods are intersected, because a loop needs one day on which all of its contracts hold.
REFUSE_LOOPS = """
CREATE FUNCTION roles_refuse_loop() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found boolean;
BEGIN
    EXECUTE $walk$
        WITH RECURSIVE suspect AS MATERIALIZED (
            SELECT a.acquirer_id, a.provider_id, a.service_id, a.valid_during FROM added a
            WHERE EXISTS (SELECT 1 FROM roles_contract c WHERE c.provider_id = ANY (ARRAY[a.acquirer_id]))
        ), up(acquirer, party, service, period) AS (
            SELECT acquirer_id, provider_id, service_id, valid_during FROM suspect
            UNION
            SELECT up.acquirer, c.provider_id, up.service, c.valid_during * up.period
            FROM up, LATERAL (
                SELECT x.* FROM roles_contract x WHERE x.acquirer_id = ANY (ARRAY[up.party]) OFFSET 0) c
            WHERE c.service_id = up.service AND c.valid_during && up.period
        )
        SELECT EXISTS (SELECT 1 FROM up WHERE party = acquirer)
    $walk$ INTO found;
    IF found THEN
        RAISE EXCEPTION 'chain_loop' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'contract_no_loop', TABLE = 'roles_contract';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER roles_contract_no_loop_1 AFTER INSERT ON roles_contract
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION roles_refuse_loop();
CREATE TRIGGER roles_contract_no_loop_2 AFTER UPDATE ON roles_contract
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION roles_refuse_loop();
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

# What is always on, or what a law asks in secret, is switched on under no contract, whoever writes.
SWITCHABLE = """
    CREATE FUNCTION roles_switchable() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM came JOIN roles_servicefeature f ON f.id = came.feature_id
                   WHERE f.always_on) THEN
            RAISE EXCEPTION 'a feature that is always on is switched on under no contract'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_feature_switchable';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER roles_switchable_insert AFTER INSERT ON roles_contractfeature
        REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION roles_switchable();
    CREATE TRIGGER roles_switchable_update AFTER UPDATE ON roles_contractfeature
        REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION roles_switchable();
"""

# A party sees itself and whatever it delivers to over resale and subscription, along contracts of
# one service that held on one and the same day: who supplied a reseller until August does not get
# to see the customers that it found in September, nor those of another service. Supply is left
# out: a hosting supplier does not get to see the platform's customers.
#
# Up once per provider and service, down once per acquirer: the contracts between are joined to both.
ADD = """
    INSERT INTO roles_partyscope(viewer_id, party_id)
    WITH RECURSIVE fresh AS MATERIALIZED (
        SELECT provider_id, acquirer_id, service_id, valid_during FROM {rows}
    ), up(start, service, party, period) AS (
        SELECT DISTINCT provider_id, service_id, provider_id, '(,)'::daterange FROM fresh
        UNION
        SELECT up.start, up.service, c.provider_id, c.valid_during * up.period
        FROM up, LATERAL (
            SELECT x.* FROM roles_contract x WHERE x.acquirer_id = ANY (ARRAY[up.party]) OFFSET 0) c
        WHERE c.kind <> 'SUPPLY' AND c.service_id = up.service AND c.valid_during && up.period
    ), down(start, service, party, period) AS (
        SELECT DISTINCT acquirer_id, service_id, acquirer_id, '(,)'::daterange FROM fresh
        UNION
        SELECT down.start, down.service, c.acquirer_id, c.valid_during * down.period
        FROM down, LATERAL (
            SELECT x.* FROM roles_contract x WHERE x.provider_id = ANY (ARRAY[down.party]) OFFSET 0) c
        WHERE c.kind <> 'SUPPLY' AND c.service_id = down.service AND c.valid_during && down.period
    )
    SELECT DISTINCT up.party, down.party FROM fresh
    JOIN up ON up.start = fresh.provider_id AND up.service = fresh.service_id
        AND up.period && fresh.valid_during
    JOIN down ON down.start = fresh.acquirer_id AND down.service = fresh.service_id
        AND down.period && (fresh.valid_during * up.period)
    ON CONFLICT DO NOTHING
"""

# Of the pairs that the contracts gave or helped to give, those go that no contract gives any more.
REMOVE = """
    WITH RECURSIVE gone AS MATERIALIZED (
        SELECT provider_id, acquirer_id FROM {rows}
    ), pair AS MATERIALIZED (
        SELECT DISTINCT v.viewer_id, s.party_id FROM gone
        JOIN roles_partyscope v ON v.party_id = gone.provider_id
        JOIN roles_partyscope s ON s.viewer_id = gone.acquirer_id
        WHERE v.viewer_id <> s.party_id
    ), up(seen, service, party, period) AS (
        SELECT DISTINCT seen.party_id, c.service_id, c.provider_id, c.valid_during
        FROM (SELECT DISTINCT party_id FROM pair) seen, LATERAL (
            SELECT x.* FROM roles_contract x WHERE x.acquirer_id = ANY (ARRAY[seen.party_id]) OFFSET 0) c
        WHERE c.kind <> 'SUPPLY'
        UNION
        SELECT up.seen, up.service, c.provider_id, c.valid_during * up.period
        FROM up, LATERAL (
            SELECT x.* FROM roles_contract x WHERE x.acquirer_id = ANY (ARRAY[up.party]) OFFSET 0) c
        WHERE c.kind <> 'SUPPLY' AND c.service_id = up.service AND c.valid_during && up.period
    )
    DELETE FROM roles_partyscope p USING pair
    WHERE p.viewer_id = pair.viewer_id AND p.party_id = pair.party_id
      AND NOT EXISTS (SELECT 1 FROM up WHERE up.party = p.viewer_id AND up.seen = p.party_id)
"""


def chain(name: str, *steps: str, only_if: str = "true") -> str:
    """Return a trigger function that runs ``steps``, each planned for the statement at hand."""
    body = "".join(f"    EXECUTE $walk${step}$walk$;\n" for step in steps)
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT ({only_if}) THEN RETURN NULL; END IF;
{body}    RETURN NULL;
END $$;
"""


SALE = "(SELECT * FROM {} WHERE kind <> 'SUPPLY') sale"
MOVED = (
    "(SELECT {0}.* FROM removed JOIN added USING (id)"
    " WHERE added.kind <> 'SUPPLY' AND added.valid_during <> removed.valid_during) moved"
)
SCOPE = (
    """
CREATE FUNCTION roles_scope_of_party() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO roles_partyscope(viewer_id, party_id) SELECT id, id FROM added ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER roles_party_scope AFTER INSERT ON roles_party
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION roles_scope_of_party();
"""
    + chain("roles_scope_add", ADD.format(rows=SALE.format("added")))
    + chain("roles_scope_remove", REMOVE.format(rows=SALE.format("removed")))
    + chain(
        "roles_scope_move",
        REMOVE.format(rows=MOVED.format("removed")),
        ADD.format(rows=MOVED.format("added")),
        only_if="EXISTS (SELECT 1 FROM removed JOIN added USING (id)"
        " WHERE added.valid_during <> removed.valid_during)",
    )
    + """
CREATE TRIGGER roles_contract_scope_1 AFTER INSERT ON roles_contract
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION roles_scope_add();
CREATE TRIGGER roles_contract_scope_2 AFTER UPDATE ON roles_contract
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION roles_scope_move();
CREATE TRIGGER roles_contract_scope_3 AFTER DELETE ON roles_contract
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION roles_scope_remove();
"""
)

UNDO = """
DROP FUNCTION roles_chain_lock() CASCADE; DROP FUNCTION roles_refuse_loop() CASCADE;
DROP FUNCTION roles_contract_is_fixed() CASCADE; DROP FUNCTION roles_scope_of_party() CASCADE;
DROP FUNCTION roles_scope_add() CASCADE; DROP FUNCTION roles_scope_move() CASCADE;
DROP FUNCTION roles_scope_remove() CASCADE; DROP FUNCTION roles_switchable() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("roles", "0001_initial")]
    operations = [
        migrations.RunSQL(LOCK + REFUSE_LOOPS + ENDS_ARE_FIXED + SWITCHABLE + SCOPE, UNDO),
    ]
