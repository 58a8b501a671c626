"""Publishing statements: a new version when, and only when, the registry says something else."""

from datetime import date

from cookies.registry.models import Site
from cookies.registry.services.writing import must_write_for
from cookies.statement.content import content_of, digest_of
from cookies.statement.models import StatementVersion
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def publish_statement(*, site: Site, on: date, by: Viewer) -> StatementVersion:
    """Return the version that says what the registry says on ``on``, made if there is none.

    Two requests at once make one version. Raises NotAllowed.
    """
    must_write_for(by, site.party_id)
    return _publish(site, on)


@use_case
def refresh_statements(*, on: date, by: Viewer) -> int:
    """Publish what changed, of every site on line; return how many versions are new.

    A change of an inherited item so reaches every site that uses it.
    """
    by.must(Ability.WRITE_REGISTER)
    before = StatementVersion.objects.count()
    for site in Site.objects.visible_to(by).select_related("party").filter(retired_on=None):
        _publish(site, on)
    return StatementVersion.objects.count() - before


def _publish(site: Site, on: date) -> StatementVersion:
    Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    content = content_of(site, on)
    digest = digest_of(content)
    latest = StatementVersion.objects.filter(site=site).order_by("-number").first()
    if latest is not None and latest.digest == digest and latest.scanned_on == site.scanned_on:
        return latest
    return StatementVersion.objects.create(
        site=site,
        number=latest.number + 1 if latest else 1,
        published_on=on,
        scanned_on=site.scanned_on,
        content=content,
        digest=digest,
    )
