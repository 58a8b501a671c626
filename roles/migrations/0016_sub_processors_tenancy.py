"""Who reads and writes sub-processors, notices, objections and the mail about them."""

from django.db import migrations

from voipgrid_privacy.kernel import rls


def mine(column: str) -> str:
    return f"{column} = ANY ({rls.PARTIES})"


def through(table: str) -> str:
    """Return: the notice is to one of the viewer's parties, or came down through it."""
    return f"{table}.through && ({rls.PARTIES})"


def told(table: str, key: str) -> str:
    """Return: the viewer proposes the change, was told of it, or everyone may know of it."""
    return (
        f"{mine(f'{table}.proposer_id')}"
        f" OR ({table}.visibility = 'PUBLIC' AND {table}.state <> 'PROPOSED')"
        f" OR EXISTS (SELECT 1 FROM roles_subprocessornotice n WHERE n.change_id = {table}.{key})"
    )


def of_notice(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM roles_subprocessornotice n WHERE n.id = {table}.notice_id)"


def supply(table: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM roles_contract c WHERE c.id = {table}.contract_id AND c.kind = 'SUPPLY')"
    )


def engaged(table: str) -> str:
    """Return: the supply may be seen, and what it is told of to whom."""
    approved = (
        "EXISTS (SELECT 1 FROM roles_detailrequest r"
        f" WHERE r.contract_id = {table}.contract_id AND r.state = 'APPROVED')"
    )
    own = (
        f"EXISTS (SELECT 1 FROM roles_contract c WHERE c.id = {table}.contract_id"
        f" AND {mine('c.acquirer_id')})"
    )
    somebody = f"cardinality({rls.PARTIES}) > 0"
    return (
        f"{supply(table)} AND ({table}.visibility = 'PUBLIC' OR {approved} OR {own}"
        f" OR ({table}.visibility = 'PARTNER' AND {somebody}))"
    )


# A notice is the sender's to send, and the recipient's, or in its name the sender's, to agree to.
ANSWERED = f"{mine('sender_id')} OR {mine('recipient_id')}"
OBJECTS = (
    "EXISTS (SELECT 1 FROM roles_subprocessornotice n WHERE n.id = notice_id"
    f" AND ({mine('n.sender_id')} OR {mine('n.recipient_id')}))"
)
SENT = mine("sender_id")


class Migration(migrations.Migration):
    dependencies = [("roles", "0015_sub_processor_guards")]
    operations = [
        rls.tenant_table(
            "roles_subprocessornotice",
            see=through("roles_subprocessornotice"),
            add=SENT,
            change=ANSWERED,
        ),
        rls.tenant_table(
            "roles_subprocessornoticeevent", see=through("roles_subprocessornoticeevent")
        ),
        rls.tenant_table("roles_subprocessorchange", see=told("roles_subprocessorchange", "id")),
        rls.tenant_table(
            "roles_subprocessorchangeevent", see=told("roles_subprocessorchangeevent", "pgh_obj_id")
        ),
        rls.tenant_table(
            "roles_objection",
            see=of_notice("roles_objection"),
            add=OBJECTS,
            change=of_notice("roles_objection"),
        ),
        rls.tenant_table("roles_objectionevent", see=of_notice("roles_objectionevent")),
        rls.tenant_table(
            "roles_detailrequest",
            see=mine("party_id"),
            add=f"{mine('party_id')} AND state = 'ASKED' AND {supply('roles_detailrequest')}",
        ),
        rls.tenant_table("roles_detailrequestevent", see=mine("party_id")),
        rls.tenant_table("roles_engagement", see=engaged("roles_engagement")),
        rls.tenant_table("roles_engagementevent", see=engaged("roles_engagementevent")),
        rls.tenant_table("roles_outgoingmail", see=SENT, add=SENT),
        rls.history_by_owner(),
    ]
