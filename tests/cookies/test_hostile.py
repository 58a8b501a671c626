"""What hostile visitors, partners and pages send: refused in words, and nothing half-written."""

import json

import pytest
from django.test import Client

from cookies.errors import ConsentMalformed, DomainMalformed, ListTooLong, PathMalformed
from cookies.models import Item, ScanPlan
from cookies.registry.importing.files import Unreadable, read_csv, read_edpb
from cookies.registry.importing.pasted import read_pasted
from cookies.registry.importing.words import garbled, lifetime
from cookies.registry.services import publish_item, register_site
from cookies.registry.services.importing import MOST_ROWS, import_rows
from cookies.scanner.ownership import Outside, _meta, _tags
from tests.cookies.conftest import TODAY, World
from tests.cookies.test_consent import ORIGIN, choice, record
from tests.cookies.test_registry import complete, enter, facts
from tests.patience import comes_to_an_end
from voipgrid_privacy.kernel.fetching import Fetched
from voipgrid_privacy.kernel.tenancy import SYSTEM

# The consent endpoint


@pytest.mark.parametrize(
    "content",
    [
        choice(bundle=True),
        choice(bundle=10**30),
        choice(bundle=-1),
        choice(bundle=1.0),
        choice(subject=7),
        choice(subject=None),
        choice(subject=["a"]),
        choice().replace(b'"ACCEPT"', b'["ACCEPT"]'),
        choice().replace(b'"ACCEPT"', b"{}"),
        choice(granted=[["ANALYTICS"]]),
        choice("ACCEPT", granted=[]),
        choice("ACCEPT", granted=["ANALYTICS"]),
        choice("REFUSE", granted=["TRACKING"]),
        choice("WITHDRAW", granted=["TRACKING", "ANALYTICS"]),
        b"[" * 1_900,
        b'{"bundle":' * 190,
        b"\xff\xfe",
        b'"\\ud800"',
    ],
)
def test_a_choice_that_is_none_or_contradicts_itself_is_refused(
    world: World, content: bytes
) -> None:
    with pytest.raises(ConsentMalformed):
        record(content)
    answer = Client().post(
        "/c/voipgrid/consent", content, content_type="text/plain", headers={"Origin": ORIGIN}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "consent_malformed")


@pytest.mark.parametrize("origin", ["http://[x", "null", "https://voipgrid.nl.evil.nl", "//", "x"])
def test_an_origin_that_is_none_is_not_the_sites(world: World, origin: str) -> None:
    answer = Client().post(
        "/c/voipgrid/consent", choice(), content_type="text/plain", headers={"Origin": origin}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "consent_not_from_site")


def test_one_subject_has_one_spelling_whatever_was_sent(world: World) -> None:
    plain = "5b2c1f9e-0d3a-4c7b-8e61-2f4a9d7c3b10"
    for spelling in (plain, plain.upper(), f"{{{plain}}}", f"urn:uuid:{plain}"):
        record(choice(subject=spelling))
    found = Client().get(f"/c/voipgrid/receipt/{plain}").json()["records"]
    assert len(found) == 4
    assert {json.loads(each["chain"]["record"])["subject"] for each in found} == {plain}


# Lists


@pytest.mark.parametrize(
    "text", ["cookiename" * 9_000, "a" + " " * 90_000 + "b", "xHTTP " * 15_000, "a|" * 40_000]
)
def test_a_line_without_end_is_prose(text: str) -> None:
    with comes_to_an_end():  # looking for columns in it took minutes
        assert read_pasted(text, ("x.nl",)) == ()


def test_a_list_of_thousands_is_refused_and_nothing_of_it_is_entered(world: World) -> None:
    text = "\n".join(f"c{n}\tbelfabriek.nl\tHTTP\t1 day" for n in range(MOST_ROWS + 1))
    with pytest.raises(ListTooLong):
        import_rows(
            site=world.shop, rows=read_pasted(text, ()), answers={}, source=None, on=TODAY,
            apply=True, by=SYSTEM,
        )  # fmt: skip
    assert not Item.objects.filter(site=world.shop).exists()


def test_characters_that_cannot_be_kept_come_in_as_others(world: World) -> None:
    csv = b"naam;domein;type;levensduur\na\0b;belfabriek.nl;HTTP;1 dag\n"
    base = {"knowledges": [{"domain": "x.nl", "name": "\ud800c\0", "category": "Technical"}]}
    for rows in (read_csv(csv), read_edpb(json.dumps(base).encode())):
        done = import_rows(
            site=world.shop, rows=rows, answers={}, source=None, on=TODAY, apply=True, by=SYSTEM
        )
        assert done.counts == {"new": 1}, done
    names = set(Item.objects.filter(site=world.shop).values_list("pattern", flat=True))
    assert names == {"a\ufffdb", "?c\ufffd"}


@pytest.mark.parametrize(
    "content", [b"naam;" + b"x" * 200_000 + b"\n1;2\n", b"naam\n" + b"x" * 200_000]
)
def test_a_cell_without_end_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_csv(content)


def test_json_without_end_is_refused() -> None:
    with pytest.raises(Unreadable):
        read_edpb(b'{"knowledges":' + b"[" * 200_000)


def test_terms_of_thousands_of_digits_are_none() -> None:
    assert lifetime("9" * 5_000 + " years") is None
    assert not garbled("9" * 5_000 + " year")


@pytest.mark.parametrize("domain", ["a b", "x.nl\r\nSet-Cookie: a=b", "https://x.nl", "X.nl", "."])
def test_a_domain_that_is_none_is_refused(world: World, domain: str) -> None:
    with pytest.raises(DomainMalformed):
        enter(world, facts(domain=domain))


@pytest.mark.parametrize("path", ["", "x", "/a b", "/a;HttpOnly", "/a\r\nX: y"])
def test_a_path_that_is_none_is_refused(world: World, path: str) -> None:
    with pytest.raises(PathMalformed):
        enter(world, facts(path=path))


# Whose host it is


def test_a_site_that_only_says_that_a_host_is_its_own_takes_no_cookie_away_there(
    world: World, settings
) -> None:
    settings.ALLOWED_HOSTS = ["voipgrid.nl"]
    mine = register_site(party=world.eve, code="evil", name="Evil", host="voipgrid.nl", by=SYSTEM)
    item = enter(world, complete())
    Item.objects.filter(pk=item.pk).update(site=mine, owner=world.eve, pattern="sessionid")
    publish_item(item=Item.objects.get(pk=item.pk), by=SYSTEM)
    at_voipgrid = Client(SERVER_NAME="voipgrid.nl")
    assert at_voipgrid.post("/c/evil/forget").status_code == 404
    ScanPlan.objects.create(site=mine, way="DNS", proven_at="2026-11-01T00:00Z")
    assert at_voipgrid.post("/c/evil/forget").status_code == 204


def test_a_proof_in_a_title_is_text_and_proves_nothing() -> None:
    tag = '<meta name="voipgrid-privacy" content="t">'
    assert _tags(f"<html><head><title>x</title>{tag}</head>") == ["t"]
    for page in (
        f"<head><title>Search: {tag}</title></head>",
        f"<head><title></head>{tag}</title>",
        f"<head><script>'{tag}'</script></head>",
        f"<head><!-- {tag} --></head>",
        f"<head></head><body>{tag}",
    ):
        assert _tags(page) == [], page


def test_a_proof_that_came_without_tls_proves_nothing(world: World) -> None:
    class Answers:
        def get(self, url: str) -> Fetched:
            page = b'<head><meta name="voipgrid-privacy" content="t"></head>'
            return Fetched(self.to, 200, page, {})

    answers = Answers()
    world_outside = Outside(fetcher=answers)  # type: ignore[arg-type]
    for address, counts in (("https://belfabriek.nl/", True), ("http://belfabriek.nl/", False)):
        answers.to = address
        assert _meta(world.shop, "t", world_outside) is counts
