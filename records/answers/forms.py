"""What the page on which a part is answered asks."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from records.answers.choices import UNSEARCHED, LeftOut, PackageKind
from records.answers.reviewing import Reviewed
from records.answers.working import Work, reviewed_in
from records.recipients.working import RecipientForm, TellRequesterForm
from records.restrictions.working import AnnounceForm, LiftForm, RestrictForm, named
from voipgrid_privacy.kernel.legal_days import legal_day

Widgets = Mapping[str, Any]
PLAIN: Final[Widgets] = {
    "select": forms.Select,
    "text": forms.TextInput,
    "area": forms.Textarea(attrs={"rows": 3}),
    "day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
}
INCLUDE: Final = "INCLUDE"


class ChoiceForm(forms.Form):
    """Whether a group is part of the answer, and if not, why."""

    def __init__(self, data: Any = None, *, of: Reviewed, widgets: Widgets = PLAIN) -> None:
        super().__init__(data, auto_id=f"g{of.group.pk}-%s", label_suffix="")
        why = [(code, label) for code, label in LeftOut.choices if code not in UNSEARCHED]
        by_hand = [(each.value, each.label) for each in UNSEARCHED]
        found = [(INCLUDE, _("Yes, it is part of the answer")), *why]
        self.fields["decision"] = forms.ChoiceField(
            label=_("What was done instead?") if of.unsearched else _("Part of the answer?"),
            choices=by_hand if of.unsearched else found,
            widget=widgets["select"],
        )
        self.fields["text"] = forms.CharField(
            label=(
                _("Explanation, which the answer tells")
                if of.unsearched
                else _("Explanation, if it is left out")
            ),
            required=of.unsearched,
            max_length=2_000,
            widget=widgets["text"],
        )
        self.fields["name"] = forms.CharField(
            label=_("Your name"), max_length=120, widget=widgets["text"]
        )


class PackageForm(forms.Form):
    """What is put together; sent again by loading the page anew, it does nothing."""

    def __init__(self, data: Any = None, *, work: Work, widgets: Widgets = PLAIN) -> None:
        super().__init__(data, auto_id="package-%s", label_suffix="")
        kinds = [(kind.value, kind.label) for kind in work.acting.kinds]
        self.fields["kind"] = forms.ChoiceField(
            label=_("What for"), choices=kinds, widget=widgets["select"]
        )
        if PackageKind.ACCESS in work.acting.kinds:
            self.fields["automated"] = forms.CharField(
                label=_("Automated decisions about this person, and their logic"),
                help_text=_(
                    "Empty: the answer says that the register does not say (GDPR Art. 15(1)(h))."
                ),
                required=False,
                max_length=2_000,
                widget=widgets["area"],
            )
        self.fields["once"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class DoneForm(forms.Form):
    """That the code was given to whom it is for: the part is answered, or assisted with."""

    def __init__(self, data: Any = None, *, widgets: Widgets = PLAIN) -> None:
        super().__init__(data, auto_id="done-%s", label_suffix="")
        self.fields["name"] = forms.CharField(
            label=_("Your name"), max_length=120, widget=widgets["text"]
        )
        self.fields["text"] = forms.CharField(
            label=_("How it was given; never the code itself"),
            required=False,
            max_length=2_000,
            widget=widgets["text"],
        )


class EraseForm(forms.Form):
    """The reference of the request, typed by who has read what will be gone."""

    def __init__(self, data: Any = None, *, work: Work, widgets: Widgets = PLAIN) -> None:
        super().__init__(data, auto_id="erase-%s", label_suffix="")
        reference = work.part.request.reference
        self.fields["typed"] = forms.CharField(
            label=_("Type %(reference)s to erase.") % {"reference": reference},
            max_length=20,
            widget=widgets["text"],
        )


class RectifyForm(forms.Form):
    """Which column of what was found gets which value; ``surely``: with the reference typed."""

    def __init__(
        self, data: Any = None, *, work: Work, widgets: Widgets = PLAIN, surely: bool = False
    ) -> None:
        super().__init__(data, auto_id="rectify-%s", label_suffix="")
        columns = [
            (f"{place.table.pk} {column.name}", f"{place.where} · {column.name}")
            for place in work.rectifiable
            for column in place.columns
        ]
        self.fields["column"] = forms.ChoiceField(
            label=_("What is wrong"), choices=columns, widget=widgets["select"]
        )
        self.fields["value"] = forms.CharField(
            label=_("The right value"), max_length=200, widget=widgets["text"]
        )
        if work.may_erase or work.acting.answers:
            words = {"reference": work.part.request.reference}
            self.fields["typed"] = forms.CharField(
                label=_("Type %(reference)s to write it.") % words,
                required=surely,
                max_length=20,
                widget=widgets["text"],
            )
        if not work.may_erase and work.acting.answers:
            self.fields["name"] = forms.CharField(
                label=_("Your name"), required=surely, max_length=120, widget=widgets["text"]
            )


class InstructForm(EraseForm):
    """The same, by a controller that has it erased, and in whose name."""

    def __init__(self, data: Any = None, *, work: Work, widgets: Widgets = PLAIN) -> None:
        super().__init__(data, work=work, widgets=widgets)
        self.fields["name"] = forms.CharField(
            label=_("Your name"), max_length=120, widget=widgets["text"]
        )


def form_for(what: str, work: Work, data: Any = None, widgets: Widgets = PLAIN) -> forms.Form:
    """Return the form of something that can be done; an empty one where nothing is asked."""
    made = _ASKS.get(what)
    return made(work, data, widgets) if made else forms.Form(data)


_ASKS: Final[dict[str, Callable[[Work, Any, Widgets], forms.Form]]] = {
    "choose": lambda work, data, w: ChoiceForm(data, of=reviewed_in(work, data), widgets=w),
    "package": lambda work, data, w: PackageForm(data, work=work, widgets=w),
    "erase": lambda work, data, w: EraseForm(data, work=work, widgets=w),
    "instruct": lambda work, data, w: InstructForm(data, work=work, widgets=w),
    "try": lambda work, data, w: RectifyForm(data, work=work, widgets=w),
    "rectify": lambda work, data, w: RectifyForm(data, work=work, widgets=w, surely=True),
    "instruct_rectifying": lambda work, data, w: RectifyForm(
        data, work=work, widgets=w, surely=True
    ),
    "recipient": lambda work, data, w: RecipientForm(data, of=work.recipients, widgets=w),
    "tell": lambda _work, data, w: TellRequesterForm(data, widgets=w),
    "restrict": lambda work, data, w: RestrictForm(data, of=work.restrictions, widgets=w),
    "announce": lambda work, data, w: AnnounceForm(
        data, of=named(work.restrictions, data), widgets=w, today=legal_day(timezone.now())
    ),
    "lift": lambda work, data, w: LiftForm(data, of=named(work.restrictions, data), widgets=w),
    "done": lambda _work, data, w: DoneForm(data, widgets=w),
}
