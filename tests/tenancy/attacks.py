"""Every write that would reach another partner's data, as a statement."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from records.models import IncidentDossier
from roles.models import (
    Agreement,
    Contract,
    EndOfService,
    Measure,
    WebhookEndpoint,
    WebhookMessage,
)
from tests.tenancy.cast import SCORED, TODAY, Cast, a_paper
from tests.tenancy.intake import on_threads
from tests.tenancy.requests import on_requests
from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.site.statements.models import StatementProposal


def insert(table: str, **values) -> tuple[str, list]:
    values = {"id": uuid4(), **values}
    columns = ", ".join(values)
    places = ", ".join(["%s"] * len(values))
    return f"INSERT INTO {table} ({columns}) VALUES ({places})", list(values.values())


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


def an_agreement(processor: UUID, controller: UUID, **values) -> tuple[str, list]:
    during = DateRange(date(2031, 1, 1), date(2032, 1, 1))
    parties = {"processor_id": processor, "controller_id": controller}
    return insert("roles_agreement", reference="", valid_during=during, **parties, **values)


def a_signature(agreement: UUID, party: UUID, **values) -> tuple[str, list]:
    given = {"way": "HERE", "signed_on": TODAY, "document_hash": "0" * 64, "signed_by": None}
    who = {"agreement_id": agreement, "party_id": party, "side": "PROCESSOR"}
    words = {"name": "x", "function": ""}
    return insert("roles_agreementsignature", **{**given, **who, **words, **values})


def judged(state: str, reason: str, by: str) -> str:
    """Return the statement that judges every finding on which a partner must act."""
    return (
        f"UPDATE roles_finding SET state = '{state}', reason = '{reason}', judged_by = '{by}',"
        " settled_on = NULL WHERE owner = 'PARTNER'"
    )


def _on_statements(cast: Cast) -> dict[str, tuple[str, list]]:
    me, eve = cast.belfabriek.pk, cast.eve.pk
    draft = {"parts": "[]", "obliged": "UNKNOWN", "automated": "UNKNOWN"}
    dress = {"colour": "#000000", "on_colour": "#ffffff"}
    hers = StatementProposal.objects.get(party=cast.eve).pk
    now = timezone.now()
    said = {"body": "{}", "hash": "x", "gaps": "[]", "made_at": now, "by_itself": False}

    def published(party: UUID, proposal: UUID) -> tuple[str, list]:
        when = {"effective_on": TODAY, "published_at": now, "number": 1}
        return insert(
            "statements_statementpublication",
            party_id=party,
            proposal_id=proposal,
            slug="x",
            **when,
        )

    return {
        "a statement in another's name": insert(
            "statements_privacystatement", party_id=eve, slug="x", **draft, **dress
        ),
        "another's statement, changed": (
            "UPDATE statements_privacystatement SET slug = 'x' WHERE party_id = %s",
            [eve],
        ),
        "its own statement, given to another": (
            "UPDATE statements_privacystatement SET party_id = %s WHERE party_id = %s",
            [eve, me],
        ),
        "a proposal in another's name": insert(
            "statements_statementproposal", party_id=eve, **said
        ),
        "another's proposal, published as another's": published(eve, hers),
        "another's proposal, published as its own": published(me, hers),
        "what was proposed, changed": ("UPDATE statements_statementproposal SET body = 'x'", []),
        "what was published, removed": ("DELETE FROM statements_statementpublication", []),
        "news of statements, read": ("SELECT * FROM statements_statementnews", []),
    }


def _on_webhooks(cast: Cast) -> dict[str, tuple[str, list]]:
    me, eve, now = cast.belfabriek.pk, cast.eve.pk, timezone.now()
    mine, hers = (WebhookEndpoint.objects.get(party=party).pk for party in (me, eve))
    my_event, her_event = (WebhookMessage.objects.get(party=party).pk for party in (me, eve))
    secret = {"key_id": "one", "nonce": b"x", "ciphertext": b"x", "made_at": now, "slot": 1}

    def a_delivery(message: UUID, endpoint: UUID, **values) -> tuple[str, list]:
        usual = {"replay": True, "state": "WAITING", "tries": 0, "problem": ""}
        times = {"made_at": now, "next_try_at": now}
        names = {"message_id": message, "endpoint_id": endpoint}
        return insert("roles_webhookdelivery", **{**usual, **times, **names, **values})

    def an_event(party: UUID, **values) -> tuple[str, list]:
        what = {"party_id": party, "type": "agreement.signed", "about": uuid4()}
        return insert("roles_webhookmessage", happened_at=now, **{**what, **values})

    return {
        "a webhook in another's name": insert(
            "roles_webhookendpoint",
            party_id=eve,
            url="https://loot.example/",
            description="",
            event_types=["agreement.signed"],
            state="ON",
            off_because="",
            made_at=now,
        ),
        "another's webhook, aimed elsewhere": (
            "UPDATE roles_webhookendpoint SET url = 'https://loot.example/' WHERE party_id = %s",
            [eve],
        ),
        "its own webhook, given to another": (
            "UPDATE roles_webhookendpoint SET party_id = %s WHERE id = %s",
            [eve, mine],
        ),
        "a secret for another's webhook": insert(
            "roles_webhooksecret", endpoint_id=hers, valid_until=now, **secret
        ),
        "another's secret, replaced": (
            "UPDATE roles_webhooksecret SET ciphertext = 'x' WHERE endpoint_id = %s",
            [hers],
        ),
        "another's event, sent to its own webhook": a_delivery(her_event, mine),
        "another's event, sent again": a_delivery(her_event, hers),
        "its own event, sent to another's webhook": a_delivery(my_event, hers),
        "a delivery that it says was made": a_delivery(my_event, mine, state="DONE", ended_at=now),
        "its own delivery, rewritten": ("UPDATE roles_webhookdelivery SET tries = 0", []),
        "an event of a party that it does not know": an_event(eve),
        "an event that nobody is to be told of": an_event(me, spread_at=now),
        "events, removed": ("DELETE FROM roles_webhookmessage", []),
    }


def a_step(end: UUID, **values) -> tuple[str, list]:
    given = {"number": 0, "said_on": TODAY, "name": "x", "text": "x", "document_hash": ""}
    usual = {"kind": "CHOSEN", "choice": "DELETE", "parts": 0, "entered_at": timezone.now()}
    return insert("roles_endstep", end_id=end, **{**given, **usual, **values})


def _on_ends(cast: Cast) -> dict[str, tuple[str, list]]:
    """What a partner might try with ends of service, also of its own."""
    hers = EndOfService.objects.get(whose=cast.eve)
    mine = EndOfService.objects.get(whose=cast.belfabriek)
    now, category = timezone.now(), cast.category.pk
    term = {"days": 1, "otherwise": "", "agreed_on": TODAY, "entered_at": now}
    end = {"ended_on": TODAY, "data": [cast.category.code], "opened_at": now}
    stated = {"kind": "STATED", "choice": "", "parts": 1, "entered_by": "PROCESSOR"}
    below = {"agreement_id": mine.agreement_id, "whose_id": cast.belfabriek.pk}
    return {
        "terms for the end of another's agreement": insert(
            "roles_endterm", agreement_id=hers.agreement_id, entered_by="CONTROLLER", **term
        ),
        "terms in the name of the other side": insert(
            "roles_endterm", agreement_id=mine.agreement_id, entered_by="PROCESSOR", **term
        ),
        "the end of another's service": insert(
            "roles_endofservice",
            agreement_id=hers.agreement_id,
            whose_id=cast.eve.pk,
            opened_by="CONTROLLER",
            **end,
        ),
        "an end below another's": insert(
            "roles_endofservice", above_id=hers.pk, opened_by="CONTROLLER", **below, **end
        ),
        "a choice for another": a_step(hers.pk, entered_by="CONTROLLER"),
        "what the processor did, stated by whom it acts for": a_step(mine.pk, **stated),
        "an outcome of another's statement": insert(
            "roles_endoutcome",
            step_id=hers.steps.get(kind="STATED").pk,
            category_id=category,
            outcome="RETURNED",
            done_on=TODAY,
            place="",
        ),
        "proof under another's agreement": insert(
            "roles_agreementdocument",
            agreement_id=hers.agreement_id,
            data="{}",
            data_hash="",
            **{**a_paper(), "kind": "PROOF", "number": 2},
        ),
        "proof of what the other has to prove": insert(
            "roles_agreementdocument",
            agreement_id=mine.agreement_id,
            data="{}",
            data_hash="",
            **{**a_paper(), "kind": "PROOF", "number": 2},
        ),
        "a step, rewritten": ("UPDATE roles_endstep SET name = '' WHERE end_id = %s", [mine.pk]),
    }


def _on_incidents(cast: Cast) -> dict[str, tuple[str, list]]:
    """What a partner might try with incidents, also with its own file."""
    me, hers = cast.belfabriek.pk, IncidentDossier.objects.get(party=cast.eve)
    mine, now = IncidentDossier.objects.get(party=cast.belfabriek), timezone.now()
    entered = {"number": 0, "name": "x", "entered_at": now}
    facts = {"what": "x", "nature": ["INTEGRITY"], "categories": ["T_TEST"], "stores": []}
    facts |= dict.fromkeys(("consequences", "measures", "advice", "abroad", "lessons"), "")
    step = {"kind": "REOPENED", "done_at": now, "text": "x", **entered}
    step |= dict.fromkeys(("regime", "phase", "decision", "means", "delay", "reference"), "")
    scores = {**SCORED, "malicious": False, **entered}
    paper = {"name": "x", "content_type": "x", "content": b"x", "sha256": "x", "added_at": now}
    place = {"incident_id": mine.incident_id, "aware_at": now, "aware_name": "", "opened_at": now}
    clock = {"kind": "TELECOM_FIRST", "categories": [], "grounds": [], "started_at": now}
    return {
        "an incident": insert("records_incident", registrant_id=me, opened_at=now),
        "a file of another": insert(
            "records_incidentdossier", party_id=cast.eves_customer.pk, **place
        ),
        "a clock of its own": insert(
            "records_incidentclock", dossier_id=mine.pk, ends_at=now + timedelta(9), **clock
        ),
        "when it knew, later": ("UPDATE records_incidentdossier SET aware_at = now()", []),
        "its clock, later": ("UPDATE records_incidentclock SET ends_at = now()", []),
        "facts in another's file": insert(
            "records_incidentfacts", dossier_id=hers.pk, entered_by="PARTY", **facts, **entered
        ),
        "facts in an officer's name": insert(
            "records_incidentfacts", dossier_id=mine.pk, entered_by="OFFICE", **facts, **entered
        ),
        "a step in another's file": insert(
            "records_incidentstep", dossier_id=hers.pk, entered_by="PARTY", **step
        ),
        "an assessment in another's file": insert(
            "records_severityassessment", dossier_id=hers.pk, entered_by="PARTY", **scores
        ),
        "proof in another's file": insert("records_incidentevidence", dossier_id=hers.pk, **paper),
        "a notice, unsent": ("UPDATE records_incidentnotice SET told_at = NULL", []),
        "whom it touches, rewritten": ("UPDATE records_affectedparty SET persons = 0", []),
    }


def _on_measures(cast: Cast) -> dict[str, tuple[str, list]]:
    me, eve = cast.belfabriek.pk, cast.eve.pk
    words = {"name": '{"nl": "x", "en": "x"}', "description": '{"nl": "x", "en": "x"}'}
    mine, hers = (Measure.objects.get(party=party).pk for party in (me, eve))
    her_agreement = Agreement.objects.get(controller=cast.eves_customer).pk

    def a_statement(**values) -> tuple[str, list]:
        during = DateRange(date(2010, 1, 1), date(2011, 1, 1))
        usual = {"party_id": me, "measure_id": mine, "agreement_id": None, "evidence": ""}
        more = {"name": "", "stated_at": timezone.now(), "entered_by": "PARTY"}
        return insert("roles_takenmeasure", valid_during=during, **{**usual, **more, **values})

    return {
        "a measure in another's name": insert(
            "roles_measure", code="x", kind="PEOPLE", party_id=eve, **words
        ),
        "a measure for everyone": insert(
            "roles_measure", code="x", kind="PEOPLE", party_id=None, **words
        ),
        "its own measure, given to another": (
            "UPDATE roles_measure SET party_id = %s WHERE id = %s",
            [eve, mine],
        ),
        "a statement in another's name": a_statement(party_id=eve, measure_id=hers),
        "a statement of the platform": a_statement(party_id=cast.platform.pk),
        "a statement of another's measure": a_statement(measure_id=hers),
        "a statement under another's agreement": a_statement(agreement_id=her_agreement),
        "a statement that the office made": a_statement(entered_by="OFFICE"),
        "another's statement, ended": (
            (
                "UPDATE roles_takenmeasure SET valid_during = daterange('2024-01-01', '2025-01-01')"
                " WHERE party_id = %s"
            ),
            [eve],
        ),
        "its own statement, given to another": (
            "UPDATE roles_takenmeasure SET party_id = %s WHERE party_id = %s",
            [eve, me],
        ),
        "its own statement, removed": ("DELETE FROM roles_takenmeasure", []),
    }


def attacks(cast: Cast) -> dict[str, tuple[str, list]]:
    me, eve, hers, mover = (
        cast.belfabriek.pk,
        cast.eve.pk,
        cast.eves_customer.pk,
        cast.mover.pk,
    )
    service, bakker, platform = cast.service.pk, cast.bakker.pk, cast.platform.pk
    her_contract = Contract.objects.get(acquirer=cast.eves_customer).pk
    her_agreement = Agreement.objects.get(controller=cast.eves_customer).pk
    own_agreement = Agreement.objects.get(controller=cast.bakker).pk
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
        **_on_webhooks(cast),
        **_on_ends(cast),
        **_on_incidents(cast),
        **_on_measures(cast),
        **_on_statements(cast),
        "an agreement about another's contract": an_agreement(me, bakker, contract_id=her_contract),
        "an agreement about the new contract of a customer that left": an_agreement(
            me, bakker, contract_id=movers_new
        ),
        "an agreement about no contract that is there": an_agreement(
            me, bakker, contract_id=uuid4()
        ),
        "an agreement with another's customer": an_agreement(me, hers),
        "an agreement in another's name": an_agreement(eve, hers, contract_id=her_contract),
        "a paper of another's agreement": insert(
            "roles_agreementdocument",
            agreement_id=her_agreement,
            data="{}",
            data_hash="",
            **{**a_paper(), "number": 2},
        ),
        "an instruction under another's agreement": insert(
            "roles_instruction",
            agreement_id=her_agreement,
            kind="GIVEN",
            given_on=TODAY,
            text="x",
            given_by="x",
            channel="EMAIL",
            entered_at=timezone.now(),
            entered_by="PROCESSOR",
        ),
        "what another's agreement covers": insert(
            "roles_agreementcoverage",
            agreement_id=her_agreement,
            category_id=cast.category.pk,
            place="x",
            stated_at=timezone.now(),
            stated_by="PROCESSOR",
        ),
        "evidence under another's agreement": (
            (
                "INSERT INTO roles_clauseevidence (id, agreement_id, item_id, kind, reference,"
                " note, name, entered_at, entered_by) SELECT gen_random_uuid(), %s, i.id, 'LINK',"
                " 'https://x.example', '', '', now(), 'PROCESSOR' FROM roles_clauseitem i LIMIT 1"
            ),
            [her_agreement],
        ),
        "a signature under another's agreement": a_signature(her_agreement, eve),
        "a signature for the other of the two": a_signature(own_agreement, bakker),
        "a signature in another user's name": a_signature(own_agreement, me, signed_by=uuid4()),
        "a signature on paper, without a day on the agreement": a_signature(
            own_agreement, me, way="PAPER"
        ),
        "its own agreement, aimed at another's contract": (
            "UPDATE roles_agreement SET contract_id = %s WHERE processor_id = %s",
            [her_contract, me],
        ),
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
            valid_during=DateRange(TODAY, None),
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
