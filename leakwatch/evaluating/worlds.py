"""Made-up worlds to be judged by: with planted leaks, and the same honest life without any."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from leakwatch import tokens
from leakwatch.errors import ConfigError
from leakwatch.synth import SCENARIOS, Planted, make
from leakwatch.synth.settings import settings

SETTINGS = "leakwatch.toml"


@dataclass(frozen=True)
class Plan:
    """Which world to make: `part` of `parts`, over which the scenarios are dealt out.

    All scenarios in one small world would be one leaking account in ten, as nowhere in life.
    """

    seed: int
    days: int
    size: float
    part: int = 1
    parts: int = 1

    @property
    def name(self) -> str:
        """The seed, and the part where there are several.

        >>> Plan(7, 60, 0.5).name, Plan(7, 60, 0.5, 2, 4).name
        ('7', '7.2')
        """
        return f"{self.seed}.{self.part}" if self.parts > 1 else str(self.seed)


def leaking(folder: Path, plan: Plan) -> Planted:
    """A world with the part's scenarios in it, and the settings that read it."""
    return _made(folder, plan, tuple(SCENARIOS)[plan.part - 1 :: plan.parts])


def clean(folder: Path, plan: Plan) -> Planted:
    """The honest life of the same organisations, decoys too, and nobody who leaks."""
    return _made(folder, plan, ())


def _made(folder: Path, plan: Plan, names: tuple[str, ...]) -> Planted:
    if folder.exists() and any(folder.iterdir()):
        raise ConfigError("the folder is not empty", where=str(folder),
                          hint="name another: old verdicts would be told as new ones")  # fmt: skip
    planted = make(folder, seed=plan.seed, days=plan.days, size=plan.size, scenarios=names)
    (folder / SETTINGS).write_text(settings(Path()), encoding="utf-8")
    key = folder / "leakwatch.key"
    tokens.new(key)
    # ties are broken by token: the same seed gives the same tokens, and so the same card
    secret = hashlib.sha256(f"leakwatch evaluate {plan.seed}".encode()).hexdigest()
    text = key.read_text(encoding="utf-8")
    key.write_text(re.sub(r"(?m)^token \w+", f"token {secret}", text), encoding="utf-8")
    return planted
