"""What search needs beside the register: the words of names, to mend typing errors by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.models import RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy


class NameWord(models.Model):
    """One word that stands in the name of a party now; kept by triggers on parties.

    Somebody's name may be the only one with it, so it goes when the last such name goes. No
    partner's session reads it: only the database's own search does.
    """

    word = models.TextField(_("word"), primary_key=True)

    objects = RegisteredQuerySet["NameWord"].as_manager()
    privacy = Privacy(
        personal={"word": Erasure.DELETE_ROW}, kept=_("As long as the name that it comes from")
    )

    class Meta:
        verbose_name = _("word of a name")
        verbose_name_plural = _("words of names")

    def __str__(self) -> str:
        return self.word
