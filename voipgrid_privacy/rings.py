"""How often beat rings for what. It only says "look now": what is due is computed from rows."""

from typing import Any, Final

HEARD_WITHIN: Final = 60.0
"""Seconds for which a ring is kept. Rows say what there is to do and are rung for again, so a night
without workers would leave thousands of rings to be answered before any about now, and each sweep
would add one for each row that waits behind them."""

_RINGS: Final[dict[str, dict[str, Any]]] = {
    "ring-due-anonymisation": {"task": "records.tasks.ring_due_anonymisation", "schedule": 60.0},
    "ring-due-statistics": {"task": "records.tasks.ring_due_statistics", "schedule": 300.0},
    "look-after-incidents": {"task": "records.tasks.look_after_incidents", "schedule": 60.0},
    "issue-certificates": {"task": "records.tasks.issue_certificates", "schedule": 60.0},
    "look-after-rewrites": {"task": "records.tasks.look_after_rewrites", "schedule": 60.0},
    "look-after-intake": {"task": "records.tasks.look_after_intake", "schedule": 60.0},
    "look-after-requests": {"task": "records.tasks.look_after_requests", "schedule": 900.0},
    "end-answer-packages": {"task": "records.tasks.end_answer_packages", "schedule": 300.0},
    "keep-to-own-terms": {"task": "records.tasks.keep_to_own_terms", "schedule": 3600.0},
    "look-after-imports": {"task": "roles.tasks.look_after_imports", "schedule": 60.0},
    "send-waiting-mail": {"task": "roles.tasks.send_waiting_mail", "schedule": 5.0},
    "read-returned-mail": {"task": "roles.tasks.read_returned_mail", "schedule": 60.0},
    "forget-old-mail": {"task": "roles.tasks.forget_old_mail", "schedule": 3600.0},
    "look-after-notices": {"task": "roles.tasks.look_after_notices", "schedule": 60.0},
    "look-after-followers": {"task": "roles.tasks.look_after_followers", "schedule": 60.0},
    "look-after-agreements": {"task": "roles.tasks.look_after_agreements", "schedule": 3600.0},
    "look-after-invitations": {
        "task": "voipgrid_privacy.accounts.tasks.look_after_invitations",
        "schedule": 3600.0,
    },
    "erase-idle-users": {
        "task": "voipgrid_privacy.accounts.tasks.forget_users",
        "schedule": 3600.0,
    },
    "sign-logbook": {"task": "voipgrid_privacy.audit.tasks.sign_logbook", "schedule": 3600.0},
    "cut-logbook": {"task": "voipgrid_privacy.audit.tasks.cut_logbook", "schedule": 3600.0},
    "look-after-sessions": {
        "task": "voipgrid_privacy.accounts.tasks.look_after_sessions",
        "schedule": 3600.0,
    },
    "look-after-api-clients": {
        "task": "voipgrid_privacy.accounts.tasks.look_after_api_clients",
        "schedule": 3600.0,
    },
    "look-after-statements": {
        "task": "voipgrid_privacy.site.statements.tasks.look_after_statements",
        "schedule": 900.0,
    },
    "look-after-own-hosts": {
        "task": "voipgrid_privacy.site.statements.tasks.look_after_own_hosts",
        "schedule": 900.0,
    },
    "tell-followers-of-statements": {
        "task": "voipgrid_privacy.site.statements.tasks.tell_followers_of_statements",
        "schedule": 60.0,
    },
    "write-digests": {
        "task": "voipgrid_privacy.site.digests.tasks.write_digests",
        "schedule": 900.0,
    },
    "send-webhooks": {"task": "roles.webhooks.tasks.send_webhooks", "schedule": 2.0},
    "forget-old-webhooks": {
        "task": "roles.webhooks.tasks.forget_old_webhooks",
        "schedule": 3600.0,
    },
    "refresh-findings": {"task": "roles.tasks.refresh_findings", "schedule": 3.0},
    "refresh-cookies": {"task": "cookies.tasks.refresh_cookies", "schedule": 60.0},
    "sign-consent-heads": {"task": "cookies.tasks.sign_consent_heads", "schedule": 3600.0},
    "erase-ended-consents": {"task": "cookies.tasks.erase_ended_consents", "schedule": 3600.0},
    "look-after-scans": {"task": "cookies.tasks.look_after_scans", "schedule": 15.0},
    "judge-scans": {"task": "cookies.tasks.judge_scans", "schedule": 60.0},
    "forget-scan-evidence": {"task": "cookies.tasks.forget_scan_evidence", "schedule": 3600.0},
}

SCHEDULE: Final = {
    name: {**ring, "options": {"expires": max(ring["schedule"], HEARD_WITHIN)}}
    for name, ring in _RINGS.items()
}
