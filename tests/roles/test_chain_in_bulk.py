"""One statement or many: scope, loops and history come out the same, and as a plain walk says."""

import random
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from roles.models import Contract, Party, PartyScope, Service
from voipgrid_privacy.kernel.history import events_of

pytestmark = pytest.mark.django_db
FIRST = date(2024, 1, 1)
Pairs = set[tuple[UUID, UUID]]


def parties(count: int) -> list[Party]:
    """Make parties by one statement."""
    return Party.objects.bulk_create(Party(kind="RESELLER", name=f"R{n}") for n in range(count))


def period(chance: random.Random) -> DateRange:
    start = FIRST + timedelta(days=chance.randrange(60))
    return DateRange(start, start + timedelta(days=chance.randrange(1, 60)))


def contracts(people: list[Party], services: list[Service], seed: int) -> list[Contract]:
    """Return contracts without a loop: whoever comes later in the list never delivers upwards."""
    chance = random.Random(seed)
    made = []
    for number, acquirer in enumerate(people[1:], start=1):
        for service in services:
            kind = chance.choice(["RESALE", "RESALE", "SUBSCRIPTION", "SUPPLY"])
            provider = people[chance.randrange(number)]
            made.append(
                Contract(
                    id=uuid4(),
                    provider=provider,
                    acquirer=acquirer,
                    service=service,
                    kind=kind,
                    valid_during=period(chance),
                )
            )
    return made


def scope() -> Pairs:
    return set(PartyScope.objects.values_list("viewer_id", "party_id"))


def walked() -> Pairs:
    """Return who sees whom by walking up from every party, one contract at a time."""
    seen = {(pk, pk) for pk in Party.objects.values_list("pk", flat=True)}
    sales = list(Contract.objects.exclude(kind="SUPPLY"))
    for start in sales:
        todo = [(start, start.valid_from, start.valid_until)]
        while todo:
            contract, first, last = todo.pop()
            seen.add((contract.provider_id, start.acquirer_id))
            for above in sales:
                begin, end = max(first, above.valid_from), min(last, above.valid_until)
                joined = above.acquirer_id == contract.provider_id
                if joined and above.service_id == contract.service_id and begin < end:
                    todo.append((above, begin, end))
    return seen


@pytest.fixture
def services(db) -> list[Service]:
    text = {"nl": "woord", "en": "word"}
    return [Service.objects.create(code=f"S{n}", name=text) for n in range(2)]


@pytest.mark.parametrize("seed", range(4))
def test_scope_is_the_same_by_one_statement_by_many_and_by_walking(services, seed):
    people = parties(14)
    made = contracts(people, services, seed)
    Contract.objects.bulk_create(made)
    at_once = scope()
    Contract.objects.filter(pk__in=[c.pk for c in made]).delete()
    assert scope() == {(pk, pk) for pk in Party.objects.values_list("pk", flat=True)}
    for contract in random.Random(seed).sample(made, len(made)):
        contract.save(force_insert=True)
    assert at_once == scope() == walked()


@pytest.mark.parametrize("seed", range(4))
def test_what_ends_or_goes_by_one_statement_takes_exactly_its_scope_along(services, seed):
    Contract.objects.bulk_create(contracts(parties(14), services, seed))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE roles_contract SET valid_during = daterange(lower(valid_during),"
            " lower(valid_during) + 5) WHERE lower(valid_during) < '2024-02-01'"
        )
    assert scope() == walked()
    ids = list(Contract.objects.order_by("pk").values_list("pk", flat=True))
    Contract.objects.filter(pk__in=ids[::2]).delete()
    assert scope() == walked()


def test_a_loop_within_one_statement_is_refused(services):
    one, two, three = parties(3)
    ring = ((one, two), (two, three), (three, one))
    days = DateRange(FIRST, None)
    rows = [
        Contract(provider=a, acquirer=b, service=services[0], kind="RESALE", valid_during=days)
        for a, b in ring
    ]
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Contract.objects.bulk_create(rows)
    assert refusal.value.__cause__.diag.constraint_name == "contract_no_loop"
    assert len(Contract.objects.bulk_create(rows[:2])) == 2


def test_contracts_that_never_hold_on_one_day_make_no_loop(services):
    one, two = parties(2)
    halves = (DateRange(FIRST, date(2024, 6, 1)), DateRange(date(2024, 6, 1), None))
    rows = [
        Contract(provider=a, acquirer=b, service=services[0], kind="RESALE", valid_during=days)
        for a, b, days in ((one, two, halves[0]), (two, one, halves[1]))
    ]
    assert len(Contract.objects.bulk_create(rows)) == 2


def test_history_has_one_event_for_every_row_that_a_statement_touched(services):
    people = parties(14)
    made = contracts(people, services, seed=1)
    Contract.objects.bulk_create(made)
    events = events_of(Contract)._default_manager
    assert events.filter(pgh_label="insert").count() == len(made)
    assert events_of(Party)._default_manager.filter(pgh_obj__in=people).count() == len(people)
    Contract.objects.filter(kind="RESALE").update(reference="new")
    Contract.objects.filter(kind="RESALE").update(reference="new")  # changes nothing
    changed = sum(c.kind == "RESALE" for c in made)
    assert events.filter(pgh_label="update", reference="new").count() == changed
    Contract.objects.filter(pk__in=[c.pk for c in made]).delete()
    assert events.filter(pgh_label="delete").count() == len(made)


def test_the_contracts_of_an_acquirer_are_looked_for_in_the_b_tree():
    """As foreign keys do: by the index that guards periods, undoing an import is quadratic."""
    asked = "SELECT 1 FROM ONLY roles_contract x WHERE acquirer_id = $1 FOR KEY SHARE OF x"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"PREPARE of_acquirer(uuid) AS {asked}")
        cursor.execute(f"EXPLAIN EXECUTE of_acquirer('{uuid4()}')")
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("DEALLOCATE of_acquirer")
    assert "roles_contract_acquirer_id" in plan
    assert "contract_once_per_supplier" not in plan


def test_walks_are_never_compiled(services):
    """Their guessed costs are far too high, so that compiling them cost more than they did."""
    names = ["roles_refuse_loop", "roles_scope_add", "roles_scope_move", "roles_scope_remove"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE 'jit=off' = ANY (proconfig)")
        assert sorted(row[0] for row in cursor.fetchall()) == names


def test_a_new_contract_reads_no_table_of_contracts_from_its_beginning(services):
    """Ten parties deliver to four hundred each: anybody's contract would seem to be near."""
    sellers, customers = parties(10), parties(4_000)
    Contract.objects.bulk_create(
        Contract(
            provider=sellers[number % 10],
            acquirer=customer,
            service=services[0],
            kind="SUBSCRIPTION",
            valid_during=DateRange(FIRST, None),
        )
        for number, customer in enumerate(customers)
    )
    [last] = parties(1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE roles_contract")
        before = read_from_the_beginning(cursor)
        Contract.objects.bulk_create(
            [
                Contract(
                    provider=sellers[0],
                    acquirer=last,
                    service=services[0],
                    kind="SUBSCRIPTION",
                    valid_during=DateRange(FIRST, None),
                )
            ]
        )
        assert read_from_the_beginning(cursor) == before


def read_from_the_beginning(cursor) -> int:
    cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'roles_contract'")
    return cursor.fetchone()[0]


def serving() -> Pairs:
    """Return who serves whom today by walking up from every party, one sale at a time."""
    sales = [c for c in Contract.objects.exclude(kind="SUPPLY") if not c.valid_until]
    seen = set()
    for start in sales:
        todo = [start]
        while todo:
            sale = todo.pop()
            seen.add((sale.provider_id, start.acquirer_id))
            todo += [
                above
                for above in sales
                if above.acquirer_id == sale.provider_id and above.service_id == sale.service_id
            ]
    return seen


def asked(pairs: Pairs) -> Pairs:
    """Return those pairs of which the database says that the one serves the other."""
    found = set()
    with connection.cursor() as cursor:
        for viewer, target in pairs:
            cursor.execute("SELECT set_config('tenancy.parties', %s, true)", [f"{{{viewer}}}"])
            cursor.execute("SELECT roles_serves(%s)", [target])
            if cursor.fetchone()[0]:
                found.add((viewer, target))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_who_serves_whom_is_what_a_walk_along_standing_sales_says(services, seed):
    people, chance = parties(8), random.Random(seed)
    made = contracts(people, services, seed)
    for one in made:
        if chance.random() < 0.7:
            one.valid_during = DateRange(FIRST, None)
    Contract.objects.bulk_create(made)
    pairs = {(a.pk, b.pk) for a in people for b in people if a != b}
    indirect = serving() - {(c.provider_id, c.acquirer_id) for c in made}
    assert indirect
    assert asked(pairs) == serving() & pairs
