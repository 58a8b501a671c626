"""A dry run in words, and the name that is typed before anything is erased."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from records.admin.words import duration, size
from records.choices import Strategy
from records.engine.previewing import DryRun
from voipgrid_privacy.kernel.logbook import shown

NAMED = 10


class TypedForm(forms.Form):
    """The name of the rule, typed: no run starts by a slip of the hand."""

    typed = forms.CharField(
        label=gettext_lazy("Type the code of the rule to confirm"),
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )

    def __init__(self, code: str, data: Any = None) -> None:
        super().__init__(data)
        self.code = code
        self.fields["typed"].help_text = code

    def clean_typed(self) -> str:
        """Return what was typed; raises ValidationError when it is another name."""
        typed = str(self.cleaned_data["typed"]).strip()
        if typed != self.code:
            raise ValidationError(_("This is not the code of the rule."), "not_confirmed")
        return typed


def dry_run_in_words(runs: list[DryRun]) -> Iterator[tuple[str, str]]:
    """Yield what a run would do, a name and a value at a time."""
    for run in runs:
        found = run.found
        yield _("Where"), run.where
        yield _("Technique"), _technique(run)
        yield _("Rows due"), number_format(found.rows)
        yield _("Spared by legal holds"), number_format(found.held)
        yield _("Without a start date"), number_format(found.undated)
        if found.oldest and found.newest:
            words = {"first": shown(found.oldest), "last": shown(found.newest)}
            yield _("Terms started"), _("%(first)s to %(last)s") % words
        if run.partitions:
            yield _("Partitions"), _partitions(run)
        yield _("By partner"), _partners(run)
        yield from _sample(run)
        words = {"time": duration(run.estimate.seconds), "log": size(run.estimate.log_bytes)}
        yield _("Estimate"), _("%(time)s, %(log)s of write-ahead log") % words
        if run.needs_approval:
            yield _("Approval"), _("Somebody else has to approve this run.")


def _technique(run: DryRun) -> str:
    label = str(run.technique.label)
    return f"{label}: {', '.join(run.blanks)}" if run.blanks else label


def _partitions(run: DryRun) -> str:
    """Say which partitions go whole, how, and with how many rows."""
    first = [f"{p}: {way.label} ({number_format(n)})" for p, way, n in run.partitions[:NAMED]]
    more = len(run.partitions) - NAMED
    left = run.found.rows - sum(rows for _name, _way, rows in run.partitions)
    rest = [f"{Strategy.IN_PLACE.label} ({number_format(left)})"] if left > 0 else []
    return "; ".join([*first, *([_("and %(n)s more") % {"n": more}] if more > 0 else []), *rest])


def _partners(run: DryRun) -> str:
    first = [f"{name or _('unknown')}: {number_format(n)}" for name, n in run.partners[:NAMED]]
    more = len(run.partners) - NAMED
    return "; ".join(first + ([_("and %(n)s more") % {"n": more}] if more > 0 else [])) or "–"


def _sample(run: DryRun) -> Iterator[tuple[str, str]]:
    if run.sample:
        rows = [f"{a} → {b}, {shown(day)}, {seconds} s" for a, b, day, seconds in run.sample]
        yield _("For example (masked)"), "; ".join(rows)
