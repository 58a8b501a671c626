"""What the register keeps itself is known of every table, and so is what erases it."""

import importlib
import pkgutil
from collections import Counter, defaultdict

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.translation import override

import cookies
import records
import roles
import voipgrid_privacy.accounts
import voipgrid_privacy.api
import voipgrid_privacy.audit
from records.own.declared import (
    FILE,
    activity_of,
    history_tables,
    own_activities,
    own_jobs,
    personal_models,
    table,
)
from records.own.erasing.services import PARTS
from records.own.terms import terms
from voipgrid_privacy.kernel.data_files import read_yaml
from voipgrid_privacy.kernel.erasing import JOBS
from voipgrid_privacy.kernel.privacy import Erasure, privacy_of


@pytest.mark.parametrize("model", personal_models(), ids=lambda model: model._meta.label)
def test_every_table_with_people_in_it_belongs_to_an_activity(model) -> None:
    assert activity_of(model) is not None


def test_every_package_of_an_activity_is_where_a_table_with_people_is() -> None:
    used = Counter()
    for model in [*personal_models(), *history_tables()]:
        for each in own_activities():
            for package in each.packages:
                used[package] += f"{model.__module__}.".startswith(f"{package}.")
    assert [p for each in own_activities() for p in each.packages if not used[p]] == []
    codes = [each.code for each in own_activities()]
    assert len(codes) == len(set(codes)) > 5


def test_every_job_erases_tables_that_are_there_and_have_people_in_them() -> None:
    named = [label for job in own_jobs() for label in job.tables]
    assert len(named) == len(set(named)) > 20
    assert all(privacy_of(apps.get_model(label)).personal for label in named)
    assert all(apps.get_model(label) for label in read_yaml(FILE)["names"])
    assert {job.ring for job in own_jobs()} <= settings.CELERY_BEAT_SCHEDULE.keys()


def test_every_job_that_is_named_notes_what_it_does_and_every_one_that_notes_is_named() -> None:
    for package in (roles, records, cookies, *(voipgrid_privacy.accounts, voipgrid_privacy.api)):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in found.name:
                importlib.import_module(found.name)
    assert {job.code for job in own_jobs() if job.noted} == JOBS


def test_of_every_table_something_says_how_long_it_is_kept() -> None:
    found = [table(model) for model in personal_models()]
    assert [each.model._meta.label for each in found if each.job and not each.kept] == []
    assert [each.model._meta.label for each in found if each.open] == []


def test_a_job_of_a_term_erases_the_tables_of_that_term_and_no_other() -> None:
    jobs = {job.code: job.tables for job in own_jobs()}
    assert {term.code: term.tables for term in terms()} == {
        term.code: jobs[term.code] for term in terms()
    }
    shown = [table(apps.get_model(label)) for term in terms() for label in term.tables]
    assert all(each.ground and each.job for each in shown)


def test_every_personal_field_of_such_a_table_is_emptied_or_goes_with_its_row() -> None:
    emptied = defaultdict(set)
    for part in (part for parts in PARTS.values() for part in parts):
        model = part.model
        emptied[model._meta.label] |= set(part.fields or privacy_of(model).personal)
    for label in {label for term in terms() for label in term.tables}:
        named = privacy_of(apps.get_model(label)).personal.items()
        assert {name for name, how in named if how != Erasure.NOT_RELATABLE} == emptied[label]


def test_how_long_is_said_in_both_languages() -> None:
    for model in personal_models():
        if kept := table(model).kept:
            with override("nl"):
                dutch = str(kept)
            with override("en"):
                assert str(kept) != dutch, model._meta.label
