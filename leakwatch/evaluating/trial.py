"""One world: made, run stage by stage, and measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from leakwatch import settings, tokens
from leakwatch.evaluating import measure, running, usual, walking, warnings, worlds
from leakwatch.evaluating.alarms import Alarms
from leakwatch.evaluating.cast import Cast, cast
from leakwatch.evaluating.measure import BY_JOB, NOTEBOOK, WALKED, WARNINGS, Measures
from leakwatch.evaluating.stages import Stage, measured
from leakwatch.evaluating.walking import Walked
from leakwatch.evaluating.worlds import Plan
from leakwatch.synth import Planted

LEAKING, CLEAN = "leaking", "clean"
#: stages of a world with leaks, and of one without
STEPS, CLEAN_STEPS = 10, 5

Made = TypeVar("Made")
Seen = Callable[[str], None]


@dataclass(frozen=True)
class Trial:
    """What one world gave; `clean` are the alarms of the same without leaks, of the whole run and
    of first verdicts, where it was run.
    """

    world: str
    events: int
    judging: running.Judging
    measures: Measures
    clean: tuple[Alarms, Alarms] | None
    stages: list[Stage]


class _Watch:
    """Runs stages, says which, and keeps what they cost."""

    def __init__(self, seen: Seen) -> None:
        self.seen, self.stages = seen, list[Stage]()

    def __call__(self, name: str, work: Callable[[], Made]) -> Made:
        self.seen(name)
        stage, made = measured(name, work)
        self.stages.append(stage)
        return made


def trial(folder: Path, plan: Plan, seen: Seen) -> Trial:
    """Makes a world below the folder, runs it and measures; the first part's without leaks too."""
    watch = _Watch(seen)
    place = folder / LEAKING / worlds.SETTINGS
    planted = watch("world", partial(worlds.leaking, place.parent, plan))
    events, walked, judging = _judged(watch, place)
    watch("rings", partial(running.rings, place))
    files = [one.file for one in planted.samples]
    traces = watch("trace", partial(running.traces, place, files))
    rivals = {
        WARNINGS: watch(WARNINGS, partial(warnings.warned, place)),
        NOTEBOOK: watch(NOTEBOOK, partial(usual.forest, place)),
        BY_JOB: watch(BY_JOB, partial(usual.by_job, place)),
    }
    parts = _cast(planted, place)
    measures = measure.measured(running.outcome(place), walked, rivals, parts, traces)
    return Trial(
        plan.name,
        events,
        judging,
        measures,
        _clean(folder / CLEAN / worlds.SETTINGS, plan, seen) if plan.part == 1 else None,
        watch.stages,
    )


def _clean(place: Path, plan: Plan, seen: Seen) -> tuple[Alarms, Alarms]:
    """The alarms of the same houses without leaks; what they cost is not told twice."""
    watch = _Watch(lambda name: seen(f"{CLEAN} {name}"))
    planted = watch("world", partial(worlds.clean, place.parent, plan))
    _, walked, _ = _judged(watch, place)
    outcome, parts = running.outcome(place), _cast(planted, place)
    return measure.quiet(outcome, parts), measure.first_alarms(outcome, walked, parts)


def _judged(watch: _Watch, place: Path) -> tuple[int, Walked, running.Judging]:
    events = watch("ingest", partial(running.ingest, place))
    watch("facts", partial(running.facts, place))
    walked = watch(WALKED, partial(walking.walk, place))
    return events, walked, watch("detect", partial(running.detect, place))


def _cast(planted: Planted, place: Path) -> Cast:
    return cast(planted, tokens.load(settings.read(place)))
