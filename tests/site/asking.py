"""Somebody who fills in the public form, page by page, as a browser without scripts does."""

import re
from typing import Any

from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from roles.mail.services import deliver, mail_waiting
from voipgrid_privacy.kernel.tenancy import SYSTEM

START = "/en/verzoek/"
ANSWERS: dict[str, dict[str, Any]] = {
    "recht": {"rights": ["ACCESS", "ERASURE"]},
    "voor-wie": {"whom": "SELF"},
    "herkennen": {"phones": "020 123 45 67\n06-12345678", "emails": "", "customer_numbers": "K-1"}
    | {"company": "Bakker"},
    "vraag": {"words": "canary-words <b>"},
    "bereiken": {"name": "canary-name", "email": "Canary-Jan@Example.nl", "phone": ""},
}


def text(response: Any) -> str:
    return str(response.content.decode())


def pdf(name: str = "canary-file.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 canary-content", "application/pdf")


def answer(visitor: Client, **instead: dict[str, Any]) -> None:
    """Begin, and answer every question that is asked."""
    answers = {**ANSWERS, **{key.replace("_", "-"): value for key, value in instead.items()}}
    page = visitor.post(START, answers["recht"], follow=True)
    for _ in range(12):
        step = page.request["PATH_INFO"].rstrip("/").rpartition("/")[2]
        if step == "controleren":
            return
        page = visitor.post(page.request["PATH_INFO"], answers[step], follow=True)
        assert page.status_code == 200, text(page)
    raise AssertionError(page.request["PATH_INFO"])


def send(visitor: Client) -> str:
    """Send what was answered; return the reference on the page."""
    page = visitor.post("/en/verzoek/controleren/", {"website": ""}, follow=True)
    assert page.status_code == 200, text(page)
    return re.search(r"AVG-\d{4}-\d{4}", text(page))[0]


def mailed() -> str:
    """Send waiting mail; return what the last one says."""
    for pk in mail_waiting(at=timezone.now()):
        deliver(mail=pk, at=timezone.now(), by=SYSTEM)
    return str(outbox.outbox[-1].body)


def link(body: str) -> str:
    """Return the path of the first link to a request in a mail, in English."""
    return "/en" + re.search(r"https?://[^/]+(?:/en)?(/verzoek/volgen/\S+)", body)[1]
