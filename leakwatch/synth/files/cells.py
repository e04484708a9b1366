"""What people and spreadsheets do to single cells."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
BAD_TIMES = ("--", "0000-00-00 00:00:00", "2026-13-45 99:99:99", "2026-03-07", "待补录")
PREFIXES: tuple[Callable[[str], str], ...] = (
    lambda key: "\t" + key,
    lambda key: "'" + key,
    lambda key: f'"=""{key}"""',  # quoted, as a CSV writer does it
    lambda key: f'="{key}"',  # bare, as the old web exports do it
    lambda key: key.translate(FULL_WIDTH),
    lambda key: f"{key} ",
)


def masked(key: str) -> str:
    """138****0001, 110101********1234, 张*."""
    if len(key) < 8:
        return key[:1] + "*"
    head = 6 if len(key) == 18 else 3
    return f"{key[:head]}{'*' * (len(key) - head - 4)}{key[-4:]}"


def scientific(key: str) -> str:
    """1.38E+10: the digits are gone."""
    digits = key.rstrip("Xx")
    return f"{digits[0]}.{digits[1:3]}E+{len(key) - 1}"


def decorated(rng: np.random.Generator, key: str) -> str:
    """The same key as a spreadsheet or a careless hand writes it."""
    return PREFIXES[int(rng.integers(0, len(PREFIXES)))](key)


def thousands(number: str) -> str:
    """1,234 in quotes, since it holds the separator; small numbers in full-width digits."""
    return f'"{int(number):,}"' if len(number) > 3 else number.translate(FULL_WIDTH)
