"""Lists from elsewhere: the pasted statement of 21 rows, CSV, EDPB JSON, Open Cookie Database."""

import json

import pytest
from django.core.management import CommandError, call_command

from cookies.choices import Provenance, Technique
from cookies.errors import ImportUnreadable
from cookies.models import Item, Site, Suggestion
from cookies.registry.importing.files import Unreadable, read_csv, read_edpb
from cookies.registry.importing.pasted import read_pasted
from cookies.registry.importing.words import garbled, lifetime
from cookies.registry.queries import suggestions
from cookies.registry.services.importing import import_rows, known_hosts
from roles.models import Source
from tests.cookies.conftest import TODAY, World
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import SYSTEM

PASTED = """
Functionele cookies
COOKIE NAMEPROVIDERTYPEEXPIRY
CookieConsentvoipgrid.nlHTTP1 year
PHPSESSIDvoipgrid.nlHTTPSession

Cookies voor website-analyse
Een lange zin over het gebruik van de site die zelf geen rij is en ook geen kop: zij is te lang.
COOKIE NAMEPROVIDERTYPEEXPIRY
_dc_gtm_UA-#voipgrid.nlHTTP1 day
_gavoipgrid.nlHTTP2 years
_gatvoipgrid.nlHTTP1 day
_gidvoipgrid.nlHTTP2 day
collectgoogle-analytics.comPixelSession
vuidvimeo.comHTTP2 years

Cookies voor tracking
COOKIE NAMEPROVIDERTYPEEXPIRY
_gcl_auvoipgrid.nlHTTP3 months
ads/ga-audiencesgoogle.comPixelSession
bcookielinkedin.comHTTP2 years
bscookielinkedin.comHTTP3 years
lidclinkedin.comHTTP1 day
MUIDbing.comHTTP1 year
MUIDBbing.comHTTP2 year
pagead/1p-user-list/#google.comPixelSession
test_cookiedoubleclick.netHTTP1 day
UserMatchHistorylinkedin.comHTTP30 days
lissclinkedin.comHTTP1 year
langads.linkedin.comHTTPSession
langlinkedin.comHTTPSession
"""


@pytest.fixture
def site(world: World) -> Site:
    Item.objects.none()
    return Site.objects.create(
        party=world.platform, code="pasted", name="voipgrid", host="pasted.voipgrid.nl",
        other_hosts=["voipgrid.nl"],
    )  # fmt: skip


def run(site: Site, rows, answers=None, *, apply=True, by=SYSTEM):
    source = Source.objects.get(code="voipgrid-privacy-statement")
    return import_rows(
        site=site, rows=rows, answers=answers or {}, source=source, on=TODAY, apply=apply, by=by
    )


def test_the_statements_tables_paste_in_as_21_rows_of_which_one_is_a_question(site: Site) -> None:
    rows = read_pasted(PASTED, known_hosts(viewer=SYSTEM, site=site))
    assert len(rows) == 21
    shown = run(site, rows, apply=False)
    assert shown.counts == {"new": 20, "question": 1}
    assert not Item.objects.filter(site=site).exists()
    (question,) = [each.row for each in shown.rows if each.outcome == "question"]
    assert [str(r) for r in question.readings] == ["langads|.linkedin.com", "lang|ads.linkedin.com"]


def test_once_answered_all_21_are_entered_with_their_words(site: Site) -> None:
    rows = read_pasted(PASTED, known_hosts(viewer=SYSTEM, site=site))
    line = next(row.line for row in rows if row.asks)
    done = run(site, rows, {line: "lang|ads.linkedin.com"})
    assert done.counts == {"new": 21}, {each.problem for each in done.rows}
    entered = Item.objects.filter(site=site)
    by_category = {
        code: entered.filter(category__code=code).count()
        for code in ("FUNCTIONAL", "ANALYTICS", "TRACKING")
    }
    assert by_category == {"FUNCTIONAL": 2, "ANALYTICS": 6, "TRACKING": 13}
    assert entered.filter(pattern="lang").count() == 2
    assert set(entered.filter(technique=Technique.PIXEL).values_list("pattern", flat=True)) == {
        "collect", "ads/ga-audiences", "pagead/1p-user-list/#",
    }  # fmt: skip
    gid = entered.get(pattern="_gid")
    claim = gid.claims.get(field="lifetime", provenance=Provenance.STATEMENT)
    assert (claim.value, claim.verbatim, claim.provenance) == ("P2D", "2 day", Provenance.STATEMENT)
    assert gid.provider.code == "site"
    assert run(site, rows, {line: "lang|ads.linkedin.com"}).counts == {"known": 21}


PROMISES = """
De statistieken die we verzamelen kunnen we niet herleiden naar personen.
Google mag de informatie niet gebruiken voor andere Google diensten.
"""


def test_every_known_defect_is_flagged_as_the_list_is_pasted(site: Site) -> None:
    rows = read_pasted(PASTED, known_hosts(viewer=SYSTEM, site=site))
    source = Source.objects.get(code="voipgrid-privacy-statement")
    given = {"site": site, "rows": rows, "answers": {}, "source": source, "on": TODAY}
    shown = import_rows(**given, apply=False, by=SYSTEM, text=PASTED + PROMISES)
    by_code: dict[str, set[str]] = {}
    for each in shown.rows:
        for code in each.defects:
            by_code.setdefault(code, set()).add(each.row.readings[0].name)
    assert by_code == {
        "cookie_lifetime_conflict": {"_gid", "_gat", "_dc_gtm_UA-#"},
        "cookie_term_garbled": {"_gid", "MUIDB"},
        "cookie_name_retired": {"_gid", "_gat", "_dc_gtm_UA-#"},
        "pixel_listed_as_cookie": {"collect", "ads/ga-audiences", "pagead/1p-user-list/#"},
        "cookie_lifetime_beyond_browser": {"_ga", "vuid", "bcookie", "bscookie", "MUIDB"},
    }
    assert dict(shown.defects) == {
        "cookie_successor_missing": "_ga_*",
        "statement_contradicts_sharing": "niet gebruiken voor andere Google diensten",
        "statement_contradicts_anonymity": "niet herleiden naar personen",
    }
    assert import_rows(**given, apply=False, by=SYSTEM, text=PASTED).defects == (
        ("cookie_successor_missing", "_ga_*"),
    )
    import_rows(**given, apply=True, by=SYSTEM)
    disputed = Item.objects.filter(site=site, status="DISPUTED").values_list("pattern", flat=True)
    assert set(disputed) == {"_gid", "_gat", "_dc_gtm_UA-#"}


def test_columns_that_survived_are_read_as_columns() -> None:
    (row,) = read_pasted("_ga\tshop.example\tHTTP\t2 years", ())
    assert (str(row.only), row.lifetime) == ("_ga|shop.example", "P2Y")


def test_a_provider_that_nobody_knows_is_not_guessed(site: Site) -> None:
    rows = read_pasted("xyzunknown.exampleHTTP1 day", ("linkedin.com",))
    (done,) = run(site, rows).rows
    assert (done.outcome, done.problem) == ("problem", "provider_unknown")


def test_a_text_without_rows_is_refused(site: Site) -> None:
    with pytest.raises(ImportUnreadable):
        run(site, read_pasted("Geen tabel te zien.", ()))


def test_nobody_imports_for_another(world: World, site: Site) -> None:
    with pytest.raises(NotAllowed):
        run(site, read_pasted("a\tb.nl\tHTTP\t1 day", ()), by=world.manager(world.eve))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2 years", "P2Y"), ("1 jaar", "P1Y"), ("30 dagen", "P30D"), ("24 hours", "PT24H"),
        ("1 minuut", "PT1M"), ("3 maanden", "P3M"), ("Sessie", "session"),
        ("Persistent", "persistent"),
        ("forever", None), ("2", None), ("", None),
    ],
)  # fmt: skip
def test_words_of_lifetimes(text: str, iso: str | None) -> None:
    assert lifetime(text) == iso


def test_terms_that_leave_doubt() -> None:
    assert garbled("2 day")
    assert garbled("2 year")
    assert garbled("1 days")
    assert not garbled("1 day")
    assert not garbled("2 years")
    assert not garbled("2 jaar")


def test_csv_with_our_columns_in_either_language(site: Site) -> None:
    text = "naam;domein;type;levensduur;categorie;doel_nl;doel_en\n"
    text += "_x;pasted.voipgrid.nl;HTTP;1 jaar;statistiek;Telt.;Counts.\n"
    text += ";;;;;;\n_y;a.nl;teleporter;;;;\n"
    rows = read_csv(text.encode())
    done = run(site, rows)
    assert [(d.outcome, d.problem) for d in done.rows] == [
        ("new", ""), ("problem", "name_missing"), ("problem", "technique_unknown"),
    ]  # fmt: skip
    item = Item.objects.get(site=site, pattern="_x")
    assert (item.lifetime, item.category.code, item.purpose.nl) == ("P1Y", "ANALYTICS", "Telt.")


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\xfe", b""])
def test_a_file_that_is_no_such_list_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_csv(content)
    with pytest.raises(Unreadable):
        read_edpb(content)


EDPB = {
    "knowledges": [
        {"domain": "*creativecdn.com", "name": "u", "category": "Targeted advertising",
         "controller": "RTB House", "date": "16/09/2021", "policy": "", "comment": "id"},
        {"domain": "*", "name": "_pk_id", "wildcard_match": 1, "category": "Analytics (exempted)"},
        {"domain": "demdex.net", "name": "*", "category": "Targeted advertising"},
        {"script": "x.js", "key": "seen", "category": "Technical"},
    ]
}  # fmt: skip


def test_the_edpb_tools_knowledge_base_is_read_as_suggestions(world: World, tmp_path) -> None:
    file = tmp_path / "base.json"
    file.write_text(json.dumps(EDPB))
    call_command("import_cookie_suggestions", "edpb-knowledge-base", str(file), verbosity=0)
    found = {(s.technique, s.pattern, s.domain, s.category) for s in Suggestion.objects.all()}
    assert found == {
        ("HTTP_COOKIE", "u", "creativecdn.com", "TRACKING"),
        ("HTTP_COOKIE", "_pk_id*", "", "ANALYTICS"),
        ("LOCAL_STORAGE", "seen", "", "FUNCTIONAL"),
    }


OCD = (
    "ID,Platform,Category,Cookie / Data Key name,Domain,Description,Retention period,"
    "Data Controller,User Privacy & GDPR Rights Portals,Wildcard match\n"
    "1,Google Analytics,Analytics,_gid,,Identifies users,24 hours,Google,https://x.example,0\n"
    "2,Google Analytics,Analytics,_dc_gtm_,,Throttles,1 minute,Google,https://x.example,1\n"
)


def test_the_open_cookie_database_suggests_and_decides_nothing(world: World, tmp_path) -> None:
    file = tmp_path / "open.csv"
    file.write_text(OCD)
    before = Item.objects.get(site=world.voipgrid, pattern="_gid").lifetime
    call_command("import_cookie_suggestions", "open-cookie-database", str(file), verbosity=0)
    call_command("import_cookie_suggestions", "open-cookie-database", str(file), verbosity=0)
    assert Suggestion.objects.count() == 2
    gid = Item.objects.get(site=world.voipgrid, pattern="_gid")
    throttle = Item.objects.get(site=world.voipgrid, pattern="_dc_gtm_UA-#")
    assert [s.lifetime for s in suggestions(viewer=SYSTEM, item=gid)] == ["PT24H"]
    assert [s.lifetime for s in suggestions(viewer=SYSTEM, item=throttle)] == ["PT1M"]
    assert gid.lifetime == before


def test_a_file_that_is_not_there_is_said_so(world: World) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("import_cookie_suggestions", "edpb-knowledge-base", "/nowhere.json")
