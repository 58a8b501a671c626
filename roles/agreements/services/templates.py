"""Wording agreements: what the law asks, which clause answers it, and publishing a version."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db.backends.postgresql.psycopg_any import DateRange

from roles.agreements.models import AgreementTemplate, ClauseItem, TemplateClause
from roles.models.sources import Source
from roles.services.recording import change, held_for_update, keep
from voipgrid_privacy.kernel.data_files import read_yaml
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import Localised, localised
from voipgrid_privacy.kernel.use_case import use_case

DATA: Final = Path(__file__).parent.parent / "data"
Clauses = Mapping[ClauseItem, tuple[Localised, Localised]]
"""Per item of the law: its heading and its text."""


@use_case
def enter_template(
    *,
    code: str,
    version: str,
    title: Localised,
    clauses: Clauses | None = None,
    source: Source | None = None,
    by: Viewer,
) -> AgreementTemplate:
    """Enter a version of a wording, not yet published, with its clauses as far as they are there.

    Raises NotAllowed.
    """
    by.must(Ability.WRITE_REGISTER)
    template = keep(AgreementTemplate(code=code, version=version, title=title, source=source))
    for item, (heading, text) in (clauses or {}).items():
        keep(TemplateClause(template=template, item=item, heading=heading, text=text))
    return template


@use_case
def copy_template(*, template: AgreementTemplate, version: str, by: Viewer) -> AgreementTemplate:
    """Begin another version with the words of this one: what is published stays as it is."""
    by.must(Ability.WRITE_REGISTER)
    words = {c.item: (c.heading, c.text) for c in template.clauses.select_related("item")}
    given = {"code": template.code, "version": version.strip(), "title": template.title}
    return enter_template(**given, clauses=words, source=template.source, by=by)


@use_case
def word_clause(
    *,
    template: AgreementTemplate,
    item: ClauseItem,
    heading: Localised,
    text: Localised,
    by: Viewer,
) -> TemplateClause:
    """Write, or write anew, the clause about one item; raises NotAllowed, ``template_fixed``."""
    by.must(Ability.WRITE_REGISTER)
    row = TemplateClause.objects.filter(template=template, item=item).first()
    if row is None:
        return keep(TemplateClause(template=template, item=item, heading=heading, text=text))
    row.heading, row.text = heading, text
    return change(row, "heading", "text")


@use_case
def publish_template(*, template: AgreementTemplate, on: date, by: Viewer) -> AgreementTemplate:
    """Let agreements be made from this wording from ``on``; it never changes after.

    Raises NotAllowed, NotFound, ``template_incomplete``, ``template_fixed``.
    """
    held = _held(template, by)
    held.published_on = on
    return change(held, "published_on")


@use_case
def withdraw_template(*, template: AgreementTemplate, on: date, by: Viewer) -> AgreementTemplate:
    """Make no new agreements from this wording from ``on``; those that are there stay."""
    held = _held(template, by)
    held.withdrawn_on = on
    return change(held, "withdrawn_on")


def load_templates(done: Counter[str]) -> None:
    """Enter the items of the law and our own wording, once; what is published stays as it is."""
    items = {entry["code"]: _item(entry, done) for entry in read_yaml(DATA / "items.yaml")}
    for entry in read_yaml(DATA / "templates.yaml"):
        _template(entry, items, done)


def _item(entry: Mapping[str, Any], done: Counter[str]) -> ClauseItem:
    days = DateRange(entry["from"], entry.get("until"))
    row = ClauseItem.objects.filter(
        code=entry["code"], valid_during__startswith=entry["from"]
    ).first()
    if row is None:
        done["added"] += 1
        return keep(
            ClauseItem(
                code=entry["code"],
                place=entry["place"],
                name=localised(entry["name"]),
                position=1 + ClauseItem.objects.count(),
                source=Source.objects.get(code=entry["source"]),
                valid_during=days,
            )
        )
    name = localised(entry["name"])
    done["updated" if (row.valid_during, row.name) != (days, name) else "unchanged"] += 1
    row.valid_during, row.name = days, name
    return change(row, "valid_during", "name")


def _template(
    entry: Mapping[str, Any], items: Mapping[str, ClauseItem], done: Counter[str]
) -> None:
    row = AgreementTemplate.objects.filter(code=entry["code"], version=entry["version"]).first()
    if row is not None and row.published_on is not None:
        done["unchanged"] += 1
        return
    done["added"] += 1
    row = row or keep(
        AgreementTemplate(
            code=entry["code"], version=entry["version"], title=localised(entry["title"])
        )
    )
    for code, words in entry["clauses"].items():
        if not row.clauses.filter(item=items[code]).exists():
            heading, text = localised(words["heading"]), localised(words["text"])
            keep(TemplateClause(template=row, item=items[code], heading=heading, text=text))
    row.published_on = entry["published_on"]
    change(row, "published_on")


def _held(template: AgreementTemplate, by: Viewer) -> AgreementTemplate:
    by.must(Ability.WRITE_REGISTER)
    held = held_for_update(AgreementTemplate.objects.all(), template)
    if held is None:
        raise NotFound
    return held
