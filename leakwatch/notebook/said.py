"""Sentences as a notebook shows them."""

from __future__ import annotations

from dataclasses import dataclass

from leakwatch.charts.svg import tag, words


@dataclass(frozen=True)
class Said:
    """Some sentences, the first of them what they are about."""

    lines: list[str]

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        first, *rest = self.lines or [""]
        listed = tag("ul", *(tag("li", words(line)) for line in rest)) if rest else ""
        return tag("p", tag("strong", words(first))) + listed
