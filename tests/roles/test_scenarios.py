"""The rulebook held to account: every scenario a lawyer can read, run as it is written."""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from roles.choices import Category, ContractKind, Feature, PartyKind, Role
from roles.register import read
from roles.rules import rulebook
from roles.rules.derivation import Answer, Edge, Node, OwnUse, Shape, Together, derive
from roles.rules.engine import Conclusion, ConflictingRules, Displaced, Ground
from roles.rules.facts import UnknownFact, read_facts, read_role
from tests.roles.scenario_page import PAGE, page
from voipgrid_privacy.kernel.law import parse

FOLDER = Path(__file__).parent / "scenarios"
COMMON = {"name", "date", "because"}
FACT_KEYS = COMMON | {"facts", "role", "because_not", "despite"}
CHAIN_KEYS = COMMON | {
    "chain",
    "natural_persons",
    "offered_by",
    "used_by",
    "own_uses",
    "together",
    "category",
    "feature",
    "roles",
    "findings",
}
CONTRACT = re.compile(
    r"(?P<provider>\w+) (?P<verb>resells to|serves|supplies) (?P<acquirer>\w+)"
    r"(?: for (?P<categories>[A-Z_, ]+))?(?: with (?P<features>[A-Z_, ]+))?"
)
OWN_USE = re.compile(r"(?P<party>\w+) uses (?P<category>[A-Z_]+) for (?P<purpose>.+)")
TOGETHER = re.compile(
    r"(?P<one>\w+) and (?P<other>\w+) decide on (?P<category>[A-Z_]+)(?: for (?P<purpose>.+))?"
)
VERBS = {
    "resells to": ContractKind.RESALE,
    "serves": ContractKind.SUBSCRIPTION,
    "supplies": ContractKind.SUPPLY,
}


class BadScenario(ValueError):
    """A scenario that cannot be read as it was meant."""


def load(folder: Path) -> list[dict[str, Any]]:
    return [
        scenario
        for path in sorted(folder.glob("*.yaml"))
        for scenario in yaml.safe_load(path.read_text())
    ]


def check_keys(scenario: dict[str, Any]) -> None:
    allowed = CHAIN_KEYS if "roles" in scenario else FACT_KEYS
    needed = {"chain", "category", "roles"} if "roles" in scenario else {"facts", "role"}
    keys = set(scenario)
    if wrong := (keys - allowed) | (needed | {"name", "date"}) - keys:
        raise BadScenario(f"{scenario.get('name')}: {sorted(wrong)}")
    if not isinstance(scenario["date"], date):
        raise BadScenario(f"{scenario['name']}: not a date")


def run(scenario: dict[str, Any]) -> None:
    check_keys(scenario)
    if "roles" in scenario:
        run_chain(scenario)
    else:
        run_facts(scenario)


def run_facts(scenario: dict[str, Any]) -> None:
    facts, on = read_facts(scenario["facts"]), scenario["date"]
    if scenario["role"] == "conflict":
        with pytest.raises(ConflictingRules):
            rulebook.conclude(facts, on)
        return
    conclusion = rulebook.conclude(facts, on)
    assert conclusion.role == read_role(scenario["role"])
    check_grounds(conclusion, scenario)


def check_grounds(conclusion: Conclusion, scenario: dict[str, Any]) -> None:
    cited = cites(conclusion.grounds)
    assert read_cites(scenario.get("because", [])) <= cited
    assert not read_cites(scenario.get("because_not", [])) & cited
    assert read_cites(scenario.get("despite", [])) <= cites(conclusion.displaced)
    assert scenario.get("because") or conclusion.role == Role.NOT_ASSIGNED


def cites(grounds: tuple[Ground, ...] | tuple[Displaced, ...]) -> set[str]:
    plain = [g.ground if isinstance(g, Displaced) else g for g in grounds]
    return {str(citation) for ground in plain for citation in ground.cites}


def read_cites(texts: list[str]) -> set[str]:
    return {str(parse(text)) for text in texts}


@dataclass
class Cast:
    """Parties by name, numbered as they enter."""

    names: list[str] = field(default_factory=list)

    def number(self, name: str) -> int:
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)


def matched(pattern: re.Pattern[str], sentence: str) -> dict[str, str]:
    match = pattern.fullmatch(sentence)
    if match is None:
        raise BadScenario(sentence)
    return match.groupdict(default="")


def words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(",") if word.strip())


def read_contract(sentence: str, cast: Cast) -> Edge:
    read = matched(CONTRACT, sentence)
    return Edge(
        provider=cast.number(read["provider"]),
        acquirer=cast.number(read["acquirer"]),
        kind=VERBS[read["verb"]],
        categories=words(read["categories"]),
        features=words(read["features"]),
    )


def read_own_use(sentence: str, cast: Cast) -> OwnUse:
    read = matched(OWN_USE, sentence)
    return OwnUse(cast.number(read["party"]), Category(read["category"]), read["purpose"])


def read_together(sentence: str, cast: Cast) -> Together:
    read = matched(TOGETHER, sentence)
    parties = frozenset({cast.number(read["one"]), cast.number(read["other"])})
    return Together(parties, Category(read["category"]), read["purpose"] or None)


def read_shape(scenario: dict[str, Any], cast: Cast) -> Shape:
    edges = tuple(read_contract(sentence, cast) for sentence in scenario["chain"])
    own_uses = tuple(read_own_use(sentence, cast) for sentence in scenario.get("own_uses", []))
    together = tuple(read_together(sentence, cast) for sentence in scenario.get("together", []))
    public = {
        key: cast.number(scenario[key]) for key in ("offered_by", "used_by") if key in scenario
    }
    persons = set(scenario.get("natural_persons", [])) | {scenario.get("used_by")}
    nodes = tuple(Node(name in persons, PartyKind.CUSTOMER) for name in cast.names)
    return Shape(
        nodes, edges, own_uses, public.get("offered_by"), public.get("used_by"), together=together
    )


def answers_of(scenario: dict[str, Any], cast: Cast) -> tuple[Answer, ...]:
    return derive(
        read_shape(scenario, cast),
        categories=(Category(scenario["category"]),),
        feature=scenario.get("feature", Feature.CONVEYANCE),
        on=scenario["date"],
    )


def run_chain(scenario: dict[str, Any]) -> None:
    cast = Cast()
    answers = {title(answer, cast): answer for answer in answers_of(scenario, cast)}
    expected = {name: read_placed(text) for name, text in scenario["roles"].items()}
    assert {name: placed(answer) for name, answer in answers.items()} == expected
    for name, texts in scenario.get("because", {}).items():
        assert read_cites(texts) <= cites(answers[name].grounds)
    found = {name: list(answer.findings) for name, answer in answers.items() if answer.findings}
    assert found == scenario.get("findings", {})


def title(answer: Answer, cast: Cast) -> str:
    name = cast.names[answer.node]
    return f"{name} for {answer.purpose}" if answer.purpose else name


def placed(answer: Answer) -> tuple[Role, int | None]:
    return answer.role, answer.depth or None


def read_placed(text: str) -> tuple[Role, int | None]:
    role, _, depth = text.partition(" ")
    return read_role(role), int(depth) if depth else None


SCENARIOS = load(FOLDER)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[s["name"] for s in SCENARIOS])
def test_the_rulebook_agrees(scenario: dict[str, Any]) -> None:
    run(scenario)


def test_there_are_enough_scenarios_and_no_two_have_one_name() -> None:
    names = [scenario["name"] for scenario in SCENARIOS]
    assert len(names) >= 130
    assert len(set(names)) == len(names)


def conclusions(scenario: dict[str, Any]) -> list[Conclusion] | list[Answer]:
    if "roles" in scenario:
        return list(answers_of(scenario, Cast()))
    if scenario["role"] == "conflict":
        return []
    return [rulebook.conclude(read_facts(scenario["facts"]), scenario["date"])]


def test_every_rule_decides_some_scenario() -> None:
    told = [told for scenario in SCENARIOS for told in conclusions(scenario)]
    deciding = {ground.rule for conclusion in told for ground in conclusion.grounds}
    assert deciding == {rule.code for rule in rulebook.rules}


GOOD = {
    "name": "A processor acts for a controller",
    "date": date(2026, 1, 15),
    "facts": {"instructed_by": "controller"},
    "role": "processor",
    "because": ["GDPR Art. 4(8)"],
}
CHAIN = {
    "name": "A customer communicates",
    "date": date(2026, 1, 15),
    "chain": ["Belfabriek serves Bakker"],
    "category": "TRANSMITTED",
    "roles": {"Bakker": "controller", "Belfabriek": "processor 1"},
}


@pytest.mark.parametrize("scenario", [GOOD, CHAIN], ids=["facts", "chain"])
def test_a_good_scenario_passes(scenario: dict[str, Any]) -> None:
    run(scenario)


@pytest.mark.parametrize(
    "wrong",
    [
        {**GOOD, "becuase": ["GDPR Art. 4(8)"]},
        {key: value for key, value in GOOD.items() if key != "role"},
        {**GOOD, "date": "2026-13-45"},
        {**GOOD, "facts": {"instructed": "controller"}},
        {**GOOD, "facts": {"instructed_by": "boss"}},
        {**GOOD, "facts": {"own_purpose": "yes please"}},
        {**GOOD, "because": ["GDPR Art 4"]},
        {**CHAIN, "chain": ["Belfabriek servs Bakker"]},
        {**CHAIN, "category": "TRANSMITED"},
        {**CHAIN, "findngs": {}},
        {**CHAIN, "used-by": "Callers"},
    ],
)
def test_a_typo_in_a_scenario_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((BadScenario, UnknownFact, ValueError)):
        run(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {**GOOD, "role": "controller"},
        {**GOOD, "because": ["GDPR Art. 28(10)"]},
        {**GOOD, "because": []},
        {**GOOD, "despite": ["GDPR Art. 4(7)"]},
        {**CHAIN, "roles": {"Bakker": "controller"}},
        {**CHAIN, "roles": {"Bakker": "controller", "Belfabriek": "processor 2"}},
        {**CHAIN, "findings": {"Bakker": ["not_assigned"]}},
    ],
)
def test_a_scenario_the_rulebook_disagrees_with_fails(wrong: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        run(wrong)


def test_every_file_of_scenarios_is_named_after_a_source_of_the_register() -> None:
    sources = {source["code"] for source in read("sources")}
    assert {path.stem for path in FOLDER.glob("*.yaml")} <= sources


def test_the_page_of_the_scenarios_is_current() -> None:
    assert PAGE.read_text() == page(), "run: python -m tests.roles.scenario_page"
