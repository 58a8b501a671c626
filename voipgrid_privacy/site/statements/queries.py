"""Statements as a viewer may see them: drafts of its own, and what everyone may read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from roles.choices import PartyKind
from roles.models import Party, Source
from voipgrid_privacy.kernel.citing import place_in_words
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import PUBLIC, Viewer, as_application
from voipgrid_privacy.site.statements.content import (
    Content,
    body_of,
    content_of,
    hash_of,
    in_dutch,
)
from voipgrid_privacy.site.statements.differing import Difference, differences
from voipgrid_privacy.site.statements.facts import Register, read
from voipgrid_privacy.site.statements.gaps import Letter, gap_report, open_letters
from voipgrid_privacy.site.statements.models import (
    PrivacyStatement,
    StatementInTerms,
    StatementLogo,
    StatementProposal,
    StatementPublication,
)
from voipgrid_privacy.site.statements.readability import Score, readability

PLATFORM_SLUG = "voipgrid"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the statement of a party would say if it were published on a day."""

    register: Register
    content: Content
    body: str
    hash: str
    published: StatementPublication | None
    """What was published last, in force or about to be."""

    @property
    def letters(self) -> tuple[Letter, ...]:
        """The law, letter by letter."""
        return gap_report(self.register)

    @property
    def gaps(self) -> list[str]:
        """The letters that are open."""
        return open_letters(self.letters)

    @property
    def gaps_in_words(self) -> list[str]:
        """The letters that are open, as the reader's language writes them."""
        return [place_in_words(code) for code in self.gaps]

    @property
    def score(self) -> Score:
        """How easily the Dutch text reads."""
        return readability(in_dutch(self.content))

    @property
    def is_new(self) -> bool:
        """Whether it says anything else than what is published."""
        return self.published is None or self.published.proposal.hash != self.hash

    def differences(self, language: str) -> tuple[Difference, ...]:
        """Return what differs from what is published."""
        before = self.published.proposal.content if self.published else None
        return differences(before, self.content, language)

    def unsupported(self) -> Iterator[tuple[str, Source]]:
        """Yield the key of each sentence whose source was replaced or has lapsed."""
        facts = [(part["code"], f) for part in self.content["parts"] for f in part["facts"]]
        codes = {fact["source"] for _code, fact in facts if "source" in fact}
        known = {row.code: row for row in Source.objects.filter(code__in=codes)}
        for code, fact in facts:
            source = known.get(fact.get("source", ""))
            if source is not None and not source.holds(self.register.on):
                yield f"{code}/{fact['key']}", source


def must_read(viewer: Viewer, party: Party) -> None:
    """Raise NotFound unless the draft of ``party`` is the viewer's to read."""
    if not viewer.sees_everything and party.pk not in viewer.parties:
        raise NotFound


def has_statement(party: Party) -> bool:
    """Say whether a party tells people anything as a controller through us."""
    sells = party.kind in {PartyKind.PLATFORM, PartyKind.PARTNER, PartyKind.RESELLER}
    return sells and not party.is_model


def draft_of(*, viewer: Viewer, party: Party, on: date) -> Draft:
    """Return the draft of a party's statement; raises NotFound for what is not the viewer's."""
    _must_read_draft(viewer, party)
    return drawn(party, on)


def register_of(*, viewer: Viewer, party: Party, on: date) -> Register:
    """Return what a draft is drawn from, read as it is asked for; raises NotFound like the draft.

    For who needs one part of it, or only what the party wrote.
    """
    _must_read_draft(viewer, party)
    return Register(party, on, _written(party))


def _must_read_draft(viewer: Viewer, party: Party) -> None:
    must_read(viewer, party)
    if not has_statement(party):
        raise NotFound


def _written(party: Party) -> PrivacyStatement | None:
    return PrivacyStatement.objects.filter(party=party).select_related("logo").first()


def drawn(party: Party, on: date) -> Draft:
    """Return the draft; whoever calls has judged that it may be read."""
    register = read(party=party, on=on, draft=_written(party))
    content = content_of(register)
    body = body_of(content)
    return Draft(register, content, body, hash_of(body), last_published(party))


def last_published(party: Party) -> StatementPublication | None:
    """Return the version with the highest number, also when it takes effect later."""
    rows = StatementPublication.objects.filter(party=party).select_related("proposal")
    return rows.order_by("-number").first()


def publications(*, viewer: Viewer) -> QuerySet[StatementPublication]:
    """Return every published version; what is published is everyone's."""
    rows = StatementPublication.objects.visible_to(viewer)
    return rows.select_related("proposal").order_by("slug", "-number")


def versions_at(*, viewer: Viewer, slug: str) -> QuerySet[StatementPublication]:
    """Return the versions at an address, newest first."""
    return publications(viewer=viewer).filter(slug=slug).order_by("-number")


def current(*, viewer: Viewer, slug: str, on: date) -> StatementPublication:
    """Return the version at an address that is in force on a day; raises NotFound."""
    found = versions_at(viewer=viewer, slug=slug).filter(effective_on__lte=on).first()
    if found is None:
        raise NotFound
    return found


def version_at(*, viewer: Viewer, slug: str, number: int) -> StatementPublication:
    """Return one version, for ever the same; raises NotFound."""
    found = versions_at(viewer=viewer, slug=slug).filter(number=number).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Brand:
    """The colours and logo of the statement of VoIPGRID's that is in force."""

    slug: str
    number: int
    logo: dict[str, Any] | None


def platform_brand(*, on: date) -> Brand | None:
    """Return how VoIPGRID's own pages look on a day; ``None`` before its first statement."""
    rows = versions_at(viewer=PUBLIC, slug=PLATFORM_SLUG).filter(effective_on__lte=on)
    row = rows.first()
    return Brand(row.slug, row.number, row.proposal.content.get("logo")) if row else None


def logo_of(row: StatementPublication) -> StatementLogo:
    """Return the picture that a published version shows to everyone; raises NotFound."""
    shown = row.proposal.content.get("logo")
    if shown is None:
        raise NotFound
    with as_application():  # whoever may read the version may see its picture, and no other
        return StatementLogo.objects.get(party=row.party_id, hash=shown["hash"])


def told_in_terms(row: StatementPublication, form: str, language: str) -> str:
    """Return a version in a vocabulary for machines; raises NotFound where it was not kept."""
    found = StatementInTerms.objects.filter(publication=row, form=form, language=language).first()
    if found is None:
        raise NotFound
    return found.body


def waiting_proposal(party: Party) -> StatementProposal | None:
    """Return what was proposed last, unless it was published or something later was."""
    latest = StatementProposal.objects.filter(party=party).order_by("-made_at").first()
    if latest is None or StatementPublication.objects.filter(proposal=latest).exists():
        return None
    return latest
