# ruff: noqa: S608  only constants of this module are put into statements
"""Load data: many partners with many customers, the same each time, and removable.

Everything goes in as ``INSERT … SELECT``, so a hundred thousand customers take seconds per
table; every constraint and trigger stays on, and
memory stays flat. Generated rows have identifiers that begin with
``10ad0000``, and that is how they are found again.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from roles.choices import ContractKind, Feature, PartyKind
from roles.models import Party, Service
from roles.models.parties import ExternalSystem, LegalForm
from roles.queries.matrix import TELEPHONY
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

MARK: Final = "10ad0000"
FIRST: Final = "10ad0000-0000-0000-0000-000000000000"
LAST: Final = "10ad0000-ffff-ffff-ffff-ffffffffffff"

AT_ONCE: Final = 50_000
"""How many customers go in by one statement."""

PLACES = (
    "Amstel,Berkel,Drecht,Eem,Gouwe,IJssel,Linge,Maas,Merwede,Noorder,Ooster,Regge,Rijn,Rotte,"
    "Schelde,Spaarne,Vecht,Waal,Wester,Zaan,Zuider,Dommel,Hunze,Kromme,Vliet,Zwin"
)
TRADES = (
    "Bouwgroep,Installaties,Makelaars,Tandartsen,Accountants,Logistiek,Bakkerij,Fietsen,Advocaten,"
    "Thuiszorg,Garage,Drukkerij,Hoveniers,Notariaat,Reizen,Schoonmaak,Techniek,Verzekeringen,Zuivel"
)
SELLERS = ("Telecom", "Telefonie", "Voice", "Communicatie", "ICT", "Netwerken", "Spraak", "Belt")


class RegisterNotLoaded(DomainError):
    """There is no platform or no telephony service to hang a chain on."""

    code = "register_not_loaded"
    title = _("Load the register first.")
    status = 409


def _number(key: str) -> str:
    """Return SQL for a number that follows from a text: the same on every PostgreSQL."""
    return f"(('x' || left(md5({key}), 7))::bit(28)::int)"


def _id(key: str) -> str:
    """Return SQL for the marked identifier that follows from a text."""
    return f"(%(mark)s || left(md5({key}), 24))::uuid"


def _pick(array: str, key: str) -> str:
    words = f"%({array})s::text[]"
    return f"({words})[1 + {_number(key)} %% cardinality({words})]"


_PARTNER = "%(seed)s || ':partner:' || p"
_CUSTOMER = "%(seed)s || ':customer:' || p || ':' || c"
_RESELLER = "%(seed)s || ':reseller:' || p"
# Every twentieth partner has a sub-reseller, which has every tenth of its customers.
_RESELLS = "p %% 20 = 0"
_SELLER = f"CASE WHEN {_RESELLS} AND c %% 10 = 0 THEN {_id(_RESELLER)} ELSE {_id(_PARTNER)} END"
_SOLE = f"{_number(_CUSTOMER)} %% 7 = 0"
_EVERYONE = "generate_series(%(from)s, %(to)s) p, generate_series(1, %(customers)s) c"
_PARTY = (
    "INSERT INTO roles_party (id, kind, name, legal_form, kvk_number, country, is_public, is_model,"
    " registered_by_id)"
)
_CONTRACT = (
    "INSERT INTO roles_contract (id, provider_id, acquirer_id, service_id, kind, reference,"
    " valid_during)"
)
_FEATURE = "INSERT INTO roles_contractfeature (id, contract_id, feature_id, valid_during)"
_EXTERNAL = "INSERT INTO roles_externalid (id, party_id, assigned_by_id, system, value)"

_STEPS: Final = (
    f"""{_PARTY} SELECT {_id(_PARTNER)}, %(partner)s,
        {_pick("places", _PARTNER)} || ' ' || {_pick("sellers", _PARTNER + " || 's'")} || ' ' || p
        || ' B.V.', %(legal)s, '', 'NL', false, false, NULL
    FROM generate_series(%(from)s, %(to)s) p""",
    f"""{_PARTY} SELECT {_id(_RESELLER)}, %(reseller)s,
        {_pick("places", _RESELLER)} || ' Doorverkoop ' || p || ' B.V.', %(legal)s, '', 'NL',
        false, false, {_id(_PARTNER)}
    FROM generate_series(%(from)s, %(to)s) p WHERE {_RESELLS}""",
    f"""{_PARTY} SELECT {_id(_CUSTOMER)}, %(customer)s,
        {_pick("trades", _CUSTOMER + " || 't'")} || ' ' || {_pick("places", _CUSTOMER)} || ' ' || c
        || CASE WHEN {_SOLE} THEN '' ELSE ' B.V.' END,
        CASE WHEN {_SOLE} THEN %(sole)s ELSE %(legal)s END, '', 'NL', false, false, {_SELLER}
    FROM {_EVERYONE}""",
    f"""{_CONTRACT} SELECT {_id(_PARTNER + " || ':resale'")}, %(platform)s, {_id(_PARTNER)},
        %(service)s, %(resale)s, 'GEN-P' || p, daterange('2024-01-01', NULL)
    FROM generate_series(%(from)s, %(to)s) p""",
    f"""{_CONTRACT} SELECT {_id(_RESELLER + " || ':resale'")}, {_id(_PARTNER)}, {_id(_RESELLER)},
        %(service)s, %(resale)s, 'GEN-R' || p, daterange('2024-07-01', NULL)
    FROM generate_series(%(from)s, %(to)s) p WHERE {_RESELLS}""",
    f"""{_CONTRACT} SELECT {_id(_CUSTOMER + " || ':contract'")}, {_SELLER}, {_id(_CUSTOMER)},
        %(service)s, %(subscription)s, 'GEN-' || p || '-' || c,
        daterange('2025-01-01'::date + {_number(_CUSTOMER)} %% 500, NULL)
    FROM {_EVERYONE}""",
    f"""{_FEATURE} SELECT {_id(_CUSTOMER + " || ':recording'")},
        {_id(_CUSTOMER + " || ':contract'")}, %(recording)s,
        daterange('2025-01-01'::date + {_number(_CUSTOMER)} %% 500, NULL)
    FROM {_EVERYONE} WHERE {_number(_CUSTOMER + " || 'r'")} %% 10 = 0""",
    f"""{_EXTERNAL} SELECT {_id(_PARTNER + " || ':number'")}, {_id(_PARTNER)}, %(platform)s,
        %(partner_id)s, 'GEN-' || p FROM generate_series(%(from)s, %(to)s) p""",
    f"""{_EXTERNAL} SELECT {_id(_CUSTOMER + " || ':number'")}, {_id(_CUSTOMER)}, %(platform)s,
        %(client_uuid)s, {_id(_CUSTOMER)}::text FROM {_EVERYONE}""",
    """ANALYZE roles_party, roles_contract, roles_contractfeature, roles_externalid,
        roles_partyscope""",
)  # fmt: skip

# From the leaves up; scope and external numbers go with their party or contract.
_REMOVAL: Final = (
    "DELETE FROM roles_finding WHERE party_id BETWEEN %(first)s AND %(last)s",
    "DELETE FROM roles_contractfeature WHERE contract_id BETWEEN %(first)s AND %(last)s",
    "DELETE FROM roles_contract WHERE id BETWEEN %(first)s AND %(last)s",
    "DELETE FROM roles_externalid WHERE party_id BETWEEN %(first)s AND %(last)s",
    """DELETE FROM roles_partyscope WHERE party_id BETWEEN %(first)s AND %(last)s
        OR viewer_id BETWEEN %(first)s AND %(last)s""",
    "DELETE FROM roles_party WHERE id BETWEEN %(first)s AND %(last)s",
)


@use_case
def generate_chain(*, partners: int, customers: int, seed: str = "1", by: Viewer) -> int:
    """Add ``partners`` with ``customers`` each; return how many parties there are now of those.

    The same seed gives the same rows, so it can be loaded once. Raises ``register_not_loaded``.
    """
    by.must(Ability.WRITE_REGISTER)
    values = {**_values(), "customers": customers, "seed": seed}
    with connection.cursor() as cursor:
        for first, last in _batches(partners, customers):
            for step in _STEPS:
                cursor.execute(step, {**values, "from": first, "to": last})
    return Party.objects.filter(pk__range=(FIRST, LAST)).count()


def _batches(partners: int, customers: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of partners; memory stays flat, and each ends with ANALYZE for the next."""
    size = max(1, AT_ONCE // max(1, customers))
    for first in range(1, partners + 1, size):
        yield first, min(partners, first + size - 1)


@use_case
def remove_generated(*, by: Viewer) -> int:
    """Remove everything that was generated; return how many parties went. History remains."""
    by.must(Ability.WRITE_REGISTER)
    with connection.cursor() as cursor:
        for step in _REMOVAL:
            cursor.execute(step, {"first": FIRST, "last": LAST})
        return int(cursor.rowcount)


def _values() -> dict[str, Any]:
    platform = Party.objects.filter(kind=PartyKind.PLATFORM).first()
    service = Service.objects.filter(code=TELEPHONY).first()
    if platform is None or service is None:
        raise RegisterNotLoaded
    return {
        "mark": MARK,
        "platform": platform.pk,
        "service": service.pk,
        "recording": service.features.get(code=Feature.CALL_RECORDING).pk,
        "partner": PartyKind.PARTNER.value,
        "reseller": PartyKind.RESELLER.value,
        "customer": PartyKind.CUSTOMER.value,
        "legal": LegalForm.LEGAL_PERSON.value,
        "sole": LegalForm.SOLE_TRADER.value,
        "resale": ContractKind.RESALE.value,
        "subscription": ContractKind.SUBSCRIPTION.value,
        "partner_id": ExternalSystem.VOIPGRID_PARTNER_ID.value,
        "client_uuid": ExternalSystem.VOIPGRID_CLIENT_UUID.value,
        "places": PLACES.split(","),
        "trades": TRADES.split(","),
        "sellers": list(SELLERS),
    }
