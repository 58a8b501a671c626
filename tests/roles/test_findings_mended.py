"""Every finding is raised by its cause, and gone when that is put right: one test per kind."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from roles import services
from roles.findings import catalogue, finding_types, sentence_for
from roles.models import (
    Finding,
)
from tests.roles.mended import OF_THE_STATEMENT, recompute
from voipgrid_privacy.kernel.tenancy import SYSTEM


def test_the_model_parties_need_no_agreement_and_no_registration(db):
    services.load_register(by=SYSTEM)
    recompute()
    raised = set(Finding.objects.values_list("code", flat=True))
    assert not raised & {
        "partner_without_agreement", "customer_without_agreement", "mandate_missing",
        "acm_registration_missing",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_shipped_register_raises_every_finding_of_the_notes_in_both_languages(db, language):
    services.load_register(by=SYSTEM)
    recompute()
    raised = set(Finding.objects.open().values_list("code", flat=True))
    assert raised >= {
        *OF_THE_STATEMENT, "no_dpo_contact", "misattributed_source", "superseded_source",
        "own_purpose", "legal_person_as_data_subject", "no_role_for_customer",
        "no_role_for_end_users", "website_visitors_not_in_statement", "not_assigned",
    }  # fmt: skip
    with translation.override(language):
        words = {sentence_for(code) for code in raised}
    assert len(words) == len(raised)
    with translation.override("nl" if language == "en" else "en"):
        assert not words & {sentence_for(code) for code in raised}


# Every kind of finding is tested in these files, or says here why the register cannot raise it.
RAISED_ELSEWHERE = {
    "feature_not_in_use": "an answer of the matrix, never a finding of the register",
    "category_not_in_feature": "an answer of the matrix, never a finding of the register",
}


def test_every_kind_of_finding_of_the_register_has_such_a_test():
    here = Path(__file__).parent
    ours = sorted(here.glob("*mended*.py"))
    tests = [*ours, *(here / "transfers" / name for name in ("test_findings.py", "test_told.py"))]
    source = "".join(file.read_text(encoding="utf-8") for file in tests)
    files = sorted(Path(catalogue.__path__[0]).glob("*.py"))
    written = "".join(file.read_text(encoding="utf-8") for file in files)
    codes = re.findall(r'^kind\(\n    "(\w+)"', written, re.MULTILINE)
    assert set(codes) <= {kind.code for kind in finding_types()}
    assert [c for c in codes if c not in RAISED_ELSEWHERE and f'"{c}"' not in source] == []
