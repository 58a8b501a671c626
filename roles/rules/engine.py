"""The engine of the rulebook: facts in, a conclusion with its grounds out.

A rule is one sentence of law as one function. Rules that fire are heard all at once: their
order never matters. An exception names the rules it overrides; two rules that disagree without
that are an error in the rulebook (or two capacities in one question), and the engine never picks
a winner.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from inspect import cleandoc

from roles.choices import Role
from roles.rules.facts import Involvement
from voipgrid_privacy.kernel.law import Citation

Condition = Callable[[Involvement], bool]


class RulebookError(Exception):
    """The rulebook is not well made."""


class ConflictingRules(RulebookError):
    """Rules of different roles apply and none overrides the other."""

    def __init__(self, rules: "Iterable[Rule]") -> None:
        self.codes = tuple(rule.code for rule in rules)
        super().__init__(", ".join(self.codes))


class OverrideCycle(RulebookError):
    """A rule would, in the end, override itself."""


class IncompleteRule(RulebookError):
    """A rule without a citation, or without its sentence in both languages, is no rule."""


class UnknownRule(RulebookError):
    """An override names a rule that is not in the book."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The rule as it is read aloud, in Dutch and in English."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Why: one rule that applied, what it says and where that is written."""

    rule: str
    sentence: Sentence
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Displaced:
    """A rule that applied as well, and the code of the rule that took precedence."""

    ground: Ground
    by: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A role with its grounds, for as long as the same rules say so (``until`` not included)."""

    role: Role
    grounds: tuple[Ground, ...] = ()
    displaced: tuple[Displaced, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of law: when its condition holds, the party has this role."""

    code: str
    role: Role
    condition: Condition
    ground: Ground
    overrides: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None

    def in_force(self, on: date) -> bool:
        """Say whether the rule is law on that day; on the day ``until`` it no longer is."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


class Rulebook:
    """The rules, and the one question they answer: the role that these facts give."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}
        self._reach: dict[str, frozenset[str]] = {}
        self._remembered = lru_cache(maxsize=16_384)(self._conclude)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule in the book, sorted by code."""
        return tuple(self._rules[code] for code in sorted(self._rules))

    def rule(
        self,
        role: Role,
        *cites: Citation,
        sentence_nl: str,
        overrides: Iterable[Condition | str] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> Callable[[Condition], Condition]:
        """Enter a rule; its docstring is the sentence in English, its name the stable code."""
        codes = frozenset(o if isinstance(o, str) else _code(o) for o in overrides)

        def enter(condition: Condition) -> Condition:
            ground = _ground(condition, sentence_nl, cites)
            self.add(Rule(ground.rule, role, condition, ground, codes, since, until))
            return condition

        return enter

    def add(self, rule: Rule) -> None:
        """Put ``rule`` in the book, or refuse it and leave the book as it was."""
        if rule.code in self._rules:
            raise IncompleteRule(f"{rule.code} is already in the book")
        rules = {**self._rules, rule.code: rule}
        self._reach = {code: _reach(code, rules) for code in rules}
        self._rules = rules
        self._remembered.cache_clear()

    def check(self) -> None:
        """Refuse a book in which an override names a rule that is not there."""
        for rule in self.rules:
            if missing := sorted(rule.overrides - set(self._rules)):
                raise UnknownRule(f"{rule.code} overrides {', '.join(missing)}")

    def conclude(self, facts: Involvement, on: date) -> Conclusion:
        """Return the role these facts give on that day, and why."""
        return self._remembered(facts, on)

    def suppose(self, facts: Involvement, on: date) -> Conclusion:
        """Do the same for facts that nobody stated, and remember nothing of it."""
        return self._conclude(facts, on)

    @property
    def fingerprint(self) -> str:
        """A mark of everything the book says; another book has another mark."""
        return sha256(repr([_told(rule) for rule in self.rules]).encode()).hexdigest()

    def _conclude(self, facts: Involvement, on: date) -> Conclusion:
        applying = [rule for rule in self.rules if rule.condition(facts)]
        heard = [rule for rule in applying if rule.in_force(on)]
        standing = [rule for rule in heard if not self._over(rule, heard)]
        roles = {rule.role for rule in standing}
        if len(roles) > 1:
            raise ConflictingRules(standing)
        since, until = _period(applying, on)
        return Conclusion(
            role=roles.pop() if roles else Role.NOT_ASSIGNED,
            grounds=tuple(rule.ground for rule in standing),
            displaced=tuple(self._displaced(r, standing) for r in heard if r not in standing),
            since=since,
            until=until,
        )

    def _over(self, rule: Rule, others: Iterable[Rule]) -> list[Rule]:
        return [other for other in others if rule.code in self._reach[other.code]]

    def _displaced(self, rule: Rule, standing: Iterable[Rule]) -> Displaced:
        """Name the standing rule that overrides this one, by preference in so many words."""
        over = self._over(rule, standing)
        direct = [other for other in over if rule.code in other.overrides]
        return Displaced(rule.ground, by=(direct or over)[0].code)


def _told(rule: Rule) -> tuple[object, ...]:
    ground = rule.ground
    cites = [str(citation) for citation in ground.cites]
    days = [day.isoformat() if day else None for day in (rule.since, rule.until)]
    return rule.code, rule.role.value, ground.sentence, cites, sorted(rule.overrides), days


def _code(condition: Condition) -> str:
    return str(condition.__name__)


def _ground(condition: Condition, sentence_nl: str, cites: tuple[Citation, ...]) -> Ground:
    sentence = Sentence(nl=sentence_nl, en=cleandoc(condition.__doc__ or ""))
    if not (cites and sentence.nl and sentence.en):
        raise IncompleteRule(_code(condition))
    return Ground(_code(condition), sentence, cites)


def _reach(code: str, rules: dict[str, Rule]) -> frozenset[str]:
    """Return every rule that ``code`` overrides, directly or through another."""
    found: set[str] = set()
    ahead = set(rules[code].overrides)
    while ahead:
        found |= ahead
        known = [rules[name] for name in ahead if name in rules]
        ahead = {name for rule in known for name in rule.overrides} - found
    if code in found:
        raise OverrideCycle(code)
    return frozenset(found)


def _period(applying: Iterable[Rule], on: date) -> tuple[date | None, date | None]:
    """Return the days around ``on`` between which none of these rules starts or lapses."""
    edges = {edge for rule in applying for edge in (rule.since, rule.until) if edge}
    before, after = [e for e in edges if e <= on], [e for e in edges if e > on]
    return max(before, default=None), min(after, default=None)
