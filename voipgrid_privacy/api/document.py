"""The frame of the OpenAPI document. Read by the settings, so it imports nothing of Django's."""

from typing import Any

DESCRIPTION = """\
Who has which role for which data along a chain of telephony contracts, why, and since when.

A client acts for one party, with tokens of at most an hour from `/oauth/token` (OAuth2 client
credentials). What belongs to another party is answered exactly like what does not exist. Legal
dates are days in Europe/Amsterdam; a period's last day is not included; instants are UTC.
Problems are RFC 9457; their codes never change meaning."""

TAGS = {
    "roles": "Who is what: the matrix of a chain, and the rulebook as a calculator.",
    "parties": "Everyone in the chain.",
    "customers": "The own customers by the numbers of the caller's system, with what they buy.",
    "contacts": "Whom to reach at a party about privacy and security.",
    "contracts": "Who delivers which service to whom; ended, never edited.",
    "imports": "Customers, resellers and contracts from a file: previewed, then applied whole.",
    "acm-registrations": "Under which number ACM knows the own party and its resellers.",
    "service-features": "What services can do, and what each feature means for keeping data.",
    "sources": "The legal sources that the rules rest on.",
    "sub-processors": "Who processes for the own party, along the chain (GDPR Art. 28(4)).",
    "sub-processor-notices": "Changes of sub-processors: announced, agreed to, passed on.",
    "objections": "Objections to changes of sub-processors, and how each ended.",
    "agreements": "Data processing agreements: papers, signatures, instructions, their end.",
    "measures": "Security measures, and which of them parties state that they take.",
    "transfers": "Which data goes outside the EEA, on what ground, and whether it may.",
    "findings": "What is wrong in the own part of the register, and what puts it right.",
    "data-subject-requests": "What data subjects ask, in parts by role, on the law's calendar.",
    "breaches": "Incidents with the own data: notices, clocks, notifications.",
    "sites": "Web sites, with the banner and the statement of each.",
    "cookies": "What sites store on and read from devices, by whom and for how long.",
    "scans": "What a browser saw on the own sites in each state of consent, and what is wrong.",
    "consents": "The consent log of the own sites: one chain per site.",
    "data-stores": "The systems that hold personal data.",
    "retention-rules": "How long each kind of data is kept, from when, and on what ground.",
    "legal-holds": "Own data that stays for a case although its term ended.",
    "anonymisation-runs": "Runs of retention rules, in figures of the own rows.",
    "deletion-certificates": "What runs of retention rules did with the own data, signed.",
    "statistics-releases": "Anonymous statistics of the own calls, by month, and what they cost.",
    "processing-activities": "The own record as controller (GDPR Art. 30(1)), with its versions.",
    "processor-records": "The own record as processor (GDPR Art. 30(2)), made from contracts.",
    "privacy-statements": "Privacy statements drawn from the register (GDPR Art. 13, 14).",
    "webhook-endpoints": "Addresses that are told what happens (Standard Webhooks).",
    "webhook-secrets": "The secrets that sign what is sent; two are valid while one is renewed.",
    "webhook-deliveries": "What was sent to the own webhooks, what they answered, sending again.",
    "data-categories": "What the register distinguishes, with the elements of each.",
}

SPECTACULAR: dict[str, Any] = {
    "TITLE": "VoIPGRID data-role registry API",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "SERVERS": [{"url": "/api/v1", "description": "This register"}],
    "CONTACT": {
        "name": "VoIPGRID B.V. Privacy",
        "url": "https://www.voipgrid.nl/privacy/",
        "email": "security@voipgrid.nl",
    },
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "TAGS": [{"name": name, "description": text} for name, text in TAGS.items()],
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "COMPONENT_SPLIT_REQUEST": False,
    "COMPONENT_SPLIT_PATCH": False,
    "SORT_OPERATIONS": False,
    "POSTPROCESSING_HOOKS": ["voipgrid_privacy.api.postprocess.finish"],
}
