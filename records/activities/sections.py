"""What an entry is made of: its sections, in the order of the letters of GDPR Art. 30.

A section is replaced as a whole: a partner that overrides the recipients of an entry keeps its
own recipients, whatever the platform's entry says later.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.activities.choices import RecordKind

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an entry: the letter of Art. 30 it answers, per record; "" answers none."""

    code: str
    title: Promise
    controller: str | None = None
    processor: str | None = None

    def letter(self, kind: str) -> str | None:
        """Return the letter in that record; None: the section does not belong in it."""
        return self.controller if kind == RecordKind.CONTROLLER else self.processor


SECTIONS: Final = (
    Section("name", _("Name"), "", "b"),
    Section("description", _("What happens"), "", ""),
    Section("covers", _("Data and functions"), None, "b"),
    Section("joint", _("Joint controllers"), "a", None),
    Section("purposes", _("Purposes"), "b", None),
    Section("subjects", _("Data subjects"), "c", ""),
    Section("data", _("Personal data"), "c", None),
    Section("origin", _("Where the data comes from"), "", None),
    Section("recipients", _("Recipients"), "d", ""),
    Section("transfers", _("Transfers to third countries"), "e", "c"),
    Section("retention", _("Retention"), "f", None),
    Section("measures", _("Security measures"), "g", "d"),
    Section("systems", _("Systems"), "", ""),
    Section("review", _("Department and review"), "", ""),
    Section("applies", _("Whether it applies"), "", ""),
)
BY_CODE: Final = {section.code: section for section in SECTIONS}
LETTERS: Final = {RecordKind.CONTROLLER: "abcdefg", RecordKind.PROCESSOR: "abcd"}


def sections_of(kind: str) -> tuple[Section, ...]:
    """Return the sections of a record, in the order of its letters.

    Of a processor's record purpose, basis and retention are none: those are the controller's
    decisions (GDPR Art. 4(7), 28(3)(a)).
    """
    return tuple(section for section in SECTIONS if section.letter(kind) is not None)


def canonical(body: Any) -> str:
    """Return the one text that a body has: what is kept, hashed and compared."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> bytes:
    """Return the hash of a canonical body."""
    return sha256(text.encode()).digest()


def over(base: Mapping[str, Any], own: Mapping[str, Any]) -> Body:
    """Return ``base`` with the sections of ``own`` in place of its own."""
    return {**base, **own}
