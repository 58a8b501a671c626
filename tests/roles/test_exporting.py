"""The whole matrix, streamed: line by line what the look-up of each customer says."""

import csv
import io
import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateRange
from openpyxl import load_workbook

from roles import services
from roles.exports import UnknownForm, matrix_response
from roles.models import Party, Purpose, ServiceFeature
from roles.queries.exporting import FORMS, exported_lines, streaming
from roles.queries.exporting.workbook import workbook_of
from roles.queries.matrix import role_matrix
from voipgrid_privacy.kernel.tables import TooManyRows
from voipgrid_privacy.kernel.tenancy import SYSTEM

DAY = date(2026, 11, 26)


@pytest.fixture
def chains(cast):
    """Customers that differ in what roles depend on, and in their names."""
    cast.delivers(cast.belfabriek, cast.bakker)
    for number, name in enumerate(["100% %s;", '=1+1 "q"', "@x:0@", "Gewoon"]):
        form = "SOLE_TRADER" if number == 2 else "LEGAL_PERSON"
        party = cast.party(name, legal_form=form, registered_by=cast.belfabriek)
        until = date(2027, 1, 1) if number else None
        cast.delivers(cast.belfabriek, party, date(2026, 2, number + 1), until=until)
    special = cast.party("Eigen doel")
    contract = cast.delivers(cast.spraakwerk, special)
    services.record_own_use(
        party=special,
        category=cast.category("TRANSMITTED"),
        purpose=Purpose.objects.first(),
        on=date(2026, 3, 1),
        by=SYSTEM,
    )
    feature = ServiceFeature.objects.get(code="CALL_RECORDING")
    services.switch_on_feature(contract=contract, feature=feature, on=date(2026, 4, 1), by=SYSTEM)
    below = cast.party("Onder", kind="RESELLER")
    cast.sells(cast.belfabriek, below)
    cast.delivers(below, cast.party("Diep"), date(2026, 5, 1))
    ended = cast.party("Voorbij")
    cast.delivers(cast.belfabriek, ended, until=date(2026, 6, 1))
    return cast


def lines(viewer=SYSTEM, form="ndjson", **more):
    return "".join(exported_lines(viewer=viewer, on=DAY, form=FORMS[form], **more))


def told(viewer=SYSTEM, **more):
    return [json.loads(line) for line in lines(viewer, **more).splitlines()]


def looked_up(viewer, party):
    matrix = role_matrix(viewer=viewer, party=party.pk, on=DAY)
    return [
        {
            "customer_id": str(party.pk),
            "customer": party.name,
            "party_id": str(cell.party.id),
            "party": cell.party.name,
            "kind": cell.party.kind,
            "data_category": cell.category,
            "service_feature": cell.feature,
            "purpose": cell.purpose,
            "role": cell.role.value,
            "depth": cell.depth,
            "upstream_id": str(cell.upstream.id) if cell.upstream else None,
            "upstream": cell.upstream.name if cell.upstream else None,
            "valid_from_date": cell.valid_from and str(cell.valid_from),
            "valid_until_date": cell.valid_until and str(cell.valid_until),
            "rules": [ground.rule for ground in cell.grounds],
            "cites": [str(cite) for ground in cell.grounds for cite in ground.cites],
            "path": [str(ref.id) for ref in cell.path],
            "displaced": [each.ground.rule for each in cell.displaced],
            "findings": list(cell.findings),
        }
        for cell in matrix.cells
    ]


def test_every_line_says_what_the_look_up_of_that_customer_says(chains):
    found = {}
    for line in told():
        found.setdefault(line["customer_id"], []).append(line)
    names = {rows[0]["customer"] for rows in found.values()}
    assert {"Bakker", "100% %s;", "@x:0@", "Eigen doel", "Diep"} <= names
    assert "Voorbij" not in names
    for pk, rows in found.items():
        assert rows == looked_up(SYSTEM, Party.objects.get(pk=pk))


def test_a_partner_gets_its_own_customers_with_what_it_may_see_of_their_chain(
    chains, manager_of, eve
):
    viewer = manager_of(chains.belfabriek)
    rows = told(viewer)
    names = {row["customer"] for row in rows}
    assert {"Bakker", "Gewoon", "Diep"} <= names
    assert "Eigen doel" not in names
    bakker = [row for row in rows if row["customer"] == "Bakker"]
    assert bakker == looked_up(viewer, chains.bakker)
    assert told(eve) == []


def test_csv_says_the_same_and_calculates_nothing(chains):
    text = lines(form="csv")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    plain = told()
    assert len(rows) == len(plain)
    assert [r["role"] for r in rows] == [r["role"] for r in plain]
    assert [r["valid_until_date"] or None for r in rows] == [r["valid_until_date"] for r in plain]
    names = {r["customer"] for r in rows}
    assert '\'=1+1 "q"' in names
    assert "'@x:0@" in names
    assert "100% %s;" in names


def test_a_workbook_holds_the_same_rows(chains, monkeypatch):
    with workbook_of(exported_lines(viewer=SYSTEM, on=DAY, form=FORMS["csv"])) as book:
        rows = list(load_workbook(io.BytesIO(book.read())).active.values)
    assert rows[0][0] == "customer_id"
    assert len(rows) == 1 + len(told())
    monkeypatch.setattr("roles.queries.exporting.workbook.MOST_ROWS", 2)
    with pytest.raises(TooManyRows):
        workbook_of(iter(["a;b\n1;2\n3;4\n"]))


def test_an_unknown_form_is_refused(cast):
    with pytest.raises(UnknownForm):
        matrix_response(viewer=SYSTEM, on=DAY, form="pdf")


def test_many_customers_come_in_pieces_and_chains_are_walked_once(chains, monkeypatch):
    monkeypatch.setattr(streaming, "AT_ONCE", 2)
    walked = []
    real = streaming.chain_facts
    monkeypatch.setattr(
        streaming, "chain_facts", lambda **asked: walked.append(asked["party"]) or real(**asked)
    )
    rows = told()
    customers = {row["customer_id"] for row in rows}
    assert len(walked) < len(customers)
    assert len(walked) == len(set(walked))


def test_a_contract_of_another_period_bounds_the_answer(chains):
    chains.belfabriek.acquires.update(valid_during=DateRange(date(2026, 1, 1), date(2027, 6, 1)))
    rows = [row for row in told() if row["customer"] == "100% %s;"]
    assert "2027-06-01" in {row["valid_until_date"] for row in rows}
    assert rows == looked_up(SYSTEM, Party.objects.get(name="100% %s;"))


def test_the_command_writes_a_file(chains, tmp_path):
    path = tmp_path / "roles.ndjson"
    out = StringIO()
    call_command("export_roles", output=path, on=DAY, stdout=out)
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(told())
    call_command("export_roles", "--as", "Spraakwerk", output=path, on=DAY, stdout=out)
    names = {json.loads(x)["customer"] for x in path.read_text(encoding="utf-8").splitlines()}
    assert names == {"Eigen doel"}
