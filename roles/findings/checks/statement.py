"""What a statement leaves open, measured against the law and against what the register derives."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from roles.choices import PartyKind, Role
from roles.findings.checking import Found, Scopes, add_check
from roles.models import Contact, DataCategory, Disclosure, Party, Reliance, Service, StatedRole
from roles.models.parties import ContactKind, LegalForm
from roles.register import Entry, read
from roles.statement.models import Disclosed
from voipgrid_privacy.kernel.tenancy import SYSTEM

WITHOUT_ROLE = {
    PartyKind.CUSTOMER.value: "no_role_for_customer",
    PartyKind.END_USER.value: "no_role_for_end_users",
}


@lru_cache(maxsize=1)
def required() -> tuple[Entry, ...]:
    """Return what a statement must tell, as the shipped data say (``required.yaml``)."""
    return tuple(read("required"))


def _stating(scopes: Scopes) -> list[Party]:
    """Return the parties whose statement is in the register."""
    said = Q(pk__in=Disclosure.objects.visible_to(SYSTEM).values("party"))
    said |= Q(pk__in=StatedRole.objects.visible_to(SYSTEM).values("stated_by"))
    parties = Party.objects.visible_to(SYSTEM).filter(said)
    return list(parties if scopes is None else parties.filter(pk__in=scopes))


@add_check
def what_statements_do_not_tell(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report what people must be told and the statement does not tell (GDPR Art. 13, 14)."""
    categories = dict(DataCategory.objects.visible_to(SYSTEM).values_list("code", "pk"))
    for party in _stating(scopes):
        rows = Disclosure.objects.visible_to(SYSTEM).in_force(on).filter(party=party)
        told = {(item, code or "") for item, code in rows.values_list("item", "category__code")}
        for need in required():
            if need["from"] <= on and not ("until" in need and need["until"] <= on):
                for code in _untold(need, told):
                    key = "/".join(filter(None, (f"statement={party.pk}", code)))
                    yield Found(party.pk, need["finding"], key, party.pk, categories.get(code))


def _untold(need: Entry, told: set[tuple[str, str]]) -> Iterator[str]:
    item = need["item"]
    for code in need.get("categories", ("",)):
        if not {(item, code), (item, "")} & told:
            yield code


@add_check
def dpo_without_contact(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report a party that says it has a DPO whom nobody can reach (GDPR Art. 37(7))."""
    rows = Disclosure.objects.visible_to(SYSTEM).in_force(on).filter(item=Disclosed.DPO)
    reachable = Contact.objects.visible_to(SYSTEM).filter(kind=ContactKind.DPO).values("party")
    wanted = rows if scopes is None else rows.filter(party__in=scopes)
    for party in wanted.exclude(party__in=reachable).values_list("party", flat=True).distinct():
        yield Found(party, "no_dpo_contact", f"party={party}", party)


@add_check
def what_statements_rely_on(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report sentences ascribed to who did not write them, and sources that were replaced."""
    rows = Reliance.objects.visible_to(SYSTEM).in_force(on)
    wanted = rows if scopes is None else rows.filter(party__in=scopes)
    for row in wanted.select_related("rests_on"):
        source, key = row.rests_on, f"party={row.party_id}/source={row.rests_on.code}"
        if row.ascribed_to:
            yield Found(row.party_id, "misattributed_source", key, row.party_id)
        if source.superseded(on):
            yield Found(row.party_id, "superseded_source", key, row.party_id)


@add_check
def legal_persons_called_data_subjects(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report a role of data subject that is stated for a legal person (GDPR Art. 4(1))."""
    rows = StatedRole.objects.visible_to(SYSTEM).in_force(on).filter(role=Role.DATA_SUBJECT)
    rows = rows.filter(party__legal_form=LegalForm.LEGAL_PERSON)
    for row in rows if scopes is None else rows.filter(stated_by__in=scopes):
        key = f"party={row.party_id}/category={row.category_id}/by={row.stated_by_id}"
        yield Found(
            row.stated_by_id,
            "legal_person_as_data_subject",
            key,
            row.stated_by_id,
            row.category_id,
        )


@add_check
def roles_left_out(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report for whom the platform's statement states no role, per kind of party and data."""
    for party in _stating(scopes):
        if party.kind == PartyKind.PLATFORM:
            rows = StatedRole.objects.visible_to(SYSTEM).in_force(on).filter(stated_by=party)
            said = set(rows.values_list("party__kind", "category"))
            for code, kind, category in _left_out(said):
                key = f"by={party.pk}/kind={kind}/category={category}"
                yield Found(party.pk, code, key, party.pk, category)


def _left_out(said: set[tuple[str, UUID]]) -> Iterator[tuple[str, str, UUID]]:
    services = Service.objects.visible_to(SYSTEM).select_related("offered_by", "used_by")
    for service in services.prefetch_related("categories"):
        for category in service.categories.all():
            for kind in sorted(_kinds(service)):
                if (kind, category.pk) not in said:
                    yield _code(service, kind), kind, category.pk


def _kinds(service: Service) -> set[str]:
    """Return the kinds of party that have to do with a service; of a site, who offers it."""
    if service.offered_by:
        return {service.offered_by.kind}
    models = Party.objects.visible_to(SYSTEM).filter(is_model=True).exclude(kind="END_USER")
    kinds = {*models.values_list("kind", flat=True), PartyKind.PLATFORM.value}
    return kinds | ({service.used_by.kind} if service.used_by else set())


def _code(service: Service, kind: str) -> str:
    if service.offered_by_id:
        return "website_visitors_not_in_statement"
    return WITHOUT_ROLE.get(kind, "no_role_stated")
