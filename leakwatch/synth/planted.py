"""The truth about a made-up world: who leaks, who belongs together, who only looks like it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FILE = "planted.json"


@dataclass(frozen=True)
class Leak:
    """One account's leak; `by_day`: people whose records it opened for the first time, by day of
    the leak; `rows`: what all its looks returned, lists and exports with all their rows.
    """

    kind: str
    org: str
    account: str
    first: date
    last: date
    people: int
    ring: str | None
    by_day: dict[str, int]
    rows: int = 0


@dataclass(frozen=True)
class PlantedRing:
    """`inside`: org/account; `outside`: kind as in the links file, and plain value; `shared`:
    people whom two or more of the inside opened for the ring; `roles`: what an org/account, or an
    outsider's value, is in it: source, relay, broker, lender, approver, buyer or other.
    """

    name: str
    inside: list[str]
    outside: list[tuple[str, str]]
    shared: int
    roles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sample:
    """People whose data turned up, in a leads `file` below the world's folder; `sources`:
    org/account → the share of the sample's people it leaked. What several leaked counts for each.
    """

    file: str
    sources: dict[str, float]


@dataclass(frozen=True)
class Decoy:
    """An honest account (org/account) that looks odd, and why."""

    account: str
    what: str


@dataclass(frozen=True)
class Planted:
    """Everything planted, and for each log file what an ingest must count in it."""

    leaks: list[Leak]
    rings: list[PlantedRing]
    honest: list[Decoy]
    dirt: dict[str, dict[str, int]]
    samples: list[Sample] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """As planted.json in the folder."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, default=str)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Planted:
        """From a folder that `make` filled, or from its planted.json."""
        file = path / FILE if path.is_dir() else path
        raw: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return cls(
            leaks=[leak(row) for row in raw["leaks"]],
            rings=[
                PlantedRing(**{**row, "outside": [(kind, value) for kind, value in row["outside"]]})
                for row in raw["rings"]
            ],
            honest=[Decoy(**row) for row in raw["honest"]],
            dirt=raw["dirt"],
            samples=[Sample(**row) for row in raw.get("samples", [])],
        )


def leak(row: dict[str, Any]) -> Leak:
    """A leak from its JSON form."""
    return Leak(
        **{
            **row,
            "first": date.fromisoformat(row["first"]),
            "last": date.fromisoformat(row["last"]),
        }
    )
