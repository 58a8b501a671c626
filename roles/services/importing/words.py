"""The words of a file for kinds and legal forms: our codes, and what Dutch people write."""

from typing import Final

from roles.choices import ContractKind, PartyKind
from roles.models.parties import LegalForm

PARTY_KINDS: Final = {
    "klant": PartyKind.CUSTOMER,
    "doorverkoper": PartyKind.RESELLER,
    "wederverkoper": PartyKind.RESELLER,
    "reseller": PartyKind.RESELLER,
    "toeleverancier": PartyKind.SUPPLIER,
    "leverancier": PartyKind.SUPPLIER,
    **{kind.value.lower(): kind for kind in PartyKind},
}
CONTRACT_KINDS: Final = {
    "abonnement": ContractKind.SUBSCRIPTION,
    "doorverkoop": ContractKind.RESALE,
    "wederverkoop": ContractKind.RESALE,
    "toelevering": ContractKind.SUPPLY,
    "levering": ContractKind.SUPPLY,
    **{kind.value.lower(): kind for kind in ContractKind},
}
LEGAL_FORMS: Final = {
    "rechtspersoon": LegalForm.LEGAL_PERSON,
    "eenmanszaak": LegalForm.SOLE_TRADER,
    "vof": LegalForm.SOLE_TRADER,
    "natuurlijk_persoon": LegalForm.NATURAL_PERSON,
    **{form.value.lower(): form for form in LegalForm},
}
