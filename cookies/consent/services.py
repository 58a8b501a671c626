"""Signing heads and erasing what has served its term."""

from datetime import date, datetime

from dateutil.relativedelta import relativedelta

from cookies.banner.models import BannerSettings
from cookies.consent.chain import head_text
from cookies.consent.models import ConsentRecord, SignedHead
from cookies.registry.models import Site
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.signing import key_name, signing_key
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def sign_heads(*, day: date, until: datetime, by: Viewer) -> int:
    """Sign the head that each chain had at the end of ``day`` (``until``), once; return how many.

    Looks at rows, so a day that was missed is made up for by the next one that runs: every later
    head covers all records before it.
    """
    by.must(Ability.WRITE_REGISTER)
    return sum(_sign(site, day, until) for site in Site.objects.filter(chain__length__gt=0))


def _sign(site: Site, day: date, until: datetime) -> bool:
    if SignedHead.objects.filter(site=site, day=day).exists():
        return False
    records = ConsentRecord.objects.filter(site=site, recorded_at__lt=until)
    last = records.order_by("-seq").only("seq", "hash").first()
    if last is None:
        return False
    head = bytes(last.hash)
    signature = signing_key().sign(head_text(site.code, day.isoformat(), last.seq, head))
    SignedHead.objects.create(
        site=site, day=day, seq=last.seq, hash=head, key=key_name(), signature=signature
    )
    return True


@use_case
@erases("erase-consents")
def erase_ended(*, on: date, by: Viewer) -> int:
    """Empty the records whose own term has ended on ``on``; return how many.

    Digest and hash stay: the chain can be verified for ever, and nobody is in it any more
    (GDPR Art. 5(1)(e), 7(1)).
    """
    by.must(Ability.RUN_RETENTION)
    return sum(_erase(settings, on) for settings in BannerSettings.objects.visible_to(by))


def _erase(settings: BannerSettings, on: date) -> int:
    before = on - relativedelta(months=settings.keep_months)
    ended = ConsentRecord.objects.filter(site=settings.site_id, recorded_at__date__lt=before)
    return ended.filter(body__isnull=False).update(body=None, subject=None)
