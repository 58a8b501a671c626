"""Privacy statements: a draft of each partner, and what another might try with them."""

from uuid import UUID

from django.utils import timezone

from roles.models import Party
from tests.clock import today
from tests.tenancy.asking import insert
from tests.tenancy.cast import Cast
from voipgrid_privacy.site.statements.models import (
    OwnHost,
    PrivacyStatement,
    StatementLogo,
    StatementProposal,
)


def a_statement(partner: Party) -> None:
    """Let a partner have a draft of its privacy statement, and one that waits to be published."""
    StatementLogo.objects.create(party=partner, kind="SVG", content=b"<svg/>", hash="x")
    OwnHost.objects.create(party=partner, host=f"p{partner.pk.hex[:8]}.example.com")
    PrivacyStatement.objects.create(party=partner, slug=f"s-{partner.pk.hex[:8]}")
    StatementProposal.objects.create(party=partner, body="{}", hash="x", made_at=timezone.now())


def on_statements(cast: Cast) -> dict[str, tuple[str, list]]:
    me, eve = cast.belfabriek.pk, cast.eve.pk
    draft = {"parts": "[]", "obliged": "UNKNOWN", "automated": "UNKNOWN"}
    dress = {"colour": "#000000", "on_colour": "#ffffff"}
    logo = StatementLogo.objects.get(party=cast.eve).pk
    hers = StatementProposal.objects.get(party=cast.eve).pk
    now = timezone.now()
    said = {"body": "{}", "hash": "x", "gaps": "[]", "made_at": now, "by_itself": False}

    def published(party: UUID, proposal: UUID) -> tuple[str, list]:
        when = {"effective_on": today(), "published_at": now, "number": 1}
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
        "a logo in another's name": insert(
            "statements_statementlogo", party_id=eve, kind="SVG", content=b"x", hash="x"
        ),
        "another's logo, on its own statement": (
            "UPDATE statements_privacystatement SET logo_id = %s WHERE party_id = %s",
            [logo, me],
        ),
        "a logo, changed": ("UPDATE statements_statementlogo SET content = 'x'", []),
        "a host in another's name": insert(
            "statements_ownhost", party_id=eve, host="a.example.com", token="t"
        ),
        "another's host, given up": (
            "UPDATE statements_ownhost SET ended_at = now() WHERE party_id = %s",
            [eve],
        ),
        "its own host, under another name": (
            "UPDATE statements_ownhost SET host = 'b.example.com' WHERE party_id = %s",
            [me],
        ),
        "a version told to machines, changed": (
            "UPDATE statements_statementinterms SET body = 'x'",
            [],
        ),
        "another's version, told to machines": insert(
            "statements_statementinterms",
            publication_id=cast.eve.pk,  # none of its own
            form="DPV",
            language="nl",
            body="{}",
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
