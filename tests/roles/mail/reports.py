"""Reports of mail servers as the large ones write them (RFC 3464)."""

from uuid import UUID

REPORT = """\
Return-Path: <>
Received: by mx.example.com (Postfix) id 4F1; Tue, 10 Mar 2026 09:00:00 +0100 (CET)
Date: Tue, 10 Mar 2026 09:00:00 +0100 (CET)
From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="4F1.1/mx"

This is a MIME-encapsulated message.

--4F1.1/mx
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.
Action: failed in words only.

--4F1.1/mx
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com
X-Postfix-Queue-ID: 4F1
Arrival-Date: Tue, 10 Mar 2026 08:59:00 +0100 (CET)

Final-Recipient: rfc822; {reader}
Original-Recipient: rfc822;{reader}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.spraakwerk.example.com
Diagnostic-Code: smtp; 550 5.1.1 <privacy@spraakwerk.example.com>: no such user

--4F1.1/mx
Content-Description: Undelivered Message
Content-Type: {quoted}

Received: from privacy.example (privacy.example [192.0.2.1])
Subject: A new sub-processor
{message_id}
From: VoIPGRID <privacy@example.com>

{body}
--4F1.1/mx--
"""


def report(
    message_id: str = "<unknown@example.com>",
    *,
    status: str = "5.1.1",
    action: str = "failed",
    to: str = "privacy@example.com",
    quoted: str = "message/rfc822",
    header: str = "Message-Id",
    reader: str = "privacy@spraakwerk.example.com",
) -> bytes:
    """Return a report on the mail with that identifier; it holds the mail, or its header alone."""
    text = REPORT.format(
        to=to,
        action=action,
        status=status,
        reader=reader,
        quoted=quoted,
        message_id=f"{header}: {message_id}",
        body="Dear customer,\nMessage-ID: <other@example.com>" if "/rfc822" in quoted[-8:] else "",
    )
    return text.replace("\n", "\r\n").encode()


def own_address(mail: UUID) -> str:
    return f"bounces+{mail.hex}@voipgrid.example"
