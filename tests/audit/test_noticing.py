"""Who saw, took along, changed or was refused what: noted, and nothing of what it was."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from roles.models import Contact, Party
from roles.services import register_party
from tests.audit.sealing import sealed
from tests.site.world import World
from voipgrid_privacy.accounts.choices import MemberRole, OfficerGroup
from voipgrid_privacy.accounts.models import Membership, User
from voipgrid_privacy.accounts.services import add_member, remove_member, set_groups
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.audit.pages import ADMIN_WITHOUT, API_WITHOUT, PORTAL_WITHOUT
from voipgrid_privacy.audit.services import bind_history
from voipgrid_privacy.kernel.auditing import Kind
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.site.recovery.verifying import verified

pytestmark = pytest.mark.django_db
PASSWORD = "a-password-of-the-tests"


def pages(namespace: str) -> set[str]:
    found: set[str] = set()

    def walk(patterns, space):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, pattern.namespace or space)
            elif pattern.name and space == namespace:
                found.add(pattern.name)

    walk(get_resolver().url_patterns, "")
    return found


def resources() -> set[str]:
    found, left = set(), [ResourceView]
    while left:
        view = left.pop()
        left += view.__subclasses__()
        found.add(view.resource)
    return found


def test_what_is_said_to_show_no_people_exists():
    assert pages("site") >= PORTAL_WITHOUT
    assert pages("admin") >= ADMIN_WITHOUT
    assert resources() >= API_WITHOUT
    assert {"contacts", "data-subject-requests", "breaches"} <= resources() - API_WITHOUT


def test_an_officer_who_looks_at_a_party_is_noted_in_its_chain(world: World, visit):
    party = world.parties["Belfabriek"]
    visit("Olga").get(reverse("admin:roles_party_change", args=[party.pk]))
    visit("Olga").get(reverse("admin:accounts_user_changelist"))
    seen, users = sealed(kind=Kind.SEEN)
    olga = str(world.users["Olga"].pk)
    assert (seen.party_id, seen.actor, seen.about) == (party.pk, olga, str(party.pk))
    assert (users.chain, users.action) == ("register", "admin:accounts_user_changelist")


def test_a_partner_is_noted_in_the_chain_of_the_party_in_whose_name_it_looks(world: World, visit):
    client = visit("Bella")
    assert client.get("/portal/contacten/").status_code == 200
    assert client.get("/portal/rollen/").status_code == 200
    (seen,) = sealed(kind=Kind.SEEN)
    assert (seen.party_id, seen.action) == (world.parties["Belfabriek"].pk, "site:contacts")


def test_what_is_searched_for_or_read_is_not_in_the_log(world: World, visit):
    party = world.parties["Belfabriek"]
    Contact.objects.create(
        party=party, kind="PRIVACY", name="Zwanet Oudwater", email="zwanet@example.nl"
    )
    visit("Bella").get("/portal/contacten/?q=Zwanet")
    visit("Olga").get(reverse("admin:roles_party_changelist") + "?q=Zwanet")
    (*_others,) = sealed()
    assert _others
    assert not re.search("(?i)zwanet|oudwater|example", " ".join(row.body for row in _others))


def test_what_somebody_sees_who_is_logged_in_is_kept_by_no_browser(world: World, visit):
    pages = [
        visit("Bella").get("/portal/contacten/"),
        visit("Bella").get("/portal/rollen/alle/csv/"),
        visit("Olga").get(reverse("admin:index")),
    ]
    assert all("no-store" in page["Cache-Control"] for page in pages)
    assert "Cache-Control" not in Client().get("/bronnen/").headers


def test_a_file_that_is_taken_along_and_a_refusal_are_noted(world: World, visit):
    visit("Bella").get("/portal/rollen/alle/csv/")
    (taken,) = sealed(kind=Kind.TAKEN)
    assert taken.action == "site:roles-export"
    Membership.objects.filter(user=world.users["Bella"]).update(role=MemberRole.READER)
    assert visit("Bella").get("/portal/logboek/").status_code == 403
    (refused,) = sealed(kind=Kind.REFUSED)
    assert refused.action == "site:logbook"


def test_a_change_is_one_entry_that_points_to_its_history(world: World):
    by = viewer_for(world.users["Olga"])
    party = register_party(name="Nieuw", kind="PARTNER", by=by)
    (changed,) = sealed(kind=Kind.CHANGED)
    assert (changed.action, changed.actor) == ("register_party", str(by.user_id))
    event = Party.pgh_event_model.objects.filter(pgh_obj_id=party.pk).latest("pgh_id")
    assert event.pgh_created_at == changed.at
    assert event.pgh_context == {"actor": changed.actor, "action": changed.action}


def test_changes_of_access_are_noted_as_such_with_whose(world: World):
    by, bella = viewer_for(world.users["Olga"]), world.users["Bella"]
    set_groups(user=bella, groups=[OfficerGroup.AUDITOR], by=by)
    add_member(user=bella, party=world.parties["Spraakwerk"], role=MemberRole.READER, by=by)
    found = sealed(kind=Kind.ACCESS)
    assert [(row.action, row.about) for row in found] == [
        ("set_groups", str(bella.pk)),
        ("add_member", str(bella.pk)),
    ]


def test_what_is_removed_is_named_as_it_was(world: World):
    member = Membership.objects.get(user=world.users["Bella"])
    party, pk = member.party_id, member.pk
    remove_member(membership=member, by=viewer_for(world.users["Olga"]))
    (entry,) = sealed(kind=Kind.ACCESS)
    assert (entry.party_id, entry.about) == (party, str(pk))


def test_what_happens_by_itself_is_not_what_somebody_did(world: World):
    register_party(name="Nieuw", kind="PARTNER", by=SYSTEM)
    assert not sealed()


def test_log_ins_their_refusal_and_their_end_are_noted_without_an_address(world: World):
    cache.clear()
    bella = User.objects.get(name="Bella")
    bella.set_password(PASSWORD)
    bella.save()
    client = Client()
    for login, password in (
        ("nobody@example.nl", "x"),
        (bella.email, "wrong"),
        (bella.email, PASSWORD),
    ):
        client.post("/accounts/login/", {"login": login, "password": password})
    client.post("/accounts/logout/")
    found = sealed()
    assert sorted((row.kind, row.actor) for row in found) == [
        ("SIGNED_IN", str(bella.pk)),
        ("SIGNED_OUT", str(bella.pk)),
        ("SIGN_IN_REFUSED", str(bella.pk)),
        ("SIGN_IN_REFUSED", "unknown"),
    ]
    assert {row.party_id for row in found} == {None, world.parties["Belfabriek"].pk}
    assert not any("example" in row.body for row in found)


def test_a_partner_reads_its_own_logbook_without_names_of_others(world: World, visit):
    party = world.parties["Belfabriek"]
    visit("Olga").get(reverse("admin:roles_party_change", args=[party.pk]))
    visit("Olga").get(reverse("admin:roles_party_change", args=[world.parties["Spraakwerk"].pk]))
    visit("Bella").get("/portal/contacten/")
    sealed()
    answer = visit("Bella").get("/portal/logboek/")
    page = answer.content.decode()
    assert answer.status_code == 200, answer.headers
    assert page.count("<tr>") == 3
    assert "Olga" not in page
    assert "VoIPGRID</td>" in page
    assert ">Bella</td>" in page
    only = visit("Bella").get("/portal/logboek/", {"by": "bella@example.nl", "kind": "SEEN"})
    assert "Bella</td>" in only.content.decode()
    assert "VoIPGRID</td>" not in only.content.decode()
    for asked in ({"by": "olga@example.nl"}, {"since": "x"}, {"about": "x"}, {"kind": "NONE"}):
        assert "<table" not in visit("Bella").get("/portal/logboek/", asked).content.decode()


@pytest.mark.parametrize("form", ["csv", "jsonl", "log"])
def test_both_offices_take_along_what_they_may_see(world: World, visit, form):
    party = world.parties["Belfabriek"]
    for name in ("Belfabriek", "Spraakwerk"):
        visit("Olga").get(reverse("admin:roles_party_change", args=[world.parties[name].pk]))
    sealed()
    own = b"".join(visit("Bella").get("/portal/logboek/", {"format": form})).decode()
    assert str(party.pk) in own
    assert str(world.parties["Spraakwerk"].pk) not in own
    page = reverse("admin:audit")
    asked = {"format": form, **({"party": "Spraakwerk"} if form == "log" else {})}
    answer = visit("Olga").get(page, asked)
    assert str(world.parties["Spraakwerk"].pk) in b"".join(answer).decode()


def test_the_officers_page_reads_everything_and_says_what_it_does_not_understand(
    world: World, visit
):
    visit("Olga").get(reverse("admin:accounts_user_changelist"))
    sealed()
    page = reverse("admin:audit")
    assert "admin:accounts_user_changelist" in visit("Olga").get(page).content.decode()
    for asked in ({"party": "Niemand"}, {"by": "niemand@example.nl"}, {"party": "\0"}):
        assert "<table" not in visit("Olga").get(page, asked).content.decode()
    assert visit("Bella").get(page).status_code in {302, 403}


def test_history_is_bound_and_what_is_changed_in_it_is_found(world: World):
    party = register_party(name="Nieuw", kind="PARTNER", by=SYSTEM)
    events = Party.pgh_event_model._meta.db_table
    with connection.cursor() as cursor:  # history of another day: what is settled
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"UPDATE {events} SET pgh_created_at = now() - interval '1 hour'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert bind_history(since=timezone.now() - timedelta(hours=2), by=SYSTEM) > 0
    sealed()
    assert bind_history(since=timezone.now() - timedelta(hours=2), by=SYSTEM) == 0
    found = {each.what: each for each in verified(at=timezone.now())}
    assert found["rows of history as they were bound"].problem == ""
    assert found["rows of history as they were bound"].number > 0
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"UPDATE {events} SET kind = 'CUSTOMER' WHERE pgh_obj_id = %s", [party.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    found = {each.what: each for each in verified(at=timezone.now())}
    assert events in found["rows of history as they were bound"].problem


def test_an_entry_that_is_changed_is_found_by_the_command(world: World):
    register_party(name="Nieuw", kind="PARTNER", by=viewer_for(world.users["Olga"]))
    sealed()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE audit_auditentry SET body = replace(body, 'register_party', 'x')")
        cursor.execute("SET LOCAL session_replication_role = origin")
    found = {each.what: each for each in verified(at=timezone.now())}
    assert "was changed" in found["entries of the logbook in their chains"].problem


def test_only_who_runs_retention_says_how_long_it_is_kept(world: World, visit):
    page = reverse("admin:audit_term")
    today = timezone.localdate()
    answer = visit("Olga").post(page, {"months": 36, "on": str(today), "reason": "Langer."})
    assert answer.status_code == 302
    assert "36" in visit("Olga").get(reverse("admin:audit")).content.decode()
    dpo = world.users["Eve"]
    set_groups(user=dpo, groups=[OfficerGroup.DPO], by=SYSTEM)
    assert visit("Eve").get(reverse("admin:audit")).status_code == 200
    assert visit("Eve").get(page).status_code == 403
