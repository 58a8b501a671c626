"""Mail in the portal: the own choice, what a summary would tell, and the link to stop."""

from collections.abc import Callable

import pytest
from django.test import Client

from roles.models import Contact, Party
from tests.roles.ending import stated
from tests.site.asking import text
from tests.site.digests.test_writing import choose, made, stop_token
from tests.site.test_agreement_papers import do
from tests.site.test_agreement_papers import made as a_paper
from tests.site.test_ends_of_service import ENDS, SAID, left
from tests.site.threads import received
from tests.site.world import World
from voipgrid_privacy.accounts.models import Membership
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.site.digests.choices import Pace, Topic
from voipgrid_privacy.site.digests.models import DigestChoice

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
MAIL, OVERVIEW = "/en/portal/mail/", "/en/portal/"
ADMIN = "/en/admin/digests/digestchoice/"


def own(world: World) -> dict[str, object]:
    return {"party": str(world.parties["Belfabriek"].pk)}


def test_somebody_chooses_for_itself_and_sees_when_the_first_comes(
    world: World, visit: Visit
) -> None:
    bella = visit("Bella")
    assert "The next one is made on" not in text(bella.get(MAIL))
    said = bella.post(
        MAIL, {**own(world), "pace": "WEEKLY", "topics": ["REQUESTS", "INCIDENTS"]}, follow=True
    )
    assert "The next summary comes on Monday" in text(said)
    row = DigestChoice.objects.get()
    assert (row.membership.user, row.pace) == (world.users["Bella"], Pace.WEEKLY)
    assert row.topics == [Topic.REQUESTS, Topic.INCIDENTS]
    assert "The next one is made on Monday" in text(bella.get(MAIL))
    bella.post(MAIL, {**own(world), "pace": "NEVER", "topics": []})
    row.refresh_from_db()
    assert row.pace == Pace.NEVER


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"pace": "DAILY"}, "Choose at least one subject"),
        ({"pace": "HOURLY", "topics": ["REQUESTS"]}, "Select a valid choice"),
        ({"pace": "DAILY", "topics": ["GOSSIP"]}, "Select a valid choice"),
        ({}, "This field is required"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(
    world: World, visit: Visit, given: dict[str, object], refusal: str
) -> None:
    assert refusal in text(visit("Bella").post(MAIL, {**own(world), **given}))
    assert not DigestChoice.objects.exists()


def test_a_reader_chooses_too_since_it_is_its_own_mail(world: World, visit: Visit) -> None:
    Membership.objects.filter(user=world.users["Bella"]).update(role="READER")
    visit("Bella").post(MAIL, {**own(world), "pace": "DAILY", "topics": ["FINDINGS"]})
    assert DigestChoice.objects.get().pace == Pace.DAILY


def test_a_form_about_another_party_than_one_looks_as_by_now_is_refused(
    world: World, visit: Visit
) -> None:
    both = visit("Both")
    both.post("/en/portal/partij/", {"party": str(world.parties["Spraakwerk"].pk)})
    refused = both.post(MAIL, {**own(world), "pace": "DAILY", "topics": ["FINDINGS"]})
    assert "You look in the name of another organisation by now." in text(refused)
    assert not DigestChoice.objects.exists()


def test_an_officer_looks_along_and_cannot_choose_for_others(world: World, visit: Visit) -> None:
    olga = visit("Olga")
    olga.post("/en/portal/partij/", {"party": str(world.parties["Belfabriek"].pk)})
    page = text(olga.get(MAIL))
    assert "Whoever acts for this organisation chooses this for itself" in page
    assert "Keep this choice" not in page
    assert (
        olga.post(MAIL, {**own(world), "pace": "DAILY", "topics": ["FINDINGS"]}).status_code == 404
    )
    assert not DigestChoice.objects.exists()


def test_the_page_shows_what_a_summary_would_tell_and_where_notices_go(
    world: World, visit: Visit
) -> None:
    bella, own = visit("Bella"), world.parties["Belfabriek"]
    assert "notices reach nobody" in text(bella.get(MAIL))
    Contact.objects.create(party=own, kind="PRIVACY", email="avg@belfabriek.example.com")
    request = received(own)
    page = text(bella.get(MAIL))
    assert "go to avg@belfabriek.example.com" in page
    assert f"{request.listed}: Access" in page
    assert "You have not published a privacy statement yet." in page


def test_a_summary_that_came_back_is_told_to_its_reader_alone(world: World, visit: Visit) -> None:
    letter = made(choose(world))
    letter.problem, letter.tries = "SMTPRecipientsRefused", 1
    letter.save(update_fields=("problem", "tries"))
    assert "The last summary did not reach you" in text(visit("Bella").get(MAIL))
    both = visit("Both")
    both.post("/en/portal/partij/", {"party": str(world.parties["Belfabriek"].pk)})
    assert "The last summary did not reach you" not in text(both.get(MAIL))
    platform = Party.objects.get(kind="PLATFORM")
    assert str(platform) == letter.sender.name  # and no officer has to act on it
    olga = visit("Olga")
    olga.post("/en/portal/partij/", {"party": str(platform.pk)})
    assert "Summary of what" not in text(olga.get("/en/portal/contacten/niet-aangekomen/"))


def test_the_link_asks_for_a_button_and_needs_no_log_in(world: World) -> None:
    row = choose(world)
    link = f"/en/samenvatting/stop/{stop_token(made(row))}/"
    stranger = Client(enforce_csrf_checks=True)
    asked = stranger.get(link)
    assert "No more summaries?" in text(asked)
    assert asked["Cache-Control"].startswith("max-age=0")
    row.refresh_from_db()
    assert row.pace == Pace.DAILY  # a mail program that opens links stops nothing
    assert "You get no more summaries" in text(
        stranger.post(link, {"List-Unsubscribe": "One-Click"})
    )
    row.refresh_from_db()
    assert row.pace == Pace.NEVER


def test_a_link_that_is_not_ours_is_refused(world: World) -> None:
    for link in ("/en/samenvatting/stop/anything/", "/en/samenvatting/stop/a:b/"):
        assert Client().get(link).status_code == 404
        assert "This link stops nothing" in Client().post(link).content.decode()


def test_the_overview_tells_of_agreements_and_requests_as_the_summary_does(
    world: World, visit: Visit
) -> None:
    request = received(world.parties["Belfabriek"])
    page = text(visit("Bella").get(OVERVIEW))
    assert request.listed in page
    assert "All " not in page
    for _more in range(10):
        received(world.parties["Belfabriek"])
    assert "All 11 of them" in text(visit("Bella").get(OVERVIEW))


def test_a_paper_waits_for_ones_signature_until_it_is_signed(world: World, visit: Visit) -> None:
    bella, path, paper = a_paper(world, visit)
    told = "One agreement waits for your signature"
    assert told not in text(bella.get(OVERVIEW))  # a draft waits for nobody
    bella.post(path, do("send", paper))
    assert told in text(bella.get(OVERVIEW))
    assert told in text(bella.get(MAIL))
    both = visit("Both")
    both.post("/en/portal/partij/", {"party": str(world.parties["Spraakwerk"].pk)})
    assert told not in text(both.get(OVERVIEW))
    sign = do("sign-here", paper, document_hash=paper.sha256, name="Bella", read="on")
    bella.post(path, sign)
    assert told not in text(bella.get(OVERVIEW))


def test_an_end_of_service_is_told_while_it_is_ones_turn(world: World, visit: Visit) -> None:
    end, bella = left(world, visit), visit("Bella")
    told = "One end of service waits for you"
    assert told not in text(bella.get(OVERVIEW))  # it is the customer's choice
    page = f"{ENDS}{end.pk}/"
    bella.post(page, {"do": "choose", "choice": "DELETE", **SAID})
    assert told in text(bella.get(OVERVIEW))
    assert f"{told}, at the latest on" in text(bella.get(MAIL))
    stated(end, viewer_for(world.users["Bella"]))
    assert told not in text(bella.get(OVERVIEW))


def test_officers_see_who_chose_and_change_nothing(world: World, visit: Visit) -> None:
    choose(world)
    olga = visit("Olga")
    listed = olga.get(ADMIN)
    assert "Bella @ Belfabriek" in text(listed)
    assert "Every working day" in text(listed)
    assert olga.get(f"{ADMIN}add/").status_code == 403
