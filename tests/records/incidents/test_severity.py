"""ENISA's method, as its tables say; a score it does not know is refused."""

from datetime import date
from decimal import Decimal

import pytest

from records.incidents.choices import Level
from records.incidents.rules.severity import Scores, ScoreUnknown, method_on, severity

ON = date(2026, 11, 27)

TABLE = [
    # context, ease, confidentiality, integrity, availability, malicious: severity, level
    ("1", "0.25", "0", "0", "0", False, "0.25", Level.LOW),
    ("1", "1", "0.5", "0.25", "0", False, "1.75", Level.LOW),
    ("2", "0.75", "0.5", "0", "0", False, "2.00", Level.MEDIUM),
    ("1", "1", "0.5", "0.5", "0.5", False, "2.50", Level.MEDIUM),
    ("3", "0.75", "0.25", "0", "0", False, "2.50", Level.MEDIUM),
    ("3", "1", "0", "0", "0", False, "3.00", Level.HIGH),
    ("3", "0.75", "0.25", "0", "0", True, "3.00", Level.HIGH),
    ("2", "1", "0.5", "0.5", "0.25", True, "3.75", Level.HIGH),
    ("4", "1", "0", "0", "0", False, "4.00", Level.VERY_HIGH),
    ("4", "1", "0.5", "0.5", "0.5", True, "6.00", Level.VERY_HIGH),
    ("4", "0.25", "0.5", "0.25", "0", True, "2.25", Level.MEDIUM),
]


@pytest.mark.parametrize(("context", "ease", "c", "i", "a", "malicious", "score", "level"), TABLE)
def test_severity_is_context_times_ease_plus_circumstances(
    context, ease, c, i, a, malicious, score, level
):
    found = severity(
        Scores(Decimal(context), Decimal(ease), Decimal(c), Decimal(i), Decimal(a), malicious), ON
    )
    assert (str(found.score), found.level) == (score, level)


@pytest.mark.parametrize(
    ("scores", "field"),
    [
        ((Decimal(0), Decimal(1)), "context"),
        ((Decimal(5), Decimal(1)), "context"),
        ((Decimal("1.5"), Decimal(1)), "context"),
        ((Decimal(1), Decimal("0.3")), "identification"),
        ((Decimal(1), Decimal(1), Decimal("0.4")), "confidentiality"),
        ((Decimal(1), Decimal(1), Decimal(0), Decimal(1)), "integrity"),
        ((Decimal(1), Decimal(1), Decimal(0), Decimal(0), Decimal(-1)), "availability"),
    ],
)
def test_a_score_that_the_method_does_not_know_is_refused(scores, field):
    with pytest.raises(ScoreUnknown, match=field):
        severity(Scores(*scores), ON)


def test_the_parameters_are_dated_and_say_where_they_come_from():
    method = method_on(ON)
    assert method.since == date(2013, 12, 20)
    assert "ENISA" in method.source
    with pytest.raises(LookupError):
        method_on(date(2013, 12, 19))
