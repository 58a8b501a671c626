"""Searching the data stores for a data subject."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from records.answers.choices import Searched
from records.answers.keeping import Acting, acting, given_by, must_work, whose
from records.answers.models import AnswerGroup, AnswerSearch
from records.answers.places import Place, places
from records.answers.refusals import NothingToSearchBy
from records.answers.searching import Hits, found_in
from records.requests.models import RequestPart
from records.restrictions.covering import cover
from records.retention.models import RetentionRule
from records.stores.models import DataStore, StoreTable
from roles.models import DataCategory
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def search_part(*, part: RequestPart, at: datetime, by: Viewer) -> AnswerSearch:
    """Search the stores that hold data of the part for its data subject, in its tenancy only.

    Keys are kept and no values. Raises NotAllowed, NotFound, ``answer_not_yours``,
    ``answer_no_identifier``.
    """
    must_work(by)
    work = acting(part, by)
    with as_application():
        given = given_by(work.part)
        if not given:
            raise NothingToSearchBy
        search = AnswerSearch(
            part=work.part, party=work.party, searched_at=at, searched_by=by.user_id
        )
        search.save(force_insert=True)
        search.refresh_from_db(fields=("searched_at",))  # the database dates it
        category = _category(work)
        all_places = places()
        where = [place for place in all_places if category in place.categories]
        whom = whose(work.part)
        hits = found_in(where, given, whom) if whom else map(_of_nobody, where)
        made = [row for each in hits for row in _groups(search, each)]
        made += _unsearchable(search, category, all_places)
        AnswerGroup.objects.bulk_create(made)
        cover(work.part, at)
    return search


def _category(work: Acting) -> UUID:
    row = DataCategory.objects.filter(code=work.part.category).first()
    if row is None:
        raise NotFound
    return row.pk


def _unsearchable(
    search: AnswerSearch, category: UUID, searched: Sequence[Place]
) -> Iterator[AnswerGroup]:
    """Yield where data of the category are in which nobody can be searched for.

    Tables that say whom none of their columns identifies; and stores of which a rule says that
    such data are kept there, but that tell nothing of where.
    """
    found = {place.table.pk for place in searched if place.table}
    tables = StoreTable.objects.filter(in_use=True, columns__element__category=category)
    closed = list(tables.exclude(pk__in=found).select_related("store").distinct())
    for table in closed:
        yield _not_searched(search, table.store, table)
    told = {place.store.pk for place in searched if category in place.categories}
    told |= {table.store_id for table in closed}
    on = legal_day(search.searched_at)
    rules = RetentionRule.objects.filter(category=category, valid_during__contains=on)
    deciding = Q(decided_by__is_model=True) | Q(decided_by=search.part.controller_id)
    kept = DataStore.objects.filter(pk__in=rules.filter(deciding).values("store"))
    for store in kept.exclude(pk__in=told).order_by("code"):
        yield _not_searched(search, store, None)


def _not_searched(search: AnswerSearch, store: DataStore, table: StoreTable | None) -> AnswerGroup:
    return AnswerGroup(
        search=search,
        store=store,
        table=table,
        outcome=Searched.NOT_SEARCHABLE,
        whose=[],
        rows=0,
        more=False,
        keys=[],
    )


def _of_nobody(place: Place) -> Hits:
    return Hits(place, Searched.NOT_TELLABLE, {})


def _groups(search: AnswerSearch, hits: Hits) -> Iterator[AnswerGroup]:
    of_place = {
        "search": search,
        "store": hits.place.store,
        "table": hits.place.table,
        "not_by": list(hits.not_by),
    }
    if not hits.keys:
        yield AnswerGroup(**of_place, outcome=hits.outcome, whose=[], rows=0, more=False, keys=[])
    for roles, keys in sorted(hits.keys.items(), key=lambda item: sorted(item[0])):
        yield AnswerGroup(
            **of_place,
            outcome=hits.outcome,
            whose=sorted(roles),
            rows=len(keys),
            more=hits.more,
            keys=keys,
        )
