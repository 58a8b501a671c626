"""Loading the register, seeding the demo, generating load."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from roles import services
from roles.choices import Role
from roles.models import (
    Contact,
    Contract,
    DataCategory,
    DataElement,
    Finding,
    Party,
    PartyScope,
    Source,
)
from roles.queries.matrix import model_matrix, role_matrix
from roles.register import identifier
from voipgrid_privacy.kernel.history import events_of
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM
from voipgrid_privacy.kernel.text import Localised

TODAY = date(2026, 11, 23)


def run(command, *args, **options):
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


def test_loading_the_register_again_changes_nothing_and_leaves_no_trace(db):
    first = services.load_register(by=SYSTEM)
    events = [events_of(model).objects.count() for model in (Party, Contract, DataCategory, Source)]
    again = services.load_register(by=SYSTEM)
    assert first["added"] == again["unchanged"]
    assert (again["added"], again["updated"]) == (0, 0)
    assert events == [
        events_of(model).objects.count() for model in (Party, Contract, DataCategory, Source)
    ]


def test_a_fact_that_was_changed_is_corrected(db):
    services.load_register(by=SYSTEM)
    DataCategory.objects.filter(code="TRANSMITTED").update(name=Localised(nl="Iets", en="Thing"))
    assert services.load_register(by=SYSTEM)["updated"] == 1
    assert str(DataCategory.objects.get(code="TRANSMITTED").name.en) == "Transmitted data"


def test_the_register_holds_what_the_statement_says_and_nothing_more(db):
    services.load_register(by=SYSTEM)
    voipgrid = Party.objects.get(kind="PLATFORM")
    assert (voipgrid.name, voipgrid.kvk_number) == ("VoIPGRID B.V.", "")
    assert Contact.objects.get(party=voipgrid).email == "security@voipgrid.nl"
    assert DataElement.objects.filter(category__code="OTHER_PERSONAL").count() == 12
    assert not Party.objects.filter(kind="SUPPLIER").exists()


def test_the_golden_matrix_comes_out_of_the_shipped_register(db):
    services.load_register(by=SYSTEM)
    matrix = model_matrix(viewer=PUBLIC, on=TODAY)
    customer, partner, voipgrid = (
        identifier("party", code) for code in ("model-customer", "model-partner", "voipgrid")
    )
    assert {
        category: [matrix.cell(party, category).role for party in (customer, partner, voipgrid)]
        for category, _name in matrix.categories
    } == {
        "TRANSMITTED": [Role.CONTROLLER, Role.PROCESSOR, Role.SUB_PROCESSOR],
        "TRAFFIC_BILLING": [Role.SUBSCRIBER, Role.CONTROLLER, Role.PROCESSOR],
        "OTHER_PERSONAL": [Role.NOT_ASSIGNED, Role.CONTROLLER, Role.PROCESSOR],
    }
    assert len(matrix.own_uses(voipgrid, "OTHER_PERSONAL")) == 4


def test_the_demo_is_seeded_once(db):
    assert "Demo:" in run("seed_demo")
    parties, findings = Party.objects.count(), Finding.objects.count()
    assert "Demo: 0 rows added, 0 findings opened" in run("seed_demo")
    assert (parties, findings) == (Party.objects.count(), Finding.objects.count())


def test_a_demo_chain_has_every_depth(db):
    run("seed_demo")
    customer = Party.objects.get(name__startswith="Drukkerij")
    matrix = role_matrix(viewer=SYSTEM, party=customer.pk, on=TODAY)
    depths = {c.party.name: c.depth for c in matrix.cells if c.category == "TRANSMITTED"}
    assert depths["Drukkerij Letter en Inkt B.V."] == 0
    assert depths["VoIPGRID B.V."] == 3
    assert depths["Delta Hosting B.V."] == 4


def test_a_demo_customer_moves_without_gap_or_overlap(db):
    run("seed_demo")
    moved = Contract.objects.filter(acquirer__name__startswith="Garage")
    for day, provider in (
        (date(2026, 8, 31), "Belfabriek B.V."),
        (date(2026, 9, 1), "Spraakwerk B.V."),
    ):
        assert [c.provider.name for c in moved.in_force(day)] == [provider]


def test_the_demo_logins_are_printed(db):
    assert "run seed_demo" in run("show_logins")
    run("seed_demo")
    printed = run("show_logins")
    assert "olga@voipgrid.example" in printed
    assert "eve@example.com" in printed


@pytest.mark.parametrize("command", ["seed_demo", "show_logins", "generate_chain"])
def test_production_knows_no_demo(db, settings, command):
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        run(command)


def test_a_generated_chain_is_the_same_each_time_and_can_be_removed(db):
    run("load_register")
    before = Party.objects.count(), Contract.objects.count(), PartyScope.objects.count()
    run("generate_chain", partners=20, customers=20)
    generated = Party.objects.filter(id__gte="10ad0000-0000-0000-0000-000000000000")
    names = set(
        generated.filter(id__lt="10ad0001-0000-0000-0000-000000000000").values_list("id", "name")
    )
    assert len(names) == 20 + 1 + 400
    with pytest.raises(CommandError):
        run("generate_chain", partners=20, customers=20)
    run("generate_chain", remove=True)
    assert before == (Party.objects.count(), Contract.objects.count(), PartyScope.objects.count())
    run("generate_chain", partners=20, customers=20)
    again = Party.objects.filter(pk__in=[pk for pk, _name in names])
    assert set(again.values_list("id", "name")) == names


def test_a_chain_needs_a_register(db):
    with pytest.raises(CommandError):
        run("generate_chain", partners=1, customers=1)
