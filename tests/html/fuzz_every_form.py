"""Every form of every page, the officers' too, sent with all that breaks programs.

`make fuzz-forms`: some ten minutes for ``WAYS`` (6) of the ways in which each can be sent wrong,
drawn by ``SEED``. In the suite `test_valid` sends those of visitors and partners, each in one way.
"""

import itertools
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.html import filled
from tests.html.everything import for_officers, met_by_people, unhurried
from tests.html.forms import EVERY, Form, answered, each_form_once


@pytest.fixture(scope="module")
def forms(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[tuple[Client, Form]]]:
    """Every form once, with somebody who has it before them."""
    unhurried()
    with filled.world(django_db_blocker):
        officer = filled.officer()
        by_officers = ((officer, page) for page in for_officers(officer))
        yield each_form_once(itertools.chain(met_by_people(), by_officers))


def test_no_form_breaks_or_repeats_markup(
    forms: list[tuple[Client, Form]], subtests: pytest.Subtests
) -> None:
    drawn = random.Random(int(os.environ.get("SEED", "1")))
    ways = min(int(os.environ.get("WAYS", "6")), len(EVERY))
    for client, form in forms:
        for name, tampered in drawn.sample(EVERY, ways):
            kind = "tampered with" if tampered else "typed"
            with subtests.test(f"{form.method} {form.address}: {name}, {kind}"):
                assert answered(client, form, name, tampered=tampered) == ""
    print(f"{len(forms)} forms, each in {ways} of {len(EVERY)} ways")
