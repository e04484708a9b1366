"""Prints a proposal, and asks what the file does not tell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer

from leakwatch import telling
from leakwatch.inferring.proposal import Proposal, Question
from leakwatch.inferring.proposing import chance, propose
from leakwatch.inferring.sampling import sample
from leakwatch.inferring.writing import toml


def infer(path: Path, *, json: bool = False) -> bool:
    """Prints what the file is and the lines to paste; False where nothing can be proposed."""
    seen = sample(path)
    proposal = propose(seen)
    if not json:
        _tell(proposal)
        if sys.stdin.isatty() and sys.stdout.isatty():
            for question in proposal.questions:
                _ask(proposal, question)
        else:
            for question in proposal.questions:
                typer.echo("\n".join(_asked(question)))
    lines = toml(proposal, path, chance(proposal, seen)) if proposal.connector else ""
    if json:
        telling.document(_document(proposal, lines))
    elif lines:
        typer.echo(f"\n{lines}")
    return bool(proposal.connector)


def _tell(proposal: Proposal) -> None:
    for note in proposal.notes:
        typer.echo(note)
    if not proposal.connector:
        typer.echo("nothing can be proposed")
    if proposal.lines:
        rows = [[line.column, " + ".join(line.headers), f"{line.sure} %", line.why]
                for line in proposal.lines]  # fmt: skip
        telling.table(
            f'connector = "{proposal.connector}"', ["column", "header", "sure", "why"], rows
        )
    if proposal.unread and proposal.connector:
        typer.echo(f"not read: {', '.join(proposal.unread)}")


def _asked(question: Question) -> list[str]:
    """The question, and its candidates with their numbers."""
    said = [f"? {question.about}"]
    for number, (meaning, _) in enumerate(question.candidates, 1):
        said.append(f"  {number}. {meaning}" + (" (taken)" if number == 1 else ""))
    return said


def _ask(proposal: Proposal, question: Question) -> None:
    typer.echo("\n".join(_asked(question)))
    chosen = typer.prompt("which", default=1, type=int)
    if 1 < chosen <= len(question.candidates):
        proposal.decide(question.candidates[chosen - 1][1])


def _document(proposal: Proposal, lines: str) -> dict[str, Any]:
    return {
        "connector": proposal.connector or None,
        "columns": [
            {"column": line.column, "headers": list(line.headers), "sure": line.sure,
             "why": line.why} for line in proposal.lines
        ],
        "questions": [
            {"about": one.about, "candidates": [meaning for meaning, _ in one.candidates]}
            for one in proposal.questions
        ],
        "unread": proposal.unread, "unknown_words": proposal.unknown, "notes": proposal.notes,
        "toml": lines,
    }  # fmt: skip
