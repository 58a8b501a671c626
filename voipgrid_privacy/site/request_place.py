"""Where the form for requests stands: at VoIPGRID's own address, or at that of another party."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from roles.choices import PartyKind
from voipgrid_privacy.kernel.tenancy import PUBLIC
from voipgrid_privacy.site.statements.models import StatementPublication
from voipgrid_privacy.site.statements.queries import PLATFORM_SLUG, current

SELLS: Final = frozenset({PartyKind.PARTNER, PartyKind.RESELLER})


@dataclass(frozen=True, slots=True)
class Place:
    """A form and its pages. ``published`` is the statement whose name, address and colours it has.

    Without one it is VoIPGRID's own.
    """

    published: StatementPublication | None = None

    @property
    def base(self) -> str:
        """The template around its pages."""
        return "public/party_base.html" if self.published else "public/base.html"

    @property
    def receiver(self) -> str:
        """Who receives, as answers keep it; "" for the platform."""
        return str(self.published.party_id) if self.published else ""

    @property
    def name(self) -> str:
        """The name of who receives, where that is another party."""
        return str(self.published.proposal.content["party"]["name"]) if self.published else ""

    def page(self, name: str, **more: str) -> str:
        """Return the address of a page of the form."""
        if self.published is None:
            return reverse(f"site:{name}", kwargs=more)
        return reverse(f"site:party-{name}", kwargs={"slug": self.published.slug, **more})

    def step(self, step: str) -> str:
        """Return the address of a question."""
        return self.page("request-form-step", step=step)

    @property
    def start(self) -> str:
        """Where it begins."""
        return self.page("request-form")

    @property
    def check(self) -> str:
        """Where all answers are shown."""
        return self.page("request-form-check")

    @property
    def sent(self) -> str:
        """Where the reference is shown."""
        return self.page("request-form-sent")

    @property
    def remove(self) -> str:
        """Where a file is taken away."""
        return self.page("request-form-remove")

    @property
    def ask_link(self) -> str:
        """Where a new link is asked."""
        return self.page("request-ask-link")

    def context(self, **more: Any) -> dict[str, Any]:
        """Return what every page of it is rendered with."""
        return {"place": self, "base": self.base, **more}


OWN: Final = Place()


def place_at(slug: str) -> Place:
    """Return the form at an address; raises NotFound where nobody published a statement."""
    if slug in {"", PLATFORM_SLUG}:
        return OWN
    return Place(current(viewer=PUBLIC, slug=slug, on=timezone.localdate()))


def place_of(party: UUID) -> Place:
    """Return the form of a party that received a request; the platform's where it has none."""
    rows = StatementPublication.objects.filter(party=party, party__kind__in=SELLS)
    rows = rows.filter(effective_on__lte=timezone.localdate()).select_related("proposal")
    return Place(rows.order_by("-number").first())
