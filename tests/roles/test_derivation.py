"""Roles along chains: the golden matrix, and who the data is about."""

from dataclasses import replace
from datetime import date

import pytest

from roles.choices import Category, Role
from roles.rules.derivation import Shape
from tests.roles.shapes import (
    CHAIN,
    COMPANY,
    CUSTOMER,
    GOLDEN,
    GOLDEN_MATRIX,
    PARTNER,
    PEOPLE,
    ask,
    one,
    roles,
)


@pytest.mark.parametrize("category", GOLDEN)
def test_the_golden_matrix_comes_out_of_the_rules(category):
    assert tuple(roles(CHAIN, category)) == GOLDEN_MATRIX[category]


def test_each_cell_says_why_and_by_which_contracts():
    answers = ask(CHAIN, Category.TRANSMITTED)
    platform, partner, customer = answers
    assert [str(c) for g in platform.grounds for c in g.cites] == [
        "GDPR Art. 28(2)",
        "GDPR Art. 28(4)",
    ]
    assert (platform.path, platform.upstream) == ((1, 0), PARTNER)
    assert (partner.path, partner.upstream) == ((1,), CUSTOMER)
    assert (customer.path, customer.upstream) == ((1,), None)
    assert platform.facts.instructed_by == Role.PROCESSOR
    assert platform.since == date(2018, 5, 25)


def test_a_company_is_subscriber_and_its_callers_are_the_data_subjects():
    shape = Shape((COMPANY, COMPANY, COMPANY, PEOPLE), CHAIN.edges, used_by=3)
    customer, callers = ask(shape, Category.TRAFFIC_BILLING)[2:]
    assert (customer.role, callers.role) == (Role.SUBSCRIBER, Role.DATA_SUBJECT)
    assert customer.findings == ("legal_person_as_data_subject",)
    assert callers.findings == ("no_role_for_end_users",)


@pytest.mark.parametrize("category", GOLDEN)
def test_callers_are_data_subjects_of_whatever_is_about_them(category):
    shape = Shape((*CHAIN.nodes, PEOPLE), CHAIN.edges, used_by=3)
    callers = one(ask(shape, category), 3)
    assert (callers.role, callers.findings) == (Role.DATA_SUBJECT, ("no_role_for_end_users",))


def test_the_customers_missing_role_is_an_answer_and_a_finding():
    customer = one(ask(CHAIN, Category.OTHER_PERSONAL), CUSTOMER)
    assert (customer.role, customer.grounds) == (Role.NOT_ASSIGNED, ())
    assert customer.findings == ("not_assigned",)


def test_without_the_subscription_the_same_question_has_another_answer():
    without = replace(CHAIN, edges=CHAIN.edges[:1])
    expected = [(Role.NOT_ASSIGNED, None)] * 3
    assert roles(without, Category.TRANSMITTED) == expected
    platform, partner, customer = ask(without, Category.TRANSMITTED)
    assert platform.findings == partner.findings == ("not_assigned",)
    assert customer.findings == ()  # no contract concerns it any more
