"""Every form of every page, the officers' too, sent with all that breaks programs.

`make fuzz-forms`: some ten minutes. In the suite `test_valid` sends the forms of visitors and
partners, each with one.
"""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import transaction
from django.test import Client

from tests.html import filled
from tests.html.everything import for_officers, met_by_people, unhurried
from tests.html.forms import EVERY, Form, answered, each_form_once


@pytest.fixture(scope="module")
def forms(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[tuple[Client, Form]]]:
    """Every form once, with somebody who has it before them."""
    unhurried()
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(configured, "SCANNER_ALLOW_LOOPBACK", True)
        filled.fill()
        officer = filled.officer()
        by_officers = ((officer, page) for page in for_officers(officer))
        yield each_form_once(itertools.chain(met_by_people(), by_officers))
        transaction.set_rollback(True)


def test_no_form_breaks_or_repeats_markup(
    forms: list[tuple[Client, Form]], subtests: pytest.Subtests
) -> None:
    for (client, form), (name, tampered) in itertools.product(forms, EVERY):
        kind = "tampered with" if tampered else "typed"
        with subtests.test(f"{form.method} {form.address}: {name}, {kind}"):
            assert answered(client, form, name, tampered=tampered) == ""
    print(f"{len(forms)} forms, {len(EVERY)} ways each")
