"""The card as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from leakwatch.evaluating.card import Card
from leakwatch.evaluating.section import Section, cell

TOP = """\
# Release card

{summary}

Beside leakwatch, on the same logs: six warnings as a bank's front-end ships them, and the notebook
an analyst would write (counts in pandas, PyOD's Isolation Forest), once plainly and once with every
count compared within the job. What is planted is told in scenarios.md. Made by

    {command}

Another seed is another world. All but time and memory comes out the same each time.
"""


def written(command: str, card: Card) -> str:
    """The whole page; `command` is what makes it."""
    summary = "\n".join(f"- {line}" for line in card.summary)
    top = TOP.format(command=command, summary=summary)
    return "\n".join([top, *map(markdown, card.sections)])


def markdown(section: Section) -> str:
    """A heading, the note, the table.

    >>> print(markdown(Section("a", "A", "", ["b", "c"], [["x", 1], ["y", None]])).strip())
    ## A
    <BLANKLINE>
    | b | c |
    |---|--:|
    | x | 1 |
    | y | – |
    """
    return "\n".join([f"## {section.title}\n", *([f"{section.note}\n"] if section.note else []),
                      *_table(section), ""])  # fmt: skip


def _table(section: Section) -> Iterator[str]:
    if not section.rows:
        yield "None."
        return
    numbers = [
        all(isinstance(row[place], int | float | None) for row in section.rows)
        for place in range(len(section.columns))
    ]
    yield f"| {' | '.join(section.columns)} |"
    yield f"|{'|'.join('--:' if number else '---' for number in numbers)}|"
    for row in section.rows:
        yield f"| {' | '.join(map(cell, row))} |"
