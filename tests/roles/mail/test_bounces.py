"""Reports of mail servers: what is read in them, and what is no report on our mail."""

import tracemalloc
from contextlib import suppress
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.mail.bounces import (
    Bounce,
    Failure,
    in_words,
    read_bounce,
    returned_to,
    same_address,
)
from roles.mail.refusals import NoBounce
from tests.patience import comes_to_an_end
from tests.roles.mail.reports import own_address, report
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.reading_mail import MailNotReadable, MailTooLarge

OURS = "<4a7@voipgrid.example>"
MAIL = uuid4()
READER = "privacy@spraakwerk.example.com"


def failed(status: str) -> tuple[Failure, ...]:
    return (Failure(READER, status),)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (report(OURS), Bounce(None, OURS, failed("5.1.1"))),
        (
            report(OURS, quoted="text/rfc822-headers"),
            Bounce(None, OURS, failed("5.1.1")),
        ),
        (report(OURS, header="MESSAGE-ID"), Bounce(None, OURS, failed("5.1.1"))),
        (report(f"\n {OURS}"), Bounce(None, OURS, failed("5.1.1"))),
        (
            report(OURS, status="5.2.2 (mailbox full)"),
            Bounce(None, OURS, failed("5.2.2")),
        ),
        (report(OURS, status="4.4.7"), Bounce(None, OURS, failed("4.4.7"))),
        (report(OURS, status="5.7.350"), Bounce(None, OURS, failed("5.7.350"))),
        (report(OURS, status="nonsense"), Bounce(None, OURS, failed("5.0.0"))),
        (report(OURS, status="2.0.0"), Bounce(None, OURS, failed("5.0.0"))),
        (report(OURS, action="FAILED "), Bounce(None, OURS, failed("5.1.1"))),
        (report(OURS, to=own_address(MAIL)), Bounce(MAIL, OURS, failed("5.1.1"))),
        (
            report(OURS, to=f"VoIPGRID <{own_address(MAIL)}>"),
            Bounce(MAIL, OURS, failed("5.1.1")),
        ),
        (
            report(to=own_address(MAIL), quoted="text/plain"),
            Bounce(MAIL, "", failed("5.1.1")),
        ),
    ],
)
def test_a_report_tells_which_mail_failed_and_why(raw: bytes, expected: Bounce) -> None:
    assert read_bounce(raw) == expected


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", "perhaps"])
def test_a_mail_that_may_arrive_yet_did_not_fail(action: str) -> None:
    assert read_bounce(report(OURS, action=action)) == Bounce(None, OURS, ())


def test_of_several_readers_the_one_that_failed_counts() -> None:
    both = report(OURS).replace(
        b"Final-Recipient:",
        b"Final-Recipient: rfc822; other@example.com\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n"
        b"Final-Recipient:",
    )
    assert read_bounce(both).failed == failed("5.1.1")


@pytest.mark.parametrize(
    "raw",
    [
        b"From: jan@example.nl\r\nSubject: Afwezig\r\n\r\nIk ben er niet. Action: failed",
        report(OURS).replace(b"message/delivery-status", b"text/plain"),
        report(OURS).replace(b"Action: failed\r\n", b""),
    ],
)
def test_what_people_and_their_programs_answer_is_no_report(raw: bytes) -> None:
    with pytest.raises(NoBounce):
        read_bounce(raw)


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b"", MailNotReadable),
        (b"\x00\xff" * 50, MailNotReadable),
        (b"From: a@example.nl\r\n\r\n" + bytes(1024 * 1024), MailTooLarge),
    ],
)
def test_what_is_no_mail_is_refused(raw: bytes, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        read_bounce(raw)


@given(cut=st.integers(0, 2_000), junk=st.binary(max_size=40), at=st.integers(0, 2_000))
def test_a_damaged_report_is_read_or_refused_and_never_breaks(
    cut: int, junk: bytes, at: int
) -> None:
    whole = report(OURS, to=own_address(MAIL))
    damaged = (whole[:at] + junk + whole[at:])[:-cut] if cut else whole[:at] + junk + whole[at:]
    try:
        found = read_bounce(damaged)
    except DomainError:
        return
    assert found.mail in {MAIL, None}
    assert len(found.message_id) <= 192
    assert all(len(each.status) <= 9 for each in found.failed)


ENDLESS = b" =?utf-8?q?a?=" * 40_000


@pytest.mark.parametrize(
    ("at", "then"),
    [
        (b"Action: failed", ENDLESS),
        (b"Status: 5.1.1", ENDLESS),
        (b"Final-Recipient: rfc822; x@example.com", ENDLESS),
        (b"Message-Id: " + OURS.encode(), ENDLESS),
        (b"To: privacy@example.com", ENDLESS),
        (b"To: ", b"(" * 3_000),
        (b"Final-Recipient: rfc822; ", b"(" * 3_000),
        (b"Message-Id: ", b"(" * 3_000),
        (b"Action: failed", b"\r\n\r\nAction: delayed" * 20_000),
    ],
)
def test_what_is_endless_is_not_taken_apart(at: bytes, then: bytes) -> None:
    raw = report(OURS).replace(at, at + then, 1)
    tracemalloc.start()
    with comes_to_an_end(), suppress(DomainError):
        read_bounce(raw)
    assert tracemalloc.get_traced_memory()[1] < 100 * len(raw)
    tracemalloc.stop()


@pytest.mark.parametrize(
    "bad", ["<a\0b@example.com>", "<a b@example.com>", "<é@example.com>", "a@b"]
)
def test_an_identifier_that_none_of_ours_can_be_is_none(bad: str) -> None:
    assert read_bounce(report(bad)).message_id == ""


def test_each_reason_is_said_in_words_and_a_code_that_says_nothing_is_not() -> None:
    told = [in_words(f"{a}.{b}.{c}") for a in (4, 5) for b in range(8) for c in (0, 1, 2, 99)]
    assert len({words for words in told if words}) == 9
    assert in_words("4.2.2") == in_words("5.2.2") != in_words("5.2.1")
    assert in_words("5.0.0") == in_words("") == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Info@Example.nl", "info@example.nl.", True),
        ("info@m\u00fcller.nl", "info@xn--mller-kva.nl", True),
        ("info@example.nl", "other@example.nl", False),
        ("info@" + "x" * 70 + ".nl", "info@" + "x" * 70 + ".nl", True),
    ],
)
def test_an_address_is_the_same_however_its_host_is_written(
    one: str, other: str, same: bool
) -> None:
    assert same_address(one, other) is same


def test_each_mail_has_an_address_of_its_own_for_reports() -> None:
    assert returned_to("bounces@voipgrid.example", MAIL) == own_address(MAIL)
