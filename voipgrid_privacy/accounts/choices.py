"""The groups of people that the product knows, and what each may do."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.tenancy import Ability


class OfficerGroup(models.TextChoices):
    """Groups of VoIPGRID's own people; they see the whole register."""

    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    DPO = "dpo", _("Data protection officer")
    SECURITY_OFFICER = "security_officer", _("Security officer")
    AUDITOR = "auditor", _("Auditor")


class MemberRole(models.TextChoices):
    """What a member of a partner may do for it."""

    MANAGER = "MANAGER", _("Manager")
    READER = "READER", _("Reader")


OFFICER_ABILITIES: dict[OfficerGroup, frozenset[Ability]] = {
    OfficerGroup.PRIVACY_OFFICER: frozenset(
        {
            Ability.READ_ALL,
            Ability.WRITE_REGISTER,
            Ability.JUDGE_FINDINGS,
            Ability.RUN_RETENTION,
            Ability.MANAGE_ACCESS,
        }
    ),
    # The DPO keeps watch (GDPR Art. 39) and so changes nothing but the judgement of findings.
    OfficerGroup.DPO: frozenset({Ability.READ_ALL, Ability.JUDGE_FINDINGS}),
    OfficerGroup.SECURITY_OFFICER: frozenset({Ability.READ_ALL}),
    OfficerGroup.AUDITOR: frozenset({Ability.READ_ALL}),
}

MEMBER_ABILITIES: dict[MemberRole, frozenset[Ability]] = {
    MemberRole.MANAGER: frozenset({Ability.WRITE_OWN}),
    MemberRole.READER: frozenset(),
}
