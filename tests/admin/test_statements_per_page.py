"""A page of the admin asks the database as often for many rows as for few, and nothing twice."""

from django.urls import reverse
from django.utils import timezone

from records.activities.models import ActivityVersion
from records.activities.register import load_records
from records.admin.activities import ActivityVersionAdmin
from records.register import load_retention_register
from tests.admin.test_keeping import page
from voipgrid_privacy.kernel.logbook import latest, tracked_models
from voipgrid_privacy.kernel.tenancy import SYSTEM


def filled() -> None:
    load_retention_register(by=SYSTEM)
    load_records(at=timezone.now(), by=SYSTEM)


def test_the_logbook_asks_all_kinds_of_rows_at_once(olga, django_assert_max_num_queries):
    assert len(tracked_models()) > 60
    with django_assert_max_num_queries(40):
        assert olga.get(reverse("admin:logbook")).status_code == 200


def test_the_latest_changes_are_the_first_of_more_in_the_same_order(olga):
    more = latest(viewer=SYSTEM, most=300)
    assert len(more) > 100
    assert latest(viewer=SYSTEM, most=70) == more[:70]
    assert [each.at for each in more] == sorted((each.at for each in more), reverse=True)


def test_what_the_versions_lack_is_known_without_asking_for_each(
    olga, django_assert_max_num_queries
):
    filled()
    assert ActivityVersion.objects.count() > 10
    with django_assert_max_num_queries(15):
        olga.get(reverse("admin:records_activityversion_changelist"))


def test_a_field_that_is_only_shown_is_worked_out_once(olga, monkeypatch):
    filled()
    row = ActivityVersion.objects.get(activity__code="marketing")
    asked: list[ActivityVersion] = []

    def kind(self: ActivityVersionAdmin, version: ActivityVersion) -> str:
        asked.append(version)
        return "Worked out"

    monkeypatch.setattr(ActivityVersionAdmin, "kind", kind)
    assert "Worked out" in olga.get(page(row)).content.decode()
    assert asked == [row]
