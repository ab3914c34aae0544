"""Three values: yes, no, one cannot conclude; and for each, the facts that settle it (or the ones that are missing).

Kleene's strong logic: an answer added to the others never turns a yes into a no, nor a no into a yes. What was unknown
may become either, and then says by which answers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from commun.library.duties.qualification.questions import Answers, Fact


@dataclass(frozen=True)
class Finding:
    """A value, and the names of the questions that led to it; for an unknown value, those to answer."""

    value: bool | None
    because: tuple[str, ...]


Rule: TypeAlias = Callable[[Answers], Finding]


def fact(name: str, value: str = "oui") -> Rule:
    known: Fact = (name, value)

    def rule(answers: Answers) -> Finding:
        return Finding(answers.get(known), (name,))

    return rule


def opposite(rule: Rule) -> Rule:
    def turned(answers: Answers) -> Finding:
        found = rule(answers)
        return Finding(None if found.value is None else not found.value, found.because)

    return turned


def all_of(*rules: Rule) -> Rule:
    """True when all are; false when one is, and because of that one."""
    return _combined(rules, absorbing=False)


def any_of(*rules: Rule) -> Rule:
    """True when one is, and because of that one; false when none is."""
    return _combined(rules, absorbing=True)


def at_most_unknown(rule: Rule) -> Rule:
    """A yes of `rule` stays one; a no cannot be concluded from (sources disagree)."""

    def doubted(answers: Answers) -> Finding:
        found = rule(answers)
        return Finding(found.value or None, found.because)

    return doubted


def _combined(rules: tuple[Rule, ...], *, absorbing: bool) -> Rule:
    def combined(answers: Answers) -> Finding:
        found = [rule(answers) for rule in rules]
        for wanted in (absorbing, None):
            settling = [one for one in found if one.value is wanted]
            if settling:
                return Finding(wanted, _names(settling))
        return Finding(not absorbing, _names(found))

    return combined


def _names(found: list[Finding]) -> tuple[str, ...]:
    """Each question once, in the order met."""
    return tuple(dict.fromkeys(name for one in found for name in one.because))
