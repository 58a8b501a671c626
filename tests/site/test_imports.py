"""Importing in the portal and in the admin: what it comes to, then the way back."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from roles.models import Contract, ExternalId, Import, Party
from tests.site.world import World

pytestmark = pytest.mark.django_db
PARTIES = "external_id;kind;name\n" + "".join(f"K{n};klant;Klant {n}\n" for n in range(1, 8))
CONTRACTS = "provider;acquirer;service;kind;from\n" + "".join(
    f"P-1;K{n};TELEPHONY;abonnement;2026-01-01\n" for n in range(1, 8)
)


@pytest.fixture
def bella(world: World, visit):
    ExternalId.objects.create(
        party=world.parties["Belfabriek"],
        assigned_by=world.parties["VoIPGRID B.V."],
        system="RELATIECODE",
        value="P-1",
    )
    return visit("Bella")


def upload(client, **texts):
    files = [SimpleUploadedFile(f"{n}.csv", text.encode()) for n, text in texts.items()]
    answer = client.post("/portal/import/", {"upload": files})
    assert answer.status_code == 302, unescape(answer.content.decode())
    return answer["Location"]


def page(client, path):
    return unescape(re.sub(r"\s+", " ", client.get(path).content.decode()))


def test_a_file_is_shown_applied_and_undone(bella):
    path = upload(bella, parties=PARTIES, contracts=CONTRACTS)
    assert "Import 14 rows" in page(bella, f"/en{path}")
    assert not Party.objects.filter(name="Klant 1").exists()
    bella.post(f"{path}toepassen/")
    assert Contract.objects.filter(acquirer__name="Klant 7").exists()
    assert "Undo" in page(bella, f"/en{path}")
    bella.post(f"{path}ongedaan/")
    assert "Undone" in page(bella, f"/en{path}")
    assert not Party.objects.filter(name="Klant 1").exists()
    assert "Undone" in page(bella, "/en/portal/import/")


def test_wrong_cells_are_named_and_handed_out_and_the_rest_goes_in(bella):
    path = upload(bella, parties=PARTIES.replace("klant;Klant 3", "bakker;=1+1"))
    text = page(bella, f"/en{path}")
    assert "“bakker” is unknown here" in text
    assert "Import the 6 right rows" in text
    out = b"".join(bella.get(f"{path}fouten/csv/").streaming_content).decode("utf-8-sig")
    assert "'=1+1" in out
    book = bella.get(f"{path}fouten/xlsx/")
    assert b"".join(book.streaming_content).startswith(b"PK")
    assert bella.get(f"{path}fouten/exe/").status_code == 404
    bella.post(f"/en{path}toepassen/")
    assert "There are rows with errors" in page(bella, f"/en{path}")
    bella.post(f"{path}toepassen/", {"without_errors": "1"})
    assert Party.objects.filter(name__startswith="Klant").count() == 6


def test_columns_are_asked_about(bella):
    path = upload(bella, parties="klantnummer;type;bedrijfsnaam\nK1;klant;Molen\n")
    text = page(bella, f"/en{path}")
    assert "What the columns are" in text
    said = {f"column-0-{n}": c for n, c in enumerate(("external_id", "kind", "name"))}
    bella.post(f"{path}kolommen/", said)
    assert "Import one row" in page(bella, f"/en{path}")


def test_another_partners_import_is_like_nothing(bella, world, visit):
    path = upload(bella, parties=PARTIES)
    other = visit("Both")
    other.post("/portal/partij/", {"party": str(world.parties["Spraakwerk"].pk)})
    for client in (other,):
        assert client.get(path).status_code == 404
        for act in ("toepassen", "ongedaan", "kolommen"):
            assert client.post(f"{path}{act}/").status_code == 404
    assert not Party.objects.filter(name="Klant 1").exists()


def test_examples_of_the_columns_can_be_imported_as_they_are(bella):
    answer = bella.get("/portal/import/voorbeeld/party/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    path = upload(bella, parties=text)
    assert "Import 2 rows" in page(bella, f"/en{path}")
    assert bella.get("/portal/import/voorbeeld/niets/").status_code == 404


def test_a_large_import_waits_for_a_worker_and_says_so(
    bella, monkeypatch, django_capture_on_commit_callbacks
):
    rung = []
    monkeypatch.setattr("roles.services.importing.working.SMALL", 10)
    monkeypatch.setattr("roles.tasks.work_on_import.delay", rung.append)
    with django_capture_on_commit_callbacks(execute=True):
        path = upload(bella, parties=PARTIES)
    assert rung == [path.split("/")[-2]]
    text = page(bella, f"/en{path}")
    assert "the work goes on" in text
    assert 'data-hx-trigger="load delay:1s"' in text


def test_an_officer_imports_in_the_admin(world, visit):
    olga = visit("Olga")
    file = SimpleUploadedFile("p.csv", PARTIES.encode())
    answer = olga.post("/en/admin/importeren/", {"upload": file, "party": ""})
    assert answer.status_code == 302, answer.content
    path = answer["Location"]
    batch = Import.objects.get()
    assert (batch.party.kind, batch.state, batch.new) == ("PLATFORM", "PREVIEWED", 7)
    base = f"/en/admin/roles/import/{batch.pk}"
    assert "No row has an error" in page(olga, path)
    assert olga.post(f"{base}/confirm/", {}).status_code == 302
    assert Party.objects.filter(name="Klant 7").exists()
    assert olga.post(f"{base}/undo/", {}).status_code == 302
    assert not Party.objects.filter(name="Klant 7").exists()
    assert olga.get("/en/admin/roles/import/").status_code == 200


def test_an_officer_says_what_the_columns_are_in_the_admin(world, visit):
    olga = visit("Olga")
    file = SimpleUploadedFile("p.csv", b"klantnummer;type;bedrijfsnaam\nK1;klant;Molen\n")
    path = olga.post("/en/admin/importeren/", {"upload": file, "party": ""})["Location"]
    batch = Import.objects.get()
    assert batch.state == "REFUSED"
    base = f"/en/admin/roles/import/{batch.pk}/columns/"
    assert base in page(olga, path)
    asked = page(olga, base)
    assert "klantnummer" in asked
    assert '<option value="external_id" selected>' in asked
    said = {f"column-0-{n}": c for n, c in enumerate(("external_id", "kind", "name"))}
    assert olga.post(base, {**said, "column-0-2": "nonsense"}).status_code == 200
    assert olga.post(base, said).status_code == 302
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.errors) == ("PREVIEWED", 1, 0)
    olga.post(f"/en/admin/roles/import/{batch.pk}/confirm/", {})
    late = olga.post(base, said)
    assert "import_not_ready" in unescape(late.content.decode())


def test_columns_that_do_not_exist_are_refused_in_words(bella):
    path = upload(bella, parties="klantnummer;type;bedrijfsnaam\nK1;klant;Molen\n")
    answer = bella.post(f"/en{path}kolommen/", {"column-0-0": "nonsense"}, follow=True)
    assert "Choose what each column is from the list." in unescape(answer.content.decode())


def test_a_partner_does_not_say_what_columns_are_in_the_admin(world, visit):
    file = SimpleUploadedFile("p.csv", b"klantnummer;type;bedrijfsnaam\nK1;klant;Molen\n")
    visit("Olga").post("/en/admin/importeren/", {"upload": file, "party": ""})
    base = f"/en/admin/roles/import/{Import.objects.get().pk}/columns/"
    assert visit("Bella").get(base).status_code in {302, 403}


def test_an_officer_imports_in_a_partners_name_bound_as_the_partner(world, visit):
    text = PARTIES.replace("K7;klant", "K7;partner")
    file = SimpleUploadedFile("p.csv", text.encode())
    answer = visit("Olga").post("/en/admin/importeren/", {"upload": file, "party": "Belfabriek"})
    assert answer.status_code == 302
    batch = Import.objects.get()
    assert (batch.party.name, batch.new, batch.errors) == ("Belfabriek", 6, 1)
    assert "not_allowed" in page(visit("Olga"), answer["Location"])


def test_a_partner_does_not_get_into_the_admins_import(bella):
    assert bella.get("/en/admin/importeren/").status_code in {302, 403}


def test_all_roles_are_exported_by_a_partner_and_by_an_officer(world, visit):
    own = visit("Bella").get("/portal/rollen/alle/csv/")
    text = b"".join(own.streaming_content).decode()
    assert "Bakker" in text
    assert "Slager" not in text
    every = visit("Olga").get("/en/admin/wie-is-wat/alle/ndjson/?on=2026-03-01")
    text = b"".join(every.streaming_content).decode()
    assert "Bakker" in text
    assert "Slager" in text
    assert visit("Olga").get("/en/admin/wie-is-wat/alle/pdf/").status_code == 404
    assert visit("Bella").get("/portal/rollen/alle/pdf/").status_code == 404
    assert visit("Bella").get("/en/admin/wie-is-wat/alle/csv/").status_code in {302, 403}
