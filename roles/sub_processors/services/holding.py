"""Finding a change, notice or objection for whoever acts on it, and holding it meanwhile."""

from roles.services.recording import held_for_update
from roles.sub_processors.models import Objection, SubProcessorChange, SubProcessorNotice
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer


def held_change(change: SubProcessorChange, by: Viewer) -> SubProcessorChange:
    """Return the change as it is now, locked; raises NotFound."""
    rows = SubProcessorChange.objects.select_related("proposer", "sub_processor", "service")
    if not SubProcessorChange.objects.visible_to(by).filter(pk=change.pk).exists():
        raise NotFound
    held = held_for_update(rows, change)
    if held is None:
        raise NotFound
    return held


def seen_notice(notice: SubProcessorNotice, by: Viewer) -> SubProcessorNotice:
    """Return the notice as the actor may see it; raises NotFound."""
    rows = SubProcessorNotice.objects.visible_to(by).filter(pk=notice.pk)
    seen = rows.select_related("change", "change__proposer", "sender", "recipient").first()
    if seen is None:
        raise NotFound
    return seen


def held_objection(objection: Objection, by: Viewer) -> Objection:
    """Return the objection as it is now, locked; raises NotFound."""
    if not Objection.objects.visible_to(by).filter(pk=objection.pk).exists():
        raise NotFound
    held = held_for_update(Objection.objects.all(), objection)
    if held is None:
        raise NotFound
    return held
