"""What was erased after its term is told as such, and nothing leads to it."""

import pytest
from django.db import connection
from django.urls import reverse

from roles.agreements.models import AgreementDocument
from tests.site.test_agreement_papers import Visit, made
from tests.site.test_agreements import text
from tests.site.world import World

pytestmark = pytest.mark.django_db


def erased(paper: AgreementDocument) -> None:
    with connection.cursor() as cursor:  # as after the term, which the database asks for
        cursor.execute("SET LOCAL session_replication_role = replica")
        AgreementDocument.objects.filter(pk=paper.pk).update(content=b"", data={}, name="")
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_paper_that_was_erased_is_told_in_the_portal_and_is_no_link(
    world: World, visit: Visit
) -> None:
    bella, path, paper = made(world, visit)
    file = reverse("site:agreement-paper", args=[paper.pk])
    assert file in text(bella.get(path))
    erased(paper)
    page = text(bella.get(path))
    assert file not in page
    assert paper.sha256 in page
    answer = bella.get(file)
    assert answer.status_code == 410
    assert "This was erased" in answer.content.decode()
