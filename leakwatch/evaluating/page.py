"""The card as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leakwatch.evaluating.section import Section, cell

TOP = """\
# Release card

How much of what is planted in made-up logs leakwatch finds, at what price, and how long it takes;
beside it, on the same logs, six warnings as a bank's front-end ships them, and the notebook an
analyst would write (counts in pandas, PyOD's Isolation Forest), once plainly and once with every
count compared within the job. Made by

    {command}

Another seed is another world. All but time and memory comes out the same each time.
"""


def written(command: str, sections: Sequence[Section]) -> str:
    """The whole page; `command` is what makes it."""
    return "\n".join([TOP.format(command=command), *map(markdown, sections)])


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
