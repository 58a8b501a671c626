"""Transfers recorded, assessed and asked for, for the tests of them."""

from datetime import date

from roles.queries.visibility import upstream_of
from roles.transfers import services
from roles.transfers.queries import flows
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer

START = date(2026, 1, 1)
TODAY = date(2026, 11, 27)
SCC = {"mechanism": "SAFEGUARDS", "instrument": "SCC_2021", "signed_on": date(2025, 12, 1)}


def only(on=TODAY, **more):
    (flow,) = flows(viewer=SYSTEM, on=on, **more)
    return flow


def assessed(transfer, **given):
    asked = {
        "done_on": date(2026, 2, 1),
        "outcome": "EQUIVALENT",
        "review_on": date(2027, 2, 1),
        "assessor": "Privacy officer",
        "on": TODAY,
        **given,
    }
    return services.assess_transfer(transfer=transfer, **asked, by=SYSTEM)


def partner(cast, *abilities) -> Viewer:
    return Viewer(
        user_id=None,
        name="partner",
        parties=frozenset({cast.belfabriek.pk}),
        upstream=upstream_of(frozenset({cast.belfabriek.pk})),
        abilities=frozenset(abilities),
    )
