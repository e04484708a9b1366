"""What is proposed for an unknown file: a connector, a mapping, and what a person must decide."""

from __future__ import annotations

from dataclasses import dataclass, field

#: column → the headers that shall fill it
Change = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Line:
    """One column of the connector and the headers that fill it; `sure` in whole per cent."""

    column: str
    headers: tuple[str, ...]
    sure: int
    why: str


@dataclass(frozen=True)
class Question:
    """What the file does not tell: the candidates, each a change to the mapping; the first holds.

    A candidate is what it means, and column → headers (none: the column is not filled).
    """

    about: str
    candidates: tuple[tuple[str, Change], ...]


@dataclass
class Proposal:
    """`connector` empty: nothing can be proposed, and `notes` say why."""

    connector: str = ""
    section: str = "sources"
    lines: list[Line] = field(default_factory=list)
    options: dict[str, object] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    #: headers nobody reads, and words of the action column no list knows
    unread: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def decide(self, changes: Change) -> None:
        """Puts the headers a person chose in place of those proposed."""
        kept = [line for line in self.lines if line.column not in changes]
        chosen = [
            Line(column, headers, 100, "you said so")
            for column, headers in changes.items() if headers
        ]  # fmt: skip
        self.lines = kept + chosen
