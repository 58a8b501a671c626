"""Every write that would reach another partner's data, as a statement."""

from datetime import date
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from roles.models import Contract
from tests.clock import today
from tests.tenancy.agreements import on_agreements
from tests.tenancy.asking import insert
from tests.tenancy.cast import Cast
from tests.tenancy.ends import on_ends
from tests.tenancy.incidents import on_incidents
from tests.tenancy.intake import on_threads
from tests.tenancy.measures import on_measures
from tests.tenancy.requests import on_requests
from tests.tenancy.statements import on_statements
from tests.tenancy.webhooks import on_webhooks
from voipgrid_privacy.accounts.models import User


def a_party(**values) -> tuple[str, list]:
    usual = {
        "kind": "CUSTOMER",
        "name": "X",
        "legal_form": "LEGAL_PERSON",
        "kvk_number": "",
        "country": "NL",
    }
    return insert("roles_party", **{**usual, "is_public": False, "is_model": False, **values})


def a_contract(provider: UUID, acquirer: UUID, service: UUID, **values) -> tuple[str, list]:
    during = DateRange(date(2031, 1, 1), date(2032, 1, 1))
    usual = {"kind": "SUBSCRIPTION", "reference": "", "valid_during": during}
    ends = {"provider_id": provider, "acquirer_id": acquirer, "service_id": service}
    return insert("roles_contract", **{**usual, **ends, **values})


def judged(state: str, reason: str, by: str) -> str:
    """Return the statement that judges every finding on which a partner must act."""
    return (
        f"UPDATE roles_finding SET state = '{state}', reason = '{reason}', judged_by = '{by}',"
        " settled_on = NULL WHERE owner = 'PARTNER'"
    )


def attacks(cast: Cast) -> dict[str, tuple[str, list]]:
    me, eve, hers, mover = (
        cast.belfabriek.pk,
        cast.eve.pk,
        cast.eves_customer.pk,
        cast.mover.pk,
    )
    service, bakker, platform = cast.service.pk, cast.bakker.pk, cast.platform.pk
    her_contract = Contract.objects.get(acquirer=cast.eves_customer).pk
    movers_new = Contract.objects.get(acquirer=cast.mover, provider=cast.eve).pk
    external = {"system": "RELATIECODE", "value": "9"}
    contact = {"kind": "GENERAL", "name": "", "email": "x@example.nl", "phone": ""}
    feature = {"feature_id": cast.feature.pk, "valid_during": DateRange(date(2031, 1, 1), None)}
    return {
        **on_requests(me, eve),
        **on_threads(me, eve),
        "a party in another's name": a_party(registered_by_id=eve),
        "a party in nobody's name": a_party(registered_by_id=None),
        "a party that is public": a_party(registered_by_id=me, is_public=True),
        "a model party": a_party(registered_by_id=me, is_model=True),
        "another platform": a_party(registered_by_id=me, kind="PLATFORM"),
        "another partner": a_party(registered_by_id=me, kind="PARTNER"),
        "a contract with another's customer": a_contract(me, hers, service),
        "a contract with a customer that left": a_contract(me, mover, service),
        "a contract in another's name": a_contract(eve, bakker, service),
        "a contract from the platform": a_contract(platform, bakker, service),
        "a contract above another partner": a_contract(me, eve, service, kind="RESALE"),
        "a contract above the platform": a_contract(me, platform, service, kind="RESALE"),
        "a contract of supply": a_contract(me, bakker, service, kind="SUPPLY"),
        "a contract with nobody": a_contract(me, uuid4(), service),
        "a number in another's name": insert(
            "roles_externalid", party_id=bakker, assigned_by_id=eve, **external
        ),
        "a number in the platform's name": insert(
            "roles_externalid", party_id=bakker, assigned_by_id=platform, **external
        ),
        "a number for another's customer": insert(
            "roles_externalid", party_id=hers, assigned_by_id=me, **external
        ),
        "a contact at another's customer": insert("roles_contact", party_id=hers, **contact),
        "a contact at another partner": insert("roles_contact", party_id=eve, **contact),
        "a contact at the platform": insert("roles_contact", party_id=platform, **contact),
        "a contact at a customer that left": insert("roles_contact", party_id=mover, **contact),
        "a feature under another's contract": insert(
            "roles_contractfeature", contract_id=her_contract, **feature
        ),
        "a limit on another's contract": insert(
            "roles_contractcategory", contract_id=movers_new, category_id=cast.category.pk
        ),
        "a membership of another partner": insert(
            "accounts_membership", user_id=User.objects.first().pk, party_id=eve, role="MANAGER"
        ),
        "a scope on another's customer": (
            "INSERT INTO roles_partyscope (viewer_id, party_id) VALUES (%s, %s)",
            [me, hers],
        ),
        "a customer of its own, given away": (
            "UPDATE roles_party SET registered_by_id = %s WHERE id = %s",
            [eve, bakker],
        ),
        "a customer of its own, made public": (
            "UPDATE roles_party SET is_public = true WHERE id = %s",
            [bakker],
        ),
        "a customer that left, renamed": (
            "UPDATE roles_party SET name = 'X' WHERE id = %s",
            [mover],
        ),
        "another's customer, renamed": ("UPDATE roles_party SET name = 'X' WHERE id = %s", [hers]),
        "the platform, renamed": ("UPDATE roles_party SET name = 'X' WHERE id = %s", [platform]),
        "itself, renamed": ("UPDATE roles_party SET name = 'X' WHERE id = %s", [me]),
        "another's contract, ended": (
            (
                "UPDATE roles_contract SET valid_during = daterange('2024-01-01', '2025-01-01')"
                " WHERE id = %s"
            ),
            [her_contract],
        ),
        "the platform's contract with it, ended": (
            (
                "UPDATE roles_contract SET valid_during = daterange('2024-01-01', '2025-01-01')"
                " WHERE acquirer_id = %s"
            ),
            [me],
        ),
        "its own contract, given to another": (
            "UPDATE roles_contract SET provider_id = %s WHERE acquirer_id = %s",
            [eve, bakker],
        ),
        "its own contract, aimed at another's customer": (
            "UPDATE roles_contract SET acquirer_id = %s WHERE acquirer_id = %s",
            [hers, bakker],
        ),
        "its own feature, put under another's contract": (
            (
                "UPDATE roles_contractfeature SET contract_id = %s WHERE contract_id IN"
                " (SELECT id FROM roles_contract WHERE acquirer_id = %s)"
            ),
            [her_contract, bakker],
        ),
        "another's contact, changed": (
            "UPDATE roles_contact SET name = 'X' WHERE party_id = %s",
            [hers],
        ),
        "its own contact, moved to another": (
            "UPDATE roles_contact SET party_id = %s WHERE party_id = %s",
            [hers, bakker],
        ),
        "an import in another's name": insert(
            "roles_import",
            party_id=eve,
            state="APPLYING",
            size=0,
            mapping="{}",
            without_errors=False,
            new=0,
            changed=0,
            duplicate=0,
            errors=0,
            refusal="",
            refusal_params="{}",
            uploaded_at=timezone.now(),
            erased=False,
        ),
        "another's import, applied": (
            "UPDATE roles_import SET state = 'APPLYING' WHERE party_id = %s",
            [eve],
        ),
        "its own import, given to another": (
            "UPDATE roles_import SET party_id = %s WHERE party_id = %s",
            [eve, me],
        ),
        "what its import means, rewritten": ("UPDATE roles_judgedrow SET row_id = NULL", []),
        **on_webhooks(cast),
        **on_ends(cast),
        **on_incidents(cast),
        **on_measures(cast),
        **on_statements(cast),
        **on_agreements(cast),
        "a finding that is the platform's to act on, accepted": (
            "UPDATE roles_finding SET state = 'ACCEPTED', reason = 'x' WHERE owner = 'PLATFORM'",
            [],
        ),
        "another's finding, accepted": (
            "UPDATE roles_finding SET state = 'ACCEPTED', reason = 'x' WHERE party_id = %s",
            [eve],
        ),
        "its own finding, resolved": (
            "UPDATE roles_finding SET state = 'RESOLVED' WHERE owner = 'PARTNER'",
            [],
        ),
        "its own finding, accepted in an officer's name": (
            judged("ACCEPTED", "x", "OFFICER"),
            [],
        ),
        "its own finding, accepted in nobody's name": (judged("ACCEPTED", "x", ""), []),
        "its own finding, accepted without a reason": (judged("ACCEPTED", " \n", "PARTNER"), []),
        "its own finding, reopened that was never accepted": (judged("REOPENED", "", ""), []),
        "its own finding, reopened with a reason": (judged("REOPENED", "x", ""), []),
        "its own finding, reopened in an officer's name": (judged("REOPENED", "", "OFFICER"), []),
        "its own finding, made lighter": (
            "UPDATE roles_finding SET severity = 'LOW' WHERE owner = 'PARTNER'",
            [],
        ),
        "an own use, removed": ("DELETE FROM roles_ownuse", []),
        "history, removed": ("DELETE FROM roles_contractevent", []),
        "history, rewritten": ("UPDATE roles_contractevent SET pgh_label = 'x'", []),
        "a user, promoted": ("UPDATE accounts_user SET is_superuser = true", []),
        "an invitation, opened anew": (
            "UPDATE accounts_invitation SET withdrawn_at = NULL, role = 'MANAGER'",
            [],
        ),
        "sessions, read": ("SELECT * FROM django_session", []),
        "tokens, read": ("SELECT * FROM oauth2_provider_accesstoken", []),
        "second factors, read": ("SELECT * FROM mfa_authenticator", []),
        "statistics of another's calls, asked for": insert(
            "records_statisticsdecision",
            party_id=cast.eve.pk,
            store_id=uuid4(),
            epsilon=1,
            budget=1,
            most_calls=1,
            valid_during=DateRange(today(), None),
        ),
        "statistics of its own, made up": insert(
            "records_statisticsrelease",
            decision_id=uuid4(),
            party_id=cast.belfabriek.pk,
            store_id=uuid4(),
            month=date(2026, 1, 1),
            epsilon=1,
            delta=0,
            most_calls=1,
            method="none",
            calls=0,
            subscribers=0,
            bounded=0,
            figures="{}",
            errors="{}",
            computed_at=timezone.now(),
        ),
        "calls, read": ("SELECT * FROM records_calldetailrecord", []),
        "a table, made": ("CREATE TABLE loot (x int)", []),
        "row security, switched off": ("ALTER TABLE roles_party DISABLE ROW LEVEL SECURITY", []),
        "the scope table, emptied": ("TRUNCATE roles_partyscope", []),
        "a file, read": ("SELECT pg_read_file('/etc/hostname')", []),
    }
