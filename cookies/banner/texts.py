"""What the banner says. Fixed by us: plain words, who and why, and nothing that pushes."""

from typing import Final

Texts = dict[str, str]

TEXTS: Final[dict[str, Texts]] = {
    "nl": {
        "title": "Mogen we cookies plaatsen?",
        "why": "{controller} wil graag {purposes}. Daarvoor worden cookies en vergelijkbare"
        " technieken gebruikt, ook van {providers}. U beslist, en u kunt zich altijd bedenken.",
        "why_alone": "{controller} wil graag {purposes}. Daarvoor worden cookies en vergelijkbare"
        " technieken gebruikt. U beslist, en u kunt zich altijd bedenken.",
        "refuse": "Weigeren",
        "accept": "Toestaan",
        "choose": "Zelf kiezen",
        "save": "Keuze bewaren",
        "settings": "Privacy-instellingen",
        "statement": "Cookieverklaring",
        "receipt": "Bewijs van uw keuze",
        "always": "Noodzakelijk.",
        "needed": "Wat de site nodig heeft om te werken, staat altijd aan.",
        "by": "Door:",
        "close": "Sluiten",
        "embed": "Om dit te tonen is uw toestemming nodig voor: %s.",
        "show": "Toestaan en tonen",
        "gpc": "Uw browser vraagt sites u niet te volgen (GPC). Dat telt hier als weigering.",
    },
    "en": {
        "title": "May we use cookies?",
        "why": "{controller} would like to {purposes}. Cookies and similar techniques are used for"
        " that, also by {providers}. You decide, and can change your mind at any time.",
        "why_alone": "{controller} would like to {purposes}. Cookies and similar techniques are"
        " used for that. You decide, and can change your mind at any time.",
        "refuse": "Refuse",
        "accept": "Allow",
        "choose": "Choose yourself",
        "save": "Save choice",
        "settings": "Privacy settings",
        "statement": "Cookie statement",
        "receipt": "Proof of your choice",
        "always": "Necessary.",
        "needed": "What the site needs to work is always on.",
        "by": "By:",
        "close": "Close",
        "embed": "To show this we need your consent for: %s.",
        "show": "Allow and show",
        "gpc": "Your browser asks sites not to track you (GPC). Here that counts as a refusal.",
    },
}
PURPOSES: Final[dict[str, dict[str, str]]] = {
    "ANALYTICS": {"nl": "bezoeken tellen", "en": "count visits"},
    "TRACKING": {"nl": "reclame op u afstemmen", "en": "fit advertisements to you"},
}
AND: Final = {"nl": "en", "en": "and"}
