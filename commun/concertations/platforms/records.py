"""What a platform tells, whatever the platform: the words of its people without their names."""

import datetime
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was first written. `host` is empty when the file does not say it; `id` is the platform's own."""

    platform: str
    host: str
    id: str
    url: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line, or with one of its cells (`column` counts from 0, None for the whole line).

    One that is not fatal leaves the cell out and keeps the line.
    """

    line: int
    column: int | None
    reason: str
    is_fatal: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """What the platform answers to a proposal: its own word for the state, and what that word is here ("" when it is
    one that nobody can translate but the people who chose it)."""

    state: str = ""
    decision: str = ""
    text: str = ""
    on: datetime.date | None = None

    def __bool__(self) -> bool:
        return bool(self.decision or self.text or self.state)


@dataclass(frozen=True, slots=True)
class Proposal:
    line: int
    origin: Origin
    title: str
    text: str
    theme: str = ""
    published_on: datetime.date | None = None
    said: Said = field(default_factory=Said)
    is_withdrawn: bool = False
    space: str = ""
    component: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """`about` is what it answers (a proposal, a debate, another comment): its kind and its identifier there. `root_id`
    is the proposal at the root, when the file tells its address."""

    line: int
    origin: Origin
    text: str
    about_kind: str = ""
    about_id: str = ""
    root_id: str = ""
    alignment: int = 0
    depth: int = 0
    written_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Debate:
    line: int
    origin: Origin
    title: str
    text: str = ""
    conclusions: str = ""
    comments: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What was done: `proposals` are the whole identifiers of those that it follows. `progress` goes from 0 to 100."""

    line: int
    origin: Origin
    title: str
    text: str = ""
    parent: str = ""
    status: str = ""
    progress: float | None = None
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    line: int
    origin: Origin
    title: str
    text: str = ""
    place: str = ""
    on: datetime.date | None = None
    at: datetime.time | None = None
    minutes: int | None = None
    attendance: int | None = None
    contributions: int | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation as an inventory tells it."""

    line: int
    origin: Origin
    title: str
    organiser: str = ""
    text: str = ""
    on: datetime.date | None = None
    tools: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()


Record: TypeAlias = Proposal | Comment | Debate | Result | Meeting | Consultation
