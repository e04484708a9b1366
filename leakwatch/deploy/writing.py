"""Writes the unit, the Dockerfile and the compose file, filled in for one organisation."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from leakwatch import settings as reading
from leakwatch.errors import ConfigError
from leakwatch.health.grounds import database

if TYPE_CHECKING:
    from leakwatch.settings import Settings

NAMES = ("leakwatch.service", "Dockerfile", "compose.yaml")
MARK = re.compile(r"@([A-Z]+)@")
#: where the pages are if the settings have no address for them
LISTEN = "127.0.0.1:9464"
#: accounts as useradd(8) takes them
USER = re.compile(r"[a-z_][a-z0-9_-]{0,31}")
#: what systemd and a shell would read as more than a name
AWKWARD = re.compile(r"[\s%\"'\\$@;:]")


def write(folder: Path, place: Path, user: str) -> Iterator[str]:
    """Writes what is not there yet, and says of each what it did; ConfigError for odd names."""
    told = _filled(reading.read(place), place.absolute(), user)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            target = folder / name
            kept = target.exists()
            if not kept:
                text = files("leakwatch.deploy").joinpath(name).read_text(encoding="utf-8")
                target.write_text(MARK.sub(lambda found: told[found[1]], text), encoding="utf-8")
            yield f"{target}: {'kept as it was' if kept else 'new; read its first lines'}"
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", where=str(folder)) from error


def _filled(settings: Settings, place: Path, user: str) -> dict[str, str]:
    if not USER.fullmatch(user):
        raise ConfigError(f"{user!r} is no account", where="leakwatch deploy --user",
                          hint="small letters, digits, _ and -")  # fmt: skip
    key = _whole(settings, settings.keys.file)
    told = {
        "USER": user, "HOME": str(place.parent), "SETTINGS": str(place),
        "PYTHON": sys.executable, "LISTEN": settings.watch.listen or LISTEN,
        "KEY": key, "WRITES": " ".join(_writes(settings)), "CREDENTIALS": _credentials(settings),
        "VERSION": version("leakwatch"), "RELEASE": f"3.{sys.version_info.minor}",
    }  # fmt: skip
    for written in (place, key, sys.executable, *_writes(settings)):
        if AWKWARD.search(str(written)):
            raise ConfigError("systemd reads more than a name in this one", where=str(written),
                              hint="choose a path without blanks and signs")  # fmt: skip
    return told


def _whole(settings: Settings, path: str) -> str:
    return str(Path(settings.place(path)).absolute())


def _credentials(settings: Settings) -> str:
    """How systemd hands over the key: the file, or what the settings call it."""
    name = settings.keys.environment
    if name:
        return f"LoadCredential={name}:/etc/leakwatch/{name.lower()}"
    key = _whole(settings, settings.keys.file)
    return f"LoadCredential={Path(key).name}:{key}"


def _writes(settings: Settings) -> list[str]:
    """The folders that are written to: of the lake, of a store that is a file, of backups."""
    wanted = [_whole(settings, settings.lake.path)]
    if file := database(settings):
        wanted.append(str(file.parent))
    if settings.backup.path:
        wanted.append(_whole(settings, settings.backup.path))
    return [one for one in dict.fromkeys(wanted)
            if not any(Path(other) in Path(one).parents for other in wanted)]  # fmt: skip
