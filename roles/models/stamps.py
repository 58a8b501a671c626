"""What tells a remembered answer that its facts are still the same."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models

from voipgrid_privacy.kernel.models import RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy


class ChainStamp(models.Model):
    """Another stamp whenever a fact that hangs on ``party`` changes; kept by triggers.

    A chain is walked from acquirer to provider. So whatever is added to a chain or changed in it
    hangs on one of the parties that are in it, or is part of the vocabulary, which has a stamp too
    (the party without a number). Stamps are random: none ever comes back, not after a deletion and
    not after a restored copy.
    """

    party = models.UUIDField(primary_key=True)
    stamp = models.UUIDField(db_default=RandomUUID())

    objects = RegisteredQuerySet["ChainStamp"].as_manager()
    privacy = Privacy(not_personal=("party", "stamp"))

    def __str__(self) -> str:
        return f"{self.party} {self.stamp}"
