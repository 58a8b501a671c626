"""The records that come with the product: VoIPGRID's own, and the ready-made ones of partners."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from records.activities.keeping import describe_keeper
from records.activities.models import RecordKeeper
from records.activities.sections import BY_CODE
from records.activities.services import ship_activity
from records.errors import RegisterMissing
from records.own.entries import declared_sections
from roles.models import Party
from roles.register import identifier
from voipgrid_privacy.kernel.data_files import read_yaml
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

DATA: Final = Path(__file__).parent / "data"
FILES: Final = ("controller", "register", "partner-controller", "processor")
Entry = dict[str, Any]


@use_case
def load_records(*, at: datetime, by: Viewer) -> Counter[str]:
    """Enter the shipped records; again: only what the product now says otherwise.

    Needs the register of roles, with the measures that its parties state, and the retention rules;
    raises RegisterMissing, NotAllowed.
    """
    by.must(Ability.WRITE_REGISTER)
    done: Counter[str] = Counter()
    for keeper in read_yaml(DATA / "keepers.yaml"):
        _keeper(keeper, by)
    for name in FILES:
        said = read_yaml(DATA / f"{name}.yaml")
        for party in filter(None, (said["party"], said.get("also"))):
            _record(said, _party(party), at, by, done)
    return done


def _keeper(said: Entry, by: Viewer) -> None:
    party = _party(said["party"])
    if not RecordKeeper.objects.filter(party=party).exists():
        describe_keeper(party=party, address="", officer=said["officer"], by=by)


def _record(said: Entry, party: Party, at: datetime, by: Viewer, done: Counter[str]) -> None:
    for entry in said["entries"]:
        body = {code: entry[code] for code in BY_CODE if code in entry}
        body |= declared_sections(entry["code"])
        made = ship_activity(
            party=party,
            kind=said["kind"],
            code=entry["code"],
            body=body,
            on=said["from"],
            at=at,
            by=by,
        )
        done["added" if made else "unchanged"] += 1


def _party(code: str) -> Party:
    found = Party.objects.filter(pk=identifier("party", code)).first()
    if found is None:
        raise RegisterMissing
    return found
