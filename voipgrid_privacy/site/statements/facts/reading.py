"""What the register says that a statement is made of: the same whoever asks, each thing read once.

A partner's statement is drawn as that partner sees the register, the platform's as anyone does, so
that a draft has one content and one hash, and says nothing that its party may not know.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from typing import TypeVar

from cookies.registry.models import Site
from records.activities.choices import RecordKind
from records.activities.completeness import Head
from records.activities.queries import Entry, Record, records
from records.activities.vocabulary import Terms, terms
from roles.acm.models import AcmRegistration
from roles.choices import PartyKind
from roles.measures.models import TakenMeasure
from roles.models import Contact, DataCategory, Party, Purpose
from roles.queries.matrix import RoleMatrix
from roles.sub_processors.queries.listing import SubProcessor
from roles.transfers.queries import Flow
from voipgrid_privacy.accounts.viewers import viewer_for_party
from voipgrid_privacy.kernel.tenancy import PUBLIC, Viewer, read_as_application
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.site.statements.facts import around
from voipgrid_privacy.site.statements.models import PrivacyStatement

T = TypeVar("T")


def _once(read: Callable[["Register"], T]) -> cached_property[T]:
    """Have what is decorated read when first asked for, as the application and never again."""

    def reading(register: "Register") -> T:
        with register.reading():
            return read(register)

    reading.__doc__ = read.__doc__
    return cached_property(reading)


class Register:
    """The register around one controller on one day.

    Whoever makes one has judged that whoever asks may read the party's draft.
    """

    def __init__(self, party: Party, on: date, draft: PrivacyStatement | None) -> None:
        self.party = party
        self.on = on
        self.draft = draft
        self._reading = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read as the application; what is read within goes on as it without asking again."""
        if self._reading:
            yield
            return
        self._reading = True
        try:
            with read_as_application():
                yield
        finally:
            self._reading = False

    @property
    def is_platform(self) -> bool:
        """Whether it is VoIPGRID itself."""
        return self.party.kind == PartyKind.PLATFORM

    @_once
    def _viewer(self) -> Viewer:
        return viewer_for_party(self.party.pk, name="statement")

    @property
    def _around(self) -> Viewer:
        """Who looks at the chain."""
        return PUBLIC if self.is_platform else self._viewer

    @_once
    def _records(self) -> Mapping[str, Record]:
        return records(viewer=self._viewer, party=self.party, on=self.on)

    @property
    def _as_controller(self) -> Record:
        return self._records[RecordKind.CONTROLLER]

    @property
    def head(self) -> Head:
        """Who keeps the records: one head for both."""
        return self._as_controller.head

    @cached_property
    def uses(self) -> Sequence[Entry]:
        """What it does as controller; only what applies to it."""
        return [entry for entry in self._as_controller.entries if entry.applies]

    @_once
    def done_for_others(self) -> Sequence[Entry]:
        """What it does as processor; only what applies to it."""
        entries = self._records[RecordKind.PROCESSOR].entries
        return [entry for entry in entries if entry.applies]

    @_once
    def asked(self) -> Sequence[Localised]:
        """Of the platform: for which purposes others have it process, by its statement of old."""
        if not self.is_platform:
            return ()
        return around.asked_of_platform(self._as_controller.entries)

    @_once
    def contacts(self) -> Sequence[Contact]:
        """How it is reached."""
        rows = Contact.objects.visible_to(self._viewer).filter(party=self.party)
        return list(rows.order_by("kind", "email", "pk"))

    @_once
    def categories(self) -> Sequence[DataCategory]:
        """Every kind of data, with its elements."""
        return around.categories_seen(self._viewer)

    @cached_property
    def category_names(self) -> Mapping[str, Localised]:
        """What each kind of data is called."""
        return {row.code: row.name for row in self.categories}

    @cached_property
    def element_names(self) -> Mapping[str, Localised]:
        """What each item of data is called."""
        return {item.code: item.name for row in self.categories for item in row.elements.all()}

    @_once
    def purpose_names(self) -> Mapping[str, Localised]:
        """What each purpose is called."""
        rows = Purpose.objects.visible_to(self._viewer)
        return dict(rows.values_list("code", "name"))

    @_once
    def terms(self) -> Terms:
        """How long data is kept."""
        return terms(self._viewer, self.party.pk, self.on)

    @_once
    def matrices(self) -> Sequence[RoleMatrix]:
        """Who has which role."""
        return around.matrices_around(self._around, self.party, self.on)

    @_once
    def measures(self) -> Sequence[TakenMeasure]:
        """What it states that it takes."""
        return around.measures_with_sources(self._viewer, self.party, self.on)

    @_once
    def helpers(self) -> Sequence[SubProcessor]:
        """Who works for it and may be named."""
        return around.helpers_to_name(self._around, self.party, self.on, self.matrices)

    @_once
    def flows(self) -> Sequence[Flow]:
        """What leaves the EEA, to whom may be named."""
        return around.flows_to_name(self._around, self.party, self.on)

    @_once
    def sites(self) -> Sequence[Site]:
        """Its web sites that have a cookie statement."""
        rows = Site.objects.visible_to(self._viewer).filter(party=self.party, retired_on=None)
        return list(rows.filter(statements__isnull=False).distinct().order_by("code"))

    @_once
    def registration(self) -> AcmRegistration | None:
        """Its registration as a provider of telecommunication."""
        return AcmRegistration.objects.in_force(self.on).filter(party=self.party).first()


def read(*, party: Party, on: date, draft: PrivacyStatement | None) -> Register:
    """Return the register for the statement of ``party`` on ``on``, with all that it says read.

    The caller has judged that whoever asks may read the party's draft.
    """
    register = Register(party, on, draft)
    with register.reading():
        for name, value in vars(Register).items():
            if isinstance(value, cached_property):
                getattr(register, name)
    return register
