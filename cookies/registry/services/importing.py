"""Entering lists: every row is shown first, questions are answered, nothing is guessed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cookies.choices import PASSING, Provenance, Technique
from cookies.errors import ImportUnreadable, ListTooLong
from cookies.register import read
from cookies.registry.importing.defects import Knowledge, Placed, of_row, of_whole
from cookies.registry.importing.rows import Reading, ReadRow
from cookies.registry.models import ConsentCategory, Item, Provider, Site
from cookies.registry.models.suggestions import Suggestion
from cookies.registry.queries import providers
from cookies.registry.services.items import Facts, Said, enter_item
from cookies.registry.services.writing import must_write_for
from roles.models import Source
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.kernel.use_case import use_case

MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What a row comes to: ``new``, ``known``, ``question`` or ``problem`` with its code."""

    row: ReadRow
    outcome: str
    problem: str = ""
    item: Item | None = None
    defects: tuple[str, ...] = ()
    """Codes of findings: what is wrong with the row itself."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import comes to. Without ``applied`` nothing was written."""

    rows: tuple[RowOutcome, ...]
    applied: bool
    defects: tuple[tuple[str, str], ...] = ()
    """What is wrong with the list as a whole: codes of findings, and what each is about."""

    @property
    def counts(self) -> Counter[str]:
        """How many rows of each outcome."""
        return Counter(each.outcome for each in self.rows)


def known_hosts(*, viewer: Viewer, site: Site) -> tuple[str, ...]:
    """Return every host by which a row can be split: the site's own and those of providers."""
    found = providers(viewer=viewer).values_list("hosts", flat=True)
    return tuple(dict.fromkeys((*site.hosts, *(host for hosts in found for host in hosts))))


@use_case
def import_rows(
    *,
    site: Site,
    rows: Sequence[ReadRow],
    answers: Mapping[int, str],
    source: Source | None,
    on: date,
    apply: bool,
    by: Viewer,
    text: str = "",
) -> Imported:
    """Enter what a list says of a site, as claims of that list; or only show what would happen.

    ``answers`` names, per line that can be read in more than one way, the reading meant
    (``name|host``); ``text`` is what stands around the list, for what it promises. Rows with an
    open question or a problem are left out, not guessed. Raises NotAllowed, ImportUnreadable for
    a list without rows, and ListTooLong.
    """
    must_write_for(by, site.party_id)
    if not rows:
        raise ImportUnreadable(problem="0")
    if len(rows) > MOST_ROWS:
        raise ListTooLong(most=MOST_ROWS)
    entering = _Entering(by, site, source, on, apply)
    read_as = [_answered(row, answers) for row in rows]
    done = tuple(replace(entering.enter(row), defects=entering.defects(row)) for row in read_as)
    return Imported(done, apply, entering.defects_of_all(read_as, text))


def _answered(row: ReadRow, answers: Mapping[int, str]) -> ReadRow:
    wanted = answers.get(row.line, "")
    chosen = [reading for reading in row.readings if str(reading) == wanted]
    return replace(row, readings=tuple(chosen)) if chosen else row


class _Entering:
    """One import: what it may refer to is read once."""

    def __init__(
        self, by: Viewer, site: Site, source: Source | None, on: date, apply: bool
    ) -> None:
        self.by, self.site, self.source, self.on, self.apply = by, site, source, on, apply
        self.categories = {c.code: c for c in ConsentCategory.objects.visible_to(by)}
        self.providers = list(providers(viewer=by))
        self.knowledge, self.document = _knowledge(), _document()
        own = Item.objects.visible_to(by).filter(site=site)
        self.known = set(own.values_list("technique", "pattern", "domain", "path"))

    def enter(self, row: ReadRow) -> RowOutcome:
        """Return what the row comes to; enter it where nothing stands in the way."""
        if row.problem:
            return RowOutcome(row, "problem", row.problem)
        if row.only is None:
            return RowOutcome(row, "question")
        facts = self._facts(row, row.only)
        key = (facts.technique, facts.pattern, facts.domain, facts.path)
        outcome = "known" if key in self.known else "new"
        if not self.apply:
            return RowOutcome(row, outcome)
        try:
            item = self._write(row, facts)
        except DomainError as refusal:
            return RowOutcome(row, "problem", refusal.code)
        self.known.add(key)
        return RowOutcome(row, outcome, item=item)

    def defects(self, row: ReadRow) -> tuple[str, ...]:
        """Return what is wrong with a row, whatever becomes of it."""
        return of_row(row, self.knowledge, self.on)

    def defects_of_all(self, rows: Sequence[ReadRow], text: str) -> tuple[tuple[str, str], ...]:
        """Return what is wrong with the list as a whole."""
        placed = [Placed(row, self._code(row)) for row in rows]
        return of_whole(placed, text, self.knowledge, self.on)

    def _code(self, row: ReadRow) -> str:
        found = self._provider(row.only.host, row.provider_text) if row.only else None
        return found.code if found else ""

    def _write(self, row: ReadRow, facts: Facts) -> Item:
        said = Said(
            Provenance.STATEMENT if self.source else Provenance.PERSON,
            self.on,
            self.source,
            row.verbatim[:300],
            {"lifetime": row.lifetime_text} if row.lifetime_text else {},
        )
        item = self._entered(facts, said)
        term = self.knowledge.terms.get(facts.pattern)
        if term is None or not item.is_stored or self.document is None:
            return item
        source, day = self.document
        bare = Facts(facts.technique, facts.pattern, facts.domain, facts.path, lifetime=term)
        return self._entered(bare, Said(Provenance.VENDOR, day, source))

    def _entered(self, facts: Facts, said: Said) -> Item:
        return enter_item(owner=self.site.party, site=self.site, facts=facts, said=said, by=self.by)

    def _facts(self, row: ReadRow, reading: Reading) -> Facts:
        kind = row.technique or Technique.HTTP_COOKIE
        return Facts(
            technique=kind,
            pattern=reading.name,
            domain=reading.host,
            path=row.path,
            provider=self._provider(reading.host, row.provider_text),
            category=self.categories.get(row.category),
            purpose=Localised(*row.purpose) if row.purpose else None,
            lifetime="" if kind in PASSING else row.lifetime,
        )

    def _provider(self, host: str, name: str) -> Provider | None:
        bare = host.lstrip(".")
        if bare in self.site.hosts:
            return next((each for each in self.providers if each.is_site), None)
        named = [p for p in self.providers if name and p.name.lower() == name.lower()]
        fits = [p for p in self.providers if any(_under(bare, h) for h in p.hosts)]
        return next(iter((*named, *fits)), None)


def _knowledge() -> Knowledge:
    """Return what the shipped register knows of names and promises."""
    data = read("voipgrid")
    terms = {each["pattern"]: each["vendor"] for each in data["items"] if "vendor" in each}
    return Knowledge(terms, data["retired"], data["promises"])


def _document() -> tuple[Source, date] | None:
    """Return where those terms are documented, and of which day that is; None where unknown."""
    said = read("voipgrid")["vendor"]
    source = Source.objects.filter(code=said["source"]).first()
    return (source, said["stated_on"]) if source else None


def _under(host: str, parent: str) -> bool:
    return host == parent or host.endswith(f".{parent}")


@use_case
def import_suggestions(
    *, source: Source, rows: Sequence[ReadRow], on: date, by: Viewer
) -> Counter[str]:
    """Replace what one knowledge base suggests; counts of ``entered`` and ``skipped``."""
    by.must(Ability.WRITE_REGISTER)
    Suggestion.objects.filter(source=source).delete()
    made = {row.extra.get("key") or f"{row.line}": row for row in rows if not row.problem}
    Suggestion.objects.bulk_create(
        [_suggestion(source, key, row, on) for key, row in made.items()], batch_size=500
    )
    return Counter(entered=len(made), skipped=len(rows) - len(made))


def _suggestion(source: Source, key: str, row: ReadRow, on: date) -> Suggestion:
    reading = row.readings[0]
    return Suggestion(
        source=source,
        reference=key[:100],
        technique=row.technique or Technique.HTTP_COOKIE,
        pattern=reading.name[:300],
        domain=reading.host[:253],
        category=row.category,
        category_text=row.extra.get("category", "")[:100],
        lifetime=row.lifetime,
        lifetime_text=row.lifetime_text[:100],
        provider=row.provider_text[:200],
        policy_url=row.extra.get("policy", "")[:500],
        description=row.extra.get("description", ""),
        read_on=on,
    )
