"""What the page of a transfer can be asked to do: a form, a service, and what is said then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from roles.transfers import services
from roles.transfers.models import Transfer
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.site.transfer_forms import (
    AssessForm,
    ChangeForm,
    CoverForm,
    DeedForm,
    DocumentForm,
    EndForm,
    MeasuresForm,
)

Given = dict[str, Any]
Form = DeedForm | ChangeForm


def _change(row: Transfer, given: Given, by: Viewer) -> Transfer:
    return services.change_transfer(transfer=row, **given, by=by)


def _assess(row: Transfer, given: Given, by: Viewer) -> Transfer:
    services.assess_transfer(transfer=row, **given, on=timezone.localdate(), by=by)
    return row


def _attach(row: Transfer, given: Given, by: Viewer) -> Transfer:
    file = given["file"]
    content = file.read(services.LARGEST + 1)
    name = (file.name or "")[:200]
    services.add_document(transfer=row, name=name, content=content, at=timezone.now(), by=by)
    return row


def _cover(row: Transfer, given: Given, by: Viewer) -> Transfer:
    services.record_coverage(importer=row.importer, **given, by=by)
    return row


def _end(row: Transfer, given: Given, by: Viewer) -> Transfer:
    return services.end_transfer(transfer=row, **given, by=by)


@dataclass(frozen=True, slots=True)
class Action:
    """What the page asks, what it calls, and what it says afterwards.

    ``title`` opens the form, ``text`` says what it is for, ``button`` does it; ``call`` returns the
    transfer as it goes on.
    """

    form: type[Form]
    call: Callable[[Transfer, Given, Viewer], Transfer]
    title: Promise
    text: Promise
    button: Promise
    said: Promise


CHANGES = frozenset({"measures", "change"})
"""Those whose forms begin with what is known of the transfer."""
ACTIONS = {
    "assess": Action(
        AssessForm,
        _assess,
        gettext_lazy("Record a transfer impact assessment"),
        gettext_lazy(
            "Whether the law of the country allows the importer to keep to the safeguards."
        ),
        gettext_lazy("Record"),
        gettext_lazy("The assessment is recorded."),
    ),
    "measures": Action(
        MeasuresForm,
        _change,
        gettext_lazy("Record supplementary measures"),
        gettext_lazy("What is done on top of the safeguards, such as encryption with own keys."),
        gettext_lazy("Record"),
        gettext_lazy("The measures are recorded."),
    ),
    "attach": Action(
        DocumentForm,
        _attach,
        gettext_lazy("Add a document"),
        gettext_lazy("The file is kept as it is, with its SHA-256."),
        gettext_lazy("Keep"),
        gettext_lazy("The document is kept."),
    ),
    "change": Action(
        ChangeForm,
        _change,
        gettext_lazy("Change what it rests on"),
        gettext_lazy(
            "Days before keep their answer. On its first day the record itself is corrected."
        ),
        gettext_lazy("Change"),
        gettext_lazy("The transfer is changed from that day."),
    ),
    "cover": Action(
        CoverForm,
        _cover,
        gettext_lazy("Record that the importer is covered by a decision"),
        gettext_lazy(
            "For a decision that covers some importers only, such as those on the Data Privacy"
            " Framework List."
        ),
        gettext_lazy("Record"),
        gettext_lazy("It is recorded that the importer is covered."),
    ),
    "end": Action(
        EndForm,
        _end,
        gettext_lazy("End this transfer"),
        gettext_lazy("The fact is kept for every day until then."),
        gettext_lazy("End"),
        gettext_lazy("The transfer ends."),
    ),
}
