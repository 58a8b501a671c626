"""The draft says why it was late by the law that it was late under, or that this is missing."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from records.incidents import services
from records.incidents.notification import known, notification
from tests.records.incidents.world import AWARE, NOW, file_of, manager, registered

pytestmark = pytest.mark.django_db
ENDS = AWARE + timedelta(hours=72)
LATE = ENDS + timedelta(seconds=1)
NONE, LABEL = "none: within the term", "Reasons of the delay"


@pytest.fixture
def bella(chain):
    return manager(chain.belfabriek)


@pytest.fixture
def own(chain, bella):
    return file_of(registered(chain.belfabriek, by=bella), chain.belfabriek)


def delay(dossier, by, at, regime="GDPR"):
    with override("en"):
        items = notification(known(dossier, by, at), regime)
        (found,) = [item for item in items if item.label == LABEL]
    return found.value


def notified(dossier, by, at, regime="GDPR", **more):
    given = {"regime": regime, "phase": "COMPLETE", "done_at": at, "name": "B. Bos"}
    services.notify_authority(dossier=dossier, **given, **more, at=at, by=by)


@pytest.mark.parametrize(("at", "said"), [(NOW, NONE), (ENDS, NONE), (LATE, "")])
def test_after_the_clock_the_reasons_are_missing(own, bella, at, said):
    assert delay(own, bella, at) == said


def test_in_time_is_in_time_whenever_it_is_read(own, bella):
    notified(own, bella, ENDS)
    assert delay(own, bella, LATE + timedelta(days=9)) == NONE


def test_the_reasons_are_those_of_that_law(own, bella):
    notified(own, bella, LATE, regime="TELECOM", delay="Wij zochten nog.")
    assert delay(own, bella, LATE, "TELECOM") == "Wij zochten nog."
    assert delay(own, bella, NOW) == NONE
    assert delay(own, bella, LATE) == ""
