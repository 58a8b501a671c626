"""Components that show roles: cells, reasons, the chain."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse

from roles.agreements.queries import Standing
from roles.choices import ContractKind, PartyKind, Role
from roles.findings import sentence_for
from roles.pictures.chain import Diagram
from roles.pictures.heat import Heat
from roles.queries.matrix import MatrixCell
from roles.queries.refs import ContractRef
from voipgrid_privacy.site.grid import Grid, Row, slug

register = template.Library()

JOINED = ("erwerkers", "erwerkings", "erantwoor", "facturerings", "persoons")


@register.filter
def role_name(role: str | None) -> str:
    """Return a role in the reader's language."""
    return str(Role(role).label) if role else ""


@register.filter
def breakable(word: str) -> str:
    """Return a long legal word that may break where it is joined (soft hyphens)."""
    for part in JOINED:
        word = word.replace(part, f"{part}\u00ad")
    return word


@register.filter
def role_class(role: str | None) -> str:
    """Return the class that colours a role; the word always stands beside it."""
    return f"role-{slug(role)}" if role else "role-none"


@register.filter
def kind_name(kind: str) -> str:
    """Return what kind of party this is."""
    return str(PartyKind(kind).label)


@register.filter
def contract_kind(contract: ContractRef) -> str:
    """Return what a contract is for."""
    return str(ContractKind(contract.kind).label)


@register.filter
def standing_name(standing: str) -> str:
    """Return whether there is an agreement, in words."""
    return str(Standing(standing).label)


@register.filter
def finding_sentence(code: str) -> str:
    """Return what a finding says, in the reader's language."""
    return sentence_for(code)


@register.inclusion_tag("components/role.html")
def role(
    cell: MatrixCell | None, *, upstream: str = "", url: str = "", swap: str = ""
) -> dict[str, Any]:
    """Show a role as a coloured word, linked to its reasons; ``upstream`` instructs the party."""
    return {"cell": cell, "upstream": upstream, "url": url, "swap": swap}


@register.inclusion_tag("components/matrix.html")
def matrix_table(grid: Grid, *, caption: str, swap: str = "") -> dict[str, Any]:
    """Show who has which role; with ``swap`` htmx puts the reasons in that element."""
    return {"grid": grid, "caption": caption, "swap": swap}


@register.inclusion_tag("components/reasons.html")
def reasons(cell: MatrixCell, *, question: str = "", at: str = "") -> dict[str, Any]:
    """Show why: rules, law, contracts, period, and the rules that gave way.

    With ``question`` a link to the whole explanation at the page named ``at``.
    """
    purpose = f"&purpose={cell.purpose}" if cell.purpose else ""
    return {"cell": cell, "explained": f"{reverse(at)}?{question}{purpose}" if question else ""}


@register.inclusion_tag("components/row_reasons.html")
def row_reasons(row: Row, *, opened: str = "", at: str = "site:explain") -> dict[str, Any]:
    """Show the reasons of every cell of a row, each behind its own summary."""
    return {"row": row, "opened": opened, "at": at}


@register.inclusion_tag("components/path.html")
def contract_path(path: Iterable[ContractRef]) -> dict[str, Iterable[ContractRef]]:
    """Show the contracts along which an answer was found."""
    return {"path": path}


@register.inclusion_tag("components/chain.html")
def chain(diagram: Diagram) -> dict[str, Diagram]:
    """Draw the chain, with a table that says the same."""
    return {"diagram": diagram}


@register.inclusion_tag("components/heat.html")
def heat_map(heat: Heat) -> dict[str, Heat]:
    """Draw who has which role as a map; the matrix says the same."""
    return {"heat": heat}
