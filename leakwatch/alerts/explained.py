"""The explanation kept with an alert, and what a person reads of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from leakwatch.store.alerts import Alert

if TYPE_CHECKING:
    from leakwatch.language import Say
    from leakwatch.store import Store


@dataclass(frozen=True)
class Explained:
    """An alert's own words: why, whom it exposes, and what would have been.

    `run` is the run that explained it; `judged` names it, its time, settings and lake, or says
    what of them is `gone`.
    """

    id: str
    actor: str
    because: str
    why: dict[str, Any]
    exposed: dict[str, Any]
    run: int | None = None
    judged: dict[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date | None:
        """The day explained; None where none is, as for a source."""
        return date.fromisoformat(self.why["day"]) if self.why else None

    def document(self) -> dict[str, Any]:
        """Everything, as JSON takes it."""
        return {**vars(self)}


def read(store: Store, alert: str) -> Explained:
    """What is kept with the alert; LookupError where there is no such alert."""
    with store.reading() as session:
        found = session.get(Alert, alert)
        if found is None:
            raise LookupError(f"no alert {alert}")
        return Explained(
            found.id, found.actor, found.because, found.explained or {}, found.exposed or {},
            found.explained_by,
        )  # fmt: skip


def keep(store: Store, alert: str, without: list[dict[str, Any]]) -> None:
    """Keeps the counterfactual with the alert, until a run explains it anew."""
    with store.writing() as session:
        found = session.get(Alert, alert)
        if found is not None and found.explained:
            found.explained = {**found.explained, "without": without}


def lines(one: Explained, say: Say) -> list[tuple[str, str]]:
    """What to show, in order: a heading (which may repeat) and a sentence."""
    said = [(say("why"), one.because)]
    if one.why:
        said += _why(one.why, say)
    if "lake" in one.judged:
        lake = ", ".join(f"{name} {version}" for name, version in one.judged["lake"].items())
        told = say("by run {run} of {at} (UTC), on versions of the lake: {lake}")
        said.append((say("judged"), told.format(**{**one.judged, "lake": lake})))
    return [*said, *((say("exposed"), sentence) for sentence in one.exposed.get("said", ()))]


def _why(why: dict[str, Any], say: Say) -> list[tuple[str, str]]:
    """The score's parts, what would have been, what may be innocent, how sure."""
    found = [(say("score"), say("{score} on {day}, of which").format(**why))]
    for part in why["parts"]:
        told = say("{part} by {detector}; without it {without}")
        found.append((say("score"), told.format(**{**part, "detector": say(part["detector"])})))
    nothing = say("no single number below which it would not have been raised")
    if "without" in why:
        found += [(say("what if"), one["said"]) for one in why["without"] or [{"said": nothing}]]
    none = say("no excuse comes near")
    found.append((say("innocent"), why["benign"]["said"] if why["benign"] else none))
    return [*found, (say("how sure"), why["sure"]["said"])]
