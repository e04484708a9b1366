"""A ring to explore: who, when, whom, by what evidence, and what is left without somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from leakwatch.errors import ConfigError
from leakwatch.notebook import matrix, page, timeline
from leakwatch.notebook.drawing import Drawing, folded
from leakwatch.notebook.map import drawn
from leakwatch.notebook.said import Said
from leakwatch.rings import kept, without, words
from leakwatch.rings.named import Member, members, short, ties

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from leakwatch.language import Say
    from leakwatch.pipeline import House
    from leakwatch.rings import found
    from leakwatch.rings.without import Left


@dataclass(frozen=True)
class Ring:
    """One ring of a house; plots appear by themselves at the end of a cell."""

    house: House
    found: found.Ring
    say: Say

    @classmethod
    def of(cls, house: House, name: str, say: Say) -> Ring:
        """By its name; ConfigError for one there never was."""
        try:
            return cls(house, kept.ring(house.store, name), say)
        except KeyError as error:
            raise ConfigError(f"no ring is named {name!r}", where="lw.ring",
                              hint="lw.rings() lists them") from error  # fmt: skip

    @property
    def name(self) -> str:
        """As the inbox calls it."""
        return self.found.name

    @property
    def members(self) -> pd.DataFrame:
        """One row a member: member, kind, side, role, because; those inside first."""
        rows = [(one.member, one.kind, one.side, one.role, one.because) for one in self.named]
        return _frame(rows, ["member", "kind", "side", "role", "because"])

    @property
    def evidence(self) -> pd.DataFrame:
        """One row a tie: a, b, kind, because and, where it is counted, shared, expected, p."""
        return self.found.ties.drop(columns="ring").reset_index(drop=True)

    @cached_property
    def named(self) -> list[Member]:
        """The members by number."""
        return members(self.found, {}, datetime.min)

    @cached_property
    def pairs(self) -> ir.Table:
        """Who looked at whom."""
        from leakwatch.judging import ledger

        return ledger(self.house.lake, "pairs", None)

    def graph(self) -> Any:
        """The evidence graph as a NetworkX MultiGraph, laid out (x, y); it is yours to change."""
        return self._laid.copy()

    def map(self) -> Drawing:
        """The evidence graph, drawn."""
        return self._map

    def timeline(self) -> Drawing:
        """When each account opened the people the ring shares."""
        return timeline.drawn(self.found, self.named, self.pairs, self.say)

    def matrix(self, by: Literal["people", "hours"] = "people") -> Drawing:
        """The accounts by the people they share, or by the hours they look at; the table has all,
        the drawing the people most accounts opened."""
        if by == "people":
            return matrix.people(self.found, self.named, self.pairs, self.say)
        if by == "hours":
            return matrix.hours(self.named, self.house.lake, self.say)
        raise ConfigError(f"no matrix by {by!r}", where="matrix", hint='by="people" or by="hours"')

    def explain(self, member: str) -> Said:
        """What is said of a member: its part, each of its ties, the ring without it."""
        one = self._one(member)
        mine = [tie for tie in ties(self.found, self.named)
                if one.member in (tie.a, tie.b)]  # fmt: skip
        mine.sort(key=lambda tie: (tie.p is None, tie.p or 0.0, tie.number))
        lines = [words.member(one, self.say), *(words.tie(tie, self.say) for tie in mine)]
        return Said([*lines, self._left(without.one(self.found, one.member))])

    def without(self, member: str) -> Without:
        """The ring without one member: what is left, and how likely chance makes it."""
        one = self._one(member).member
        accounts = int(self.pairs.actor.nunique().to_pandas())
        left = without.one(self.found, one, accounts)
        return Without(Ring(self.house, without.rest(self.found, one), self.say), left,
                       self._left(left))  # fmt: skip

    def to_html(self, path: str | Path) -> Path:
        """All of it in one file that opens anywhere, offline and without scripts."""
        parts = [self.map(), self.timeline(), self.matrix(), self.matrix(by="hours")]
        shown = [*(one._repr_html_() for one in parts), folded(self.say("ties"), self.evidence)]
        title, lang = f"{self.say('ring')} {self.name}", self.house.settings.organisation.language
        return page.written(Path(path), title, shown, self.say, lang)

    def _one(self, member: str) -> Member:
        """A member by its token, or the first letters of it."""
        mine = [one for one in self.named if one.member.startswith(member)] if member else []
        exact = [one for one in mine if one.member == member] or mine
        if len(exact) != 1:
            many = "no member is" if not mine else f"{len(mine)} members are"
            raise ConfigError(f"{many} named {member!r}", where=f"ring {self.name}",
                              hint=".members lists them")  # fmt: skip
        return exact[0]

    def _left(self, left: Left) -> str:
        """What is left, in a sentence."""
        told = self.say("without {member} the accounts left fall into so many parts: {parts}")
        said = told.format(member=short(left.member), parts=left.parts)
        return said if left.p is None else f"{said}, p {words.small(left.p)}"

    @cached_property
    def _laid(self) -> Any:
        return self.found.graph()

    @cached_property
    def _map(self) -> Drawing:
        return drawn(self.found, self.named, self.graph, self.say)

    def _repr_html_(self) -> str:
        return self._map._repr_html_() + folded(self.say("ties"), self.evidence)

    def _repr_svg_(self) -> str:
        return self._map._repr_svg_()

    def __repr__(self) -> str:
        return f"ring {self.name}: {len(self.named)} members, {len(self.found.ties)} ties"


@dataclass(frozen=True)
class Without:
    """What is left of a ring: the `ring` itself, into how many `parts` its accounts fall and the
    `p` of what these opened in common."""

    ring: Ring
    left: Left
    said: str

    @property
    def parts(self) -> int:
        """Into how many parts the accounts fall."""
        return self.left.parts

    @property
    def p(self) -> float | None:
        """How likely chance makes what these opened in common; 1 where nothing is left."""
        return self.left.p

    def _repr_html_(self) -> str:
        return Said([self.said])._repr_html_() + self.ring.map()._repr_html_()

    def __repr__(self) -> str:
        return self.said


def _frame(rows: list[Any], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=columns)
