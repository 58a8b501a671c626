"""Mail as it comes: honest, sloppy and hostile."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.intake.mailbox import MOST_TEXT, Doubt, read_mail
from tests.patience import comes_to_an_end
from tests.records.intake.samples import PDF, jpeg
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.legal_days import legal_day

PLAIN = b"""\
Received: from mx.example.net (mx.example.net [192.0.2.1])
\tby mail.voipgrid.example (Postfix) with ESMTPS id 4F1
\tfor <privacy@voipgrid.example>; Mon, 31 Aug 2026 23:30:00 +0000 (UTC)
Received: from laptop by mx.example.net; Mon, 31 Aug 2026 20:00:00 +0000
From: "Jansen, Jan" <Jan.Jansen@Example.NL>
To: privacy@voipgrid.example
Date: Mon, 31 Aug 2026 21:59:00 +0200
Subject: =?utf-8?q?Inzage_in_mijn_gegevens_=E2=82=AC?=
Content-Type: text/plain; charset=iso-8859-1

Graag ontvang ik een kopie van caf\xe9.\r
Nummer 020 123 45 67.
"""


def refused(raw: bytes) -> str:
    with pytest.raises(DomainError) as refusal:
        read_mail(raw)
    return refusal.value.code


def test_a_plain_mail_says_who_what_and_when() -> None:
    mail = read_mail(PLAIN)
    assert (mail.address, mail.name) == ("jan.jansen@example.nl", "Jansen, Jan")
    assert mail.subject == "Inzage in mijn gegevens €"
    assert mail.text == "Graag ontvang ik een kopie van café.\nNummer 020 123 45 67."
    assert (mail.files, mail.left_out, mail.doubts) == ((), (), ())


def test_it_arrived_when_our_own_server_noted_it_and_on_the_day_of_amsterdam() -> None:
    """Half past one at night in Amsterdam: the first of September, whatever the sender wrote."""
    mail = read_mail(PLAIN)
    assert mail.received_at == datetime(2026, 8, 31, 23, 30, tzinfo=UTC)
    assert legal_day(mail.received_at).isoformat() == "2026-09-01"


def test_without_a_server_the_senders_day_is_doubted() -> None:
    unnoted = PLAIN[PLAIN.index(b"From:") :]
    mail = read_mail(unnoted)
    assert mail.received_at == datetime(2026, 8, 31, 19, 59, tzinfo=UTC)
    assert mail.doubts == (Doubt.DAY_BY_SENDER,)
    assert read_mail(unnoted.replace(b"Date:", b"X-Date:")).doubts == (Doubt.NO_DAY,)
    nonsense = unnoted.replace(b"Mon, 31 Aug 2026 21:59:00 +0200", b"Mon, 99 Foo 99999 99:99")
    assert read_mail(nonsense).received_at is None


def composed(**more: object) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "jan@example.nl"
    message["Date"] = "Tue, 01 Sep 2026 08:00:00 +0200"
    message.set_content("Zie bijlagen.")
    return message


def pdf_mail() -> bytes:
    message = composed()
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="machtiging.pdf")
    message.add_attachment(jpeg(), maintype="image", subtype="jpeg", filename="../pas.jpg")
    message.add_attachment(b"PK\x03\x04" + bytes(9), maintype="x", subtype="y", filename="a.docx")
    message.add_attachment(composed())
    return message.as_bytes()


def test_files_come_along_and_what_is_not_taken_is_named() -> None:
    mail = read_mail(pdf_mail())
    assert [file.name for file in mail.files] == ["machtiging.pdf", "pas.jpg", "mail.eml"]
    assert [(left.name, left.refusal.code) for left in mail.left_out] == [
        ("a.docx", "attachment_kind")
    ]
    assert mail.text == "Zie bijlagen."


def test_of_html_the_words_are_read_and_nothing_is_run() -> None:
    message = composed()
    message.set_content(
        "<html><head><style>p {}</style></head><body><p>Beste <b>mensen</b>, wis&nbsp;alles.</p>"
        "<script>alert(1)</script><img src=https://spy.example/x.png><p>Jan</p></body>",
        subtype="html",
    )
    mail = read_mail(message.as_bytes())
    assert mail.text == "Beste mensen, wis alles.\n\nJan"
    assert mail.doubts == (Doubt.DAY_BY_SENDER, Doubt.FROM_HTML)


def test_plain_text_goes_before_html() -> None:
    message = composed()
    message.add_alternative("<p>Anders</p>", subtype="html")
    assert read_mail(message.as_bytes()).text == "Zie bijlagen."


def test_another_address_to_answer_is_a_doubt() -> None:
    message = composed()
    message["Reply-To"] = "eve@example.com"
    assert Doubt.OTHER_REPLY in read_mail(message.as_bytes()).doubts


@pytest.mark.parametrize(
    "header",
    [
        b"From: jan@example.nl\r\nContent-Type: text/plain; charset=klingon",
        b"From: jan@example.nl\r\nContent-Type: text/plain; charset=\xff\xfe",
        b"From: jan@example.nl\r\nContent-Type: ;;;===",
        b"From: jan@example.nl\r\nContent-Transfer-Encoding: base64",
        b"From: jan@example.nl\r\nContent-Type: multipart/mixed",
        b"From: jan@example.nl\r\nContent-Type: multipart/mixed; boundary=",
        b"From: =?utf-8?b?////?= <jan@example.nl>",
        b"From: jan@example.nl\r\nSubject: =?nothing?q?x?=",
        b"From: jan@example.nl\r\nDate: " + b"(" * 3000,
        b'From: "a" <jan@example.nl>, ' + b"<" * 2000,
        b"Received: ;;;;\r\nFrom: @@@",
        b"From:",
    ],
)
def test_a_broken_header_is_read_past(header: bytes) -> None:
    mail = read_mail(header + b"\r\n\r\nWat ik vraag.\x00\x07\r\n")
    assert "\x00" not in mail.text + mail.subject + mail.name + mail.address


def test_a_nul_does_not_reach_the_database() -> None:
    raw = b"From: jan@example.nl\r\nSubject: a\x00b\r\n\r\nwis\x00 alles\x1b[31m"
    mail = read_mail(raw)
    assert mail.text == "wis alles[31m"
    assert mail.subject == "ab"


def nested(depth: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(depth)
    )
    return b"From: jan@example.nl\r\n" + opened + b"\r\nhello\r\n"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "mail_not_readable"),
        (b"just a text without headers", "mail_not_readable"),
        (b"\x00" * 2000, "mail_not_readable"),
        (nested(40), "mail_not_readable"),
        (nested(3000), "mail_not_readable"),
        (b"From: a@b.nl\r\nContent-Type: text/plain; x=" + b"a" * 50_000, "mail_not_readable"),
        (
            b"From: a@b.nl\r\nContent-Type: text/plain;\r\n" + b" x=y;\r\n" * 5_000,
            "mail_not_readable",
        ),
        (
            b"From: a@b.nl\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            + b"--b\r\n\r\nx\r\n" * 500,
            "mail_not_readable",
        ),
        (b"From: a@b.nl\r\n\r\n" + bytes(26 * 1024 * 1024), "mail_too_large"),
    ],
    ids=range(9),
)
def test_hostile_mail_is_refused(raw: bytes, code: str) -> None:
    with comes_to_an_end():
        assert refused(raw) == code


@pytest.mark.parametrize(
    "raw",
    [
        b"From: jan@example.nl\r\nSubject: " + b"=?utf-8?q?x?= " * 20_000 + b"\r\n\r\nhello",
        b"From: " + b"a@b.nl, " * 20_000 + b"\r\n\r\nhello",
        b"From: jan@example.nl\r\nContent-Type: text/html\r\n\r\n" + b"<p" * 2_000_000,
        b"From: jan@example.nl\r\nContent-Type: text/html\r\n\r\n" + b"<!--" * 1_000_000,
        b"From: jan@example.nl\r\nContent-Type: text/html\r\n\r\n" + b"&" * 2_000_000,
        b"From: jan@example.nl\r\n\r\n" + b"a\n" * 5_000_000,
    ],
    ids=range(6),
)
def test_mail_that_is_made_to_take_long_does_not(raw: bytes) -> None:
    with comes_to_an_end():
        mail = read_mail(raw)
    assert len(mail.text) <= MOST_TEXT


def test_a_text_without_end_is_cut_off_and_says_so() -> None:
    mail = read_mail(b"From: jan@example.nl\r\n\r\n" + b"woord " * 10_000)
    assert len(mail.text) == MOST_TEXT
    assert Doubt.CUT_OFF in mail.doubts


@given(st.binary(max_size=600))
def test_whatever_comes_is_read_or_refused(noise: bytes) -> None:
    for raw in (noise, PLAIN[:200] + noise + PLAIN[200:], b"From: a@b.nl\r\n" + noise):
        try:
            mail = read_mail(raw)
        except DomainError:
            continue
        assert "\x00" not in mail.text
