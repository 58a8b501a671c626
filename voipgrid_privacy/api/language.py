"""The language of titles and details; names in code and data stay English (UPPER_SNAKE)."""

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

DEFAULT = "en"
SPOKEN = {"nl", "en"}


def language_for(request: HttpRequest) -> str:
    """Return the best language of ``Accept-Language`` that we speak; English by default."""
    for wanted, _weight in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        if wanted.split("-")[0] in SPOKEN:
            return wanted.split("-")[0]
    return DEFAULT
