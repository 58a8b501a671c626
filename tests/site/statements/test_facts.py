"""Each fact that VoIPGRID's statement of old tells is in the one drawn from the register."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from records.activities.choices import RecordKind
from roles.models import Contact, DataElement, Measure, Source
from tests.site.statements.conftest import ON, sentences
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.site.statements.facts import read
from voipgrid_privacy.site.statements.queries import Draft

pytestmark = pytest.mark.django_db
Drawn = Callable[..., Draft]
PLATFORM = "VoIPGRID B.V."

# Facts of the statement, as our own list: in which part, and what stands there in both languages.
FACTS: dict[str, tuple[str, str, str]] = {
    "who it is": ("who", "Wij zijn VoIPGRID B.V.", "We are VoIPGRID B.V."),
    "a platform for business telephony": ("who", "zakelijke telefonie", "business telephony"),
    "delivers to partners that resell": ("who", "verkopen ze door", "sell these on"),
    "confidential, and by the GDPR": ("who", "vertrouwelijk om met", "personal data confidential"),
    "questions about keeping to the GDPR": ("rights", "aan de AVG houden", "keep to the GDPR"),
    "contact": ("who", "security@voipgrid.nl", "security@voipgrid.nl"),
    "a data protection officer": ("who", "functionaris voor gegevens", "data protection officer"),
    "several security officers": ("measures", "Security officers", "Security officers"),
    "partners register with the ACM": ("who", "Consument en Markt (ACM)", "Markets (ACM)"),
    "transmitted data": ("data", "Verzonden gegevens", "Transmitted data"),
    "transmitted data is the call itself": ("data", "het gesprek zelf", "the conversation itself"),
    "traffic and billing data": ("data", "Verkeers- en facturering", "Traffic and billing"),
    "needed to make the connection": ("data", "verbinding te maken", "connection"),
    "what comes on the bill": ("data", "op de rekening komt", "bill"),
    "other personal data": ("data", "Overige persoonsgegevens", "Other personal data"),
    "such as customer numbers and reports": ("data", "storingsmeldingen", "incident reports"),
    "company name": ("data", "Bedrijfsnaam", "Company name"),
    "address": ("data", "Adres", "Address"),
    "postcode": ("data", "Postcode", "Postcode"),
    "town": ("data", "Woonplaats", "Town"),
    "telephone numbers": ("data", "Telefoonnummers", "Telephone numbers"),
    "contact persons": ("data", "contactpersonen", "contact person"),
    "e-mail addresses": ("data", "E-mailadressen", "E-mail addresses"),
    "sector": ("data", "Sector", "Sector"),
    "bank details": ("data", "Bankgegevens", "Bank details"),
    "chamber of commerce number": ("data", "KvK-nummer", "Chamber of Commerce number"),
    "customer number": ("data", "Klantnummer", "Customer number"),
    "tax details": ("data", "Fiscale gegevens", "Tax details"),
    "carrying out the contract": ("purposes", "overeenkomsten uitvoeren", "contracts"),
    "traffic and invoices": ("purposes", "verkeer afrekenen en factureren", "billing"),
    "questions and complaints": ("purposes", "vragen en klachten", "questions and complaints"),
    "developing services": ("purposes", "diensten en producten ontwikkelen", "developing"),
    "management information": ("purposes", "managementinformatie", "management information"),
    "marketing": ("purposes", "marketing", "marketing"),
    "anonymous statistics": ("purposes", "anonieme statistiek", "anonymous statistics"),
    "market research": ("purposes", "marktonderzoek", "market research"),
    "data of end users": ("purposes", "gegevens van eindgebruikers", "end users"),
    "physical access": ("measures", "Fysieke toegangsbeveiliging", "Physical access control"),
    "passwords": ("measures", "Wachtwoorden", "Passwords"),
    "firewalls": ("measures", "Firewalls", "Firewalls"),
    "secrecy of staff": ("measures", "Geheimhouding door medewerkers", "Confidentiality of staff"),
    "the list": ("recipients", "lijst van subverwerkers", "list of sub-processors"),
    "mostly within the EEA": ("transfers", "vooral in de Europese Unie", "mostly in the European"),
    "protected elsewhere": ("transfers", "bescherming die de AVG eist", "as the GDPR demands"),
    "no longer than needed": ("retention", "niet langer dan nodig", "no longer than is needed"),
    "statutory terms": ("retention", "noemt een wet een termijn", "Where a law sets a term"),
    "erased or anonymous": ("retention", "maken wij ze anoniem", "make it anonymous"),
    "access": ("rights", "welke gegevens wij van u hebben", "which data we have about you"),
    "ask": ("rights", "security@voipgrid.nl", "security@voipgrid.nl"),
    "cookies of voipgrid.nl": ("cookies", "voipgrid.nl", "voipgrid.nl"),
    "cookie choice": ("cookies", "keuze over cookies", "choice about cookies"),
    "cookies remember preferences": ("purposes", "voorkeuren", "preferences"),
    "measuring the site": ("purposes", "Websitegebruik", "use of the web site"),
    "advertisements": ("purposes", "Advertenties", "advertisements"),
    "visits without the address": ("purposes", "IP-adres gaat niet mee", "IP address"),
    "Google": ("recipients", "Google", "Google"),
    "Microsoft": ("recipients", "Microsoft", "Microsoft"),
    "LinkedIn": ("recipients", "LinkedIn", "LinkedIn"),
}  # fmt: skip


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_of_the_statement_is_told_in_both_languages(of_platform: Draft, fact: str) -> None:
    part, dutch, english = FACTS[fact]
    assert dutch.lower() in sentences(of_platform, "nl", part).lower()
    assert english.lower() in sentences(of_platform, "en", part).lower()


def test_the_rights_lead_to_the_form_for_requests(of_platform: Draft, client: Client) -> None:
    (part,) = [p for p in of_platform.content["parts"] if p["code"] == "rights"]
    (fact,) = [fact for fact in part["facts"] if fact["key"] == "form"]
    assert fact["link"] == {"nl": "/verzoek/", "en": "/en/verzoek/"}
    for address in fact["link"].values():
        assert client.get(address).status_code == 200


ROLES = [
    ("Verzonden gegevens", "Klant van de partner: verwerkingsverantwoordelijke"),
    ("Verzonden gegevens", "Partner: verwerker"),
    ("Verzonden gegevens", "VoIPGRID B.V.: subverwerker"),
    ("Verkeers- en factureringsgegevens", "Partner: verwerkingsverantwoordelijke"),
    ("Verkeers- en factureringsgegevens", "VoIPGRID B.V.: verwerker"),
    ("Overige persoonsgegevens", "Partner: verwerkingsverantwoordelijke"),
    ("Overige persoonsgegevens", "VoIPGRID B.V.: verwerker"),
]


@pytest.mark.parametrize(("data", "role"), ROLES)
def test_each_role_that_the_statement_states_is_told(
    of_platform: Draft, data: str, role: str
) -> None:
    (part,) = [p for p in of_platform.content["parts"] if p["code"] == "roles"]
    told = [fact["text"]["nl"] for fact in part["facts"] if fact["under"]["nl"] == data]
    assert any(text.startswith(role) for text in told), told


@pytest.mark.parametrize("name", [PLATFORM, "Belfabriek"])
def test_what_we_wrote_reads_as_plain_dutch(draft: Drawn, name: str) -> None:
    found = draft(name).score
    assert found.plain, found


@pytest.mark.parametrize("name", [PLATFORM, "Belfabriek"])
def test_sentences_end_once_also_after_a_name_with_dots(draft: Drawn, name: str) -> None:
    for language in ("nl", "en"):
        said = sentences(draft(name), language)
        assert ".." not in said
        assert " ." not in said


def test_a_use_that_has_all_data_of_a_kind_does_not_list_it_again(of_platform: Draft) -> None:
    said = sentences(of_platform, "nl", "purposes").splitlines()
    long = "Wij gebruiken alle overige persoonsgegevens die in deze verklaring staan."
    assert said.count(long) == 3  # marketing, development, management information
    short = "Wij gebruiken: kenmerk in een cookie, instellingen en voorkeuren"
    assert any(line.startswith(short) for line in said)


def test_a_use_that_has_nearly_all_data_of_a_kind_names_what_it_does_not_have(
    draft: Drawn,
) -> None:
    said = sentences(draft("Belfabriek"), "nl", "purposes")
    assert "alle overige persoonsgegevens die in deze verklaring staan, behalve: sector." in said


def test_a_legal_person_is_told_to_be_a_subscriber_and_no_data_subject(of_platform: Draft) -> None:
    assert "Klant van de partner: abonnee" in sentences(of_platform, "nl", "roles")
    assert "Klant van de partner: betrokkene" not in sentences(of_platform, "nl")


def test_who_gets_data_under_a_duty_of_secrecy_is_told_of_nowhere(world: World, draft: Drawn):
    register = read(party=world.parties["Belfabriek"], on=ON, draft=None)
    secret = [
        row["name"]
        for entry in register.uses
        for row in entry.body.get("recipients", ())
        if row["secret"]
    ]
    assert secret  # the record has them
    for language in ("nl", "en"):
        said = sentences(draft("Belfabriek"), language)
        assert not [name for name in secret if name[language] in said]
        assert "CIOT" not in said


def test_names_of_people_stay_in_the_register(world: World, draft: Drawn) -> None:
    row = Contact(party=world.parties["Belfabriek"], kind="DPO", name="Joost Kramer")
    row.email = "fg@belfabriek.example"
    row.save()
    said = sentences(draft("Belfabriek"), "nl", "who")
    assert "fg@belfabriek.example" in said
    assert "Joost" not in said


def test_a_draft_is_the_same_whoever_reads_it(world: World, draft: Drawn) -> None:
    pk = world.parties["Belfabriek"].pk
    bella = Viewer(user_id=None, name="b", parties=frozenset({pk}))
    assert draft("Belfabriek").hash == draft("Belfabriek", viewer=bella).hash


def test_another_day_gives_the_same_text_where_nothing_changed(draft: Drawn) -> None:
    assert draft(PLATFORM).hash == draft(PLATFORM, on=date(2026, 11, 28)).hash


def test_a_fact_that_changes_changes_the_text(draft: Drawn) -> None:
    before = draft(PLATFORM)
    row = DataElement.objects.get(code="sector")
    row.name = Localised("Branche", "Branch")
    row.save()
    after = draft(PLATFORM)
    assert before.hash != after.hash
    assert "Branche" in sentences(after, "nl", "data")


def test_a_sentence_whose_source_was_replaced_is_flagged(draft: Drawn) -> None:
    assert list(draft(PLATFORM).unsupported()) == []
    source = Source.objects.get(code="voipgrid-privacy-statement")
    Source.objects.filter(pk=source.pk).update(
        superseded_by=Source.objects.exclude(pk=source.pk).first(), superseded_on=date(2026, 1, 1)
    )
    flagged = dict(draft(PLATFORM).unsupported())
    assert flagged["measures/firewalls"] == source
    assert "who/name" not in flagged


def test_every_source_of_a_measure_goes_with_its_sentence(of_platform: Draft) -> None:
    measure = Measure.objects.get(code="firewalls")
    (part,) = [p for p in of_platform.content["parts"] if p["code"] == "measures"]
    (fact,) = [f for f in part["facts"] if f["key"] == "firewalls"]
    assert measure.source is not None
    assert fact["source"] == measure.source.code


def test_a_partner_tells_basis_term_and_role_of_its_own(draft: Drawn) -> None:
    said = sentences(draft("Belfabriek"), "nl")
    assert "Dat mag omdat het nodig is voor een overeenkomst (AVG art. 6 lid 1 onder b)" in said
    assert "6 kalendermaanden" in said
    assert "Belfabriek: verwerkingsverantwoordelijke" in said
    assert "Onze klant: verwerkingsverantwoordelijke" in said


def test_the_register_is_read_as_its_party_sees_it(world: World) -> None:
    found = read(party=world.parties["Belfabriek"], on=ON, draft=None)
    assert {entry.kind for entry in found.uses} == {RecordKind.CONTROLLER}
    names = {helper.party.name for helper in found.helpers}
    assert "Datacenter" in names  # public, below VoIPGRID
    assert not names & {"Spraakwerk", "Slager"}
    assert SYSTEM.sees_everything
