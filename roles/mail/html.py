"""The same mail as HTML: its paragraphs, its links, and which language each half is in."""

import re
from typing import Final

from django.utils.html import escape

BETWEEN: Final = "\n\n– English –\n\n"
"""What stands between the Dutch and the English of a mail."""

_LINK: Final = re.compile(r"https?://[^\s<>\"']+")


def as_html(subject: str, body: str) -> str:
    """Return a mail as HTML without anything of elsewhere: no image, no style, no script."""
    dutch, _between, english = body.partition(BETWEEN)
    halves = [_half("nl", dutch)]
    if english:
        halves += ["<hr>", _half("en", english)]
    head = f'<meta charset="utf-8"><title>{escape(subject)}</title>'
    said = "".join(halves)
    return f'<!doctype html><html lang="nl"><head>{head}</head><body>{said}</body></html>'


def _half(language: str, text: str) -> str:
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text))
    said = "".join(f"<p>{_lines(part)}</p>" for part in paragraphs if part)
    return f'<div lang="{language}">{said}</div>'


def _lines(text: str) -> str:
    return "<br>".join(_linked(line) for line in text.splitlines())


def _linked(line: str) -> str:
    """Return a line with its addresses as links; everything else is text, whatever it says."""
    said, end = [], 0
    for found in _LINK.finditer(line):
        link = escape(found[0])
        said += [escape(line[end : found.start()]), f'<a href="{link}">{link}</a>']
        end = found.end()
    return "".join([*said, escape(line[end:])])
