"""Evaluates seed by seed, shows how far it is, and tells the card."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from leakwatch import telling
from leakwatch.errors import ConfigError
from leakwatch.evaluating.card import Card, card
from leakwatch.evaluating.page import written
from leakwatch.evaluating.reach import reached
from leakwatch.evaluating.section import cell, plain
from leakwatch.evaluating.trial import CLEAN_STEPS, STEPS, Seen, Trial, trial
from leakwatch.evaluating.worlds import Plan
from leakwatch.synth import SCENARIOS
from leakwatch.synth.make import SHORTEST


def made(
    seeds: str, *, days: int, size: float, parts: int, folder: Path | None, page: Path | None,
    json: bool,
) -> bool:  # fmt: skip
    """Prints the card, and writes it as a page where asked; whether everything is reached."""
    plans = _plans(seeds, days, size, parts)
    if page is not None and not page.parent.is_dir():
        raise ConfigError("no such folder", where=str(page.parent), hint="make it first")
    done = card(trials(plans, folder))
    command = f"leakwatch evaluate --seeds {seeds} --days {days} --size {size:g} --parts {parts}"
    if page is not None:
        place = page.name if page.is_absolute() else page.as_posix()
        page.write_text(written(f"{command} --page {place}", done), encoding="utf-8")
    _tell(command, done, json=json)
    return reached(done.sections[0])


def trials(plans: Sequence[Plan], folder: Path | None) -> list[Trial]:
    """One trial a plan, below the folder, or in one that is gone afterwards."""
    with TemporaryDirectory(prefix="leakwatch-") as passing, _watching(plans) as seen:
        return [
            trial((folder or Path(passing)) / f"world-{plan.name}", plan, seen(plan))
            for plan in plans
        ]


def _plans(seeds: str, days: int, size: float, parts: int) -> list[Plan]:
    if days < SHORTEST or size <= 0:
        raise ConfigError(f"no world of {days} days and size {size:g}",
                          where="leakwatch evaluate",
                          hint=f"at least {SHORTEST} days, and a size above 0")  # fmt: skip
    if not 1 <= parts <= len(SCENARIOS):
        raise ConfigError(f"no {parts} parts", where="leakwatch evaluate --parts",
                          hint=f"there are {len(SCENARIOS)} scenarios to deal out")  # fmt: skip
    return [
        Plan(seed, days, size, part, parts)
        for seed in _numbers(seeds)
        for part in range(1, parts + 1)
    ]


def _numbers(seeds: str) -> list[int]:
    try:
        numbers = [int(one) for one in seeds.split(",")]
    except ValueError as error:
        raise ConfigError(f"{seeds!r} are not seeds", where="leakwatch evaluate --seeds",
                          hint="whole numbers with commas between: 1,2,3") from error  # fmt: skip
    if min(numbers) < 0 or len(set(numbers)) < len(numbers):
        raise ConfigError(f"{seeds!r}: each seed once, and none below 0",
                          where="leakwatch evaluate --seeds", hint="write 1,2,3")  # fmt: skip
    return numbers


@contextmanager
def _watching(plans: Sequence[Plan]) -> Iterator[Callable[[Plan], Seen]]:
    """A progress bar on a terminal; elsewhere nothing."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    console = Console(stderr=True)
    steps = sum(STEPS + (CLEAN_STEPS if plan.part == 1 else 0) for plan in plans)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=steps)
        begun: list[str] = []

        def seen(plan: Plan) -> Seen:
            def at(step: str) -> None:
                bar.update(task, description=f"{plan.name}: {step}", completed=len(begun))
                begun.append(step)

            return at

        yield seen


def _tell(command: str, done: Card, *, json: bool) -> None:
    if json:
        told = {section.name: plain(section) for section in done.sections}
        telling.document({"command": command, "summary": done.summary, **told})
        return
    typer.echo("\n".join(done.summary))
    for section in done.sections:
        rows = [[cell(value) for value in row] for row in section.rows]
        telling.table(f"\n{section.title}", section.columns, rows)
        if section.note:
            typer.echo(section.note)
