"""The officers' admin: who gets in, who writes, and what *Who is what?* answers."""

from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from roles.admin.findings import where_to_mend
from roles.findings import finding_types
from roles.models import Contract, Finding, Party, Service, ServiceFeature
from roles.services import conclude_contract, register_party, switch_on_feature
from voipgrid_privacy.accounts.models import ApiClient, User
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.unfold import NAVIGATION

LINKS = [item["link"] for group in NAVIGATION for item in group["items"]]


def registered() -> list[type]:
    return list(admin.site._registry)


def change_page(row) -> str:
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=(row.pk,))


def model_customer_contract() -> Contract:
    return Contract.objects.filter(kind="SUBSCRIPTION", acquirer__is_model=True).first()


# Who gets in


def test_every_page_of_the_side_bar_opens_for_an_officer(olga):
    assert {str(link): olga.get(str(link)).status_code for link in LINKS} == {
        str(link): 200 for link in LINKS
    }


def test_every_page_of_the_side_bar_opens_in_english(olga):
    pages = [f"/en{link}" for link in LINKS]
    assert {page: olga.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_a_stranger_is_sent_to_the_one_login_form(register):
    client = Client()
    response = client.get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_eve_of_a_partner_gets_in_nowhere_even_with_djangos_staff_flag(eve):
    for link in LINKS:
        assert eve.get(str(link), follow=True).status_code == 403
    for model in registered():
        opts = model._meta
        page = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")
        assert eve.post(page, {}, follow=True).status_code == 403


def test_only_our_own_tables_are_offered(db):
    labels = {model._meta.app_label for model in registered()}
    assert labels == {"roles", "records", "cookies", "accounts", "statements", "digests"}


def test_the_relaxed_policy_is_for_the_admin_only(olga):
    relaxed = olga.get(reverse("admin:index")).headers["Content-Security-Policy"]
    strict = olga.get(reverse("account_login")).headers["Content-Security-Policy"]
    assert "unsafe-inline" in relaxed
    assert "frame-ancestors 'none'" in relaxed
    assert "unsafe" not in strict


# Who writes


def test_an_auditor_reads_everything_and_writes_nothing(auditor):
    for model in registered():
        opts = model._meta
        name = f"admin:{opts.app_label}_{opts.model_name}"
        assert auditor.get(reverse(f"{name}_changelist")).status_code == 200
        assert auditor.get(reverse(f"{name}_add")).status_code == 403


def test_nobody_deletes(olga):
    for model in registered():
        row = model._default_manager.first()
        if row:
            opts = model._meta
            page = reverse(f"admin:{opts.app_label}_{opts.model_name}_delete", args=(row.pk,))
            assert olga.post(page, {"post": "yes"}).status_code == 403


def test_olga_registers_a_party_and_history_names_her_without_djangos_log(olga):
    given = {"kind": "CUSTOMER", "name": "Bakker", "legal_form": "SOLE_TRADER", "country": "NL"}
    response = olga.post(reverse("admin:roles_party_add"), given)
    bakker = Party.objects.get(name="Bakker")
    assert response.status_code == 302
    page = olga.get(reverse("admin:roles_party_history", args=(bakker.pk,))).content.decode()
    assert "olga" in page
    assert "register_party" in page
    assert LogEntry.objects.count() == 0


def test_a_refusal_comes_back_on_the_form_with_its_code(olga):
    made = model_customer_contract()
    given = {
        "provider": made.provider_id,
        "acquirer": made.acquirer_id,
        "service": made.service_id,
        "kind": made.kind,
        "on": "2026-01-01",
        "reference": "",
    }
    before = Contract.objects.count()
    response = olga.post(reverse("admin:roles_contract_add"), given)
    assert response.status_code == 200
    assert "overlapping_contract" in response.content.decode()
    assert Contract.objects.count() == before


def test_a_contract_is_ended_by_a_question_and_stays(olga, today):
    made = model_customer_contract()
    page = reverse("admin:roles_contract_change", args=(made.pk,)) + "../end/"
    page = change_page(made).replace("/change/", "/end/")
    assert olga.get(page).status_code == 200
    assert olga.post(page, {"on": today.isoformat()}).status_code == 302
    made.refresh_from_db()
    assert made.valid_until == today


def test_the_dpo_judges_findings_and_changes_nothing_else(dpo):
    finding = Finding.objects.filter(state="OPEN").first()
    accept = change_page(finding).replace("/change/", "/accept/")
    assert "reason_missing" in dpo.post(accept, {"reason": ""}).content.decode()
    assert dpo.post(accept, {"reason": "Known and watched."}).status_code == 302
    finding.refresh_from_db()
    assert finding.state == "ACCEPTED"
    contract = change_page(model_customer_contract()).replace("/change/", "/end/")
    assert dpo.post(contract, {"on": "2027-01-01"}).status_code == 403
    assert dpo.get(reverse("admin:roles_party_add")).status_code == 403


def test_an_auditor_does_not_judge(auditor):
    finding = Finding.objects.filter(state="OPEN").first()
    accept = change_page(finding).replace("/change/", "/accept/")
    assert auditor.post(accept, {"reason": "x"}).status_code == 403


def test_a_secret_is_shown_once(olga):
    party = Party.objects.filter(kind="PARTNER").first()
    given = {"party": party.pk, "name": "CRM", "scopes": ["roles.read"]}
    shown = olga.post(reverse("admin:accounts_apiclient_add"), given, follow=True).content.decode()
    client = ApiClient.objects.get(name="CRM")
    assert client.client_id in shown
    again = olga.get(change_page(client)).content.decode()
    assert "secret:" not in again
    assert client.client_secret not in again


def test_an_invited_user_is_in_its_group_and_cannot_log_in_yet(olga):
    given = {
        "email": "new@example.nl",
        "name": "",
        "language": "nl",
        "groups": ["auditor"],
        "role": "READER",
    }
    assert olga.post(reverse("admin:accounts_user_add"), given).status_code == 302
    user = User.objects.get(email="new@example.nl")
    assert not user.has_usable_password()
    assert [group.name for group in user.groups.all()] == ["auditor"]


# Who is what?


def test_a_name_and_enter_give_every_role_with_rule_citation_and_contract(olga):
    made = model_customer_contract()
    page = olga.get(reverse("admin:who_is_what"), {"party": made.acquirer_id}).content.decode()
    assert "role-CONTROLLER" in page
    assert "role-PROCESSOR" in page
    assert "role-SUB_PROCESSOR" in page
    assert "AVG art. 28" in page
    assert change_page(made) in page


def test_the_answer_is_there_as_plain_text(olga):
    made = model_customer_contract()
    response = olga.get(reverse("admin:who_is_what"), {"party": made.acquirer_id, "format": "txt"})
    assert response.headers["Content-Type"].startswith("text/plain")
    assert made.acquirer.name in response.content.decode()
    assert "AVG art." in response.content.decode()


@pytest.mark.parametrize("question", [{"on": "2026-02-30"}, {"party": "x"}, {"known_at": "never"}])
def test_a_malformed_question_gets_a_sentence_not_an_error(olga, question):
    response = olga.get(reverse("admin:who_is_what"), {"q": "Bel", **question})
    assert response.status_code == 200


@pytest.mark.parametrize("row", ["x", "00000000-0000-0000-0000-000000000000"])
@pytest.mark.parametrize("page", ["change", "history", "end", "switch-on"])
def test_an_unknown_contract_is_not_found(olga, row, page):
    response = olga.get(f"/admin/roles/contract/{row}/{page}/")
    assert response.status_code in {302, 404}


def test_a_contract_says_what_it_decides(olga):
    page = olga.get(change_page(model_customer_contract())).content.decode()
    assert "role-CONTROLLER" in page
    assert "role-SUB_PROCESSOR" in page


def test_a_party_is_found_by_name_chamber_number_and_external_number(olga):
    party = Party.objects.create(kind="CUSTOMER", name="Bakker en Zoon", kvk_number="12345678")
    for words in ("zoon bakker", "12345678"):
        page = olga.get(reverse("admin:who_is_what"), {"q": words, "suggest": "1"})
        found = olga.get(reverse("admin:roles_party_changelist"), {"q": words}).content.decode()
        assert page.status_code == 200
        assert str(party.pk) in found


def test_the_logbook_tells_what_changed_at_a_party(olga):
    party = Party.objects.filter(kind="PARTNER").first()
    page = olga.get(reverse("admin:logbook"), {"q": party.name}).content.decode()
    assert "load_register" in page
    assert Service.objects.exists()


def what_changed(client: Client, **query: object) -> str:
    return client.get(reverse("admin:logbook"), query).content.decode()


@pytest.fixture
def belfabriek(olga):
    by = viewer_for(olga.user)
    party = register_party(kind="PARTNER", name="Belfabriek", by=by)
    platform = Party.objects.get(kind="PLATFORM")
    service = Service.objects.get(code="TELEPHONY")
    contract = conclude_contract(
        provider=platform,
        acquirer=party,
        service=service,
        kind="RESALE",
        reference="BEL-2025",
        on=date(2025, 1, 1),
        by=by,
    )
    feature = ServiceFeature.objects.filter(service=service, always_on=False, code="VOICEMAIL")[0]
    switch_on_feature(contract=contract, feature=feature, on=date(2025, 2, 1), by=by)
    return party


def test_what_changed_at_a_party_is_told_with_who_did_it(olga, belfabriek):
    page = what_changed(olga, party=belfabriek.pk, since="2025-09-01")
    for action in ("register_party", "conclude_contract", "switch_on_feature"):
        assert f"<code>{action}</code>" in page
    assert page.count("olga") >= 3
    assert "BEL-2025" in page
    assert "load_register" not in page


def test_nothing_changed_at_a_party_since_tomorrow(olga, belfabriek, today):
    page = what_changed(olga, party=belfabriek.pk, since=(today + timedelta(days=1)).isoformat())
    assert "<code>" not in page
    assert "Er is niets vastgelegd." in page


def test_a_name_that_fits_several_parties_is_asked_about(olga, belfabriek):
    other = Party.objects.create(kind="PARTNER", name="Belfabriek Noord")
    both = what_changed(olga, q="belfab")
    assert f"party={other.pk}" in both
    assert f"party={belfabriek.pk}" in both
    assert "BEL-2025" in what_changed(olga, q="Belfabriek")
    assert "<code>" not in what_changed(olga, q="Nergens")


def test_another_name_wins_from_the_party_in_the_address(olga, belfabriek):
    Party.objects.create(kind="PARTNER", name="Spraakwerk")
    assert "BEL-2025" not in what_changed(olga, party=belfabriek.pk, q="Spraakwerk")
    assert "BEL-2025" in what_changed(olga, party=belfabriek.pk, q="Belfabriek")


@pytest.mark.parametrize("most", ["0", "-1", "99999999", "x", "100"])
def test_older_changes_are_shown_on_request_and_nonsense_is_no_crash(olga, most):
    assert olga.get(reverse("admin:logbook"), {"most": most}).status_code == 200
    assert "most=100" in what_changed(olga)


@pytest.mark.parametrize("asked", [{"since": "2025-13-45"}, {"kind": "no_such_kind"}])
def test_a_question_that_is_not_understood_shows_nobodys_changes(olga, belfabriek, asked):
    for about in ({}, {"party": belfabriek.pk}):
        page = what_changed(olga, **about, **asked)
        assert "Deze vraag is niet te beantwoorden" in page
        assert "<code>" not in page
        assert "BEL-2025" not in page
    assert "geldige datum" in what_changed(olga, since="2025-13-45")


def test_a_party_leads_to_what_changed(olga, belfabriek):
    page = olga.get(f"/admin/roles/party/{belfabriek.pk}/what-changed/", follow=True)
    assert "Wat is er veranderd bij Belfabriek" in page.content.decode()
    assert olga.get("/admin/roles/party/x/what-changed/").status_code == 404


def test_every_kind_of_finding_leads_to_the_page_where_it_is_put_right(olga, belfabriek, today):
    for kind in finding_types():
        for party in (belfabriek, None):
            row = Finding(code=kind.code, key="x", party=party, severity="LOW", found_on=today)
            page = where_to_mend(row, kind)
            # A list that does not know the filter goes back to itself, and says so.
            assert not page or olga.get(page).status_code == 200, (kind.code, page)


def test_a_finding_says_its_next_step_as_a_link(olga):
    row = Finding.objects.filter(code="no_lawful_basis")[0]
    page = olga.get(change_page(row)).content.decode()
    assert f"{reverse('admin:roles_disclosure_add')}?party={row.party_id}" in page


def test_a_labelled_value_is_a_word_on_the_page_of_its_row(olga):
    row = Finding.objects.filter(severity="HIGH")[0]
    page = olga.get(change_page(row)).content.decode()
    assert "Hoog" in page
    assert "&#x27;HIGH&#x27;" not in page
    assert "Hoog" in olga.get(reverse("admin:roles_finding_changelist")).content.decode()
