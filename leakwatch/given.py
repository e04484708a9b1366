"""What a process is given beside its settings: secrets, from the environment or from files.

A container gets a file and its place in `NAME_FILE`, a unit of systemd a credential: a file of
that name in `CREDENTIALS_DIRECTORY` (systemd.exec(5), LoadCredential=).
"""

from __future__ import annotations

import os
from pathlib import Path

from leakwatch.errors import ConfigError

FOLDER = "CREDENTIALS_DIRECTORY"


def secret(name: str) -> str | None:
    """The value of `${NAME}`: the variable, else the file that `NAME_FILE` names, else the
    credential of this name; None where there is none. ConfigError where it cannot be read."""
    if name in os.environ:
        return os.environ[name]
    place = os.environ.get(f"{name}_FILE") or credential(name)
    if not place:
        return None
    try:
        # an editor ends a file with a line that is no part of a password
        return Path(place).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", where=str(place),
                          hint=f"it is to hold {name}") from error  # fmt: skip


def credential(name: str) -> Path | None:
    """Where a credential of this name was handed over; None where none was."""
    place = Path(os.environ.get(FOLDER, ""), name)
    return place if os.environ.get(FOLDER) and place.is_file() else None
