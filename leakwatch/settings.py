"""leakwatch.toml → frozen settings; an unknown key is an error with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from leakwatch import channels, listening, periods, signon, timetable
from leakwatch.errors import ConfigError
from leakwatch.language import ENGLISH, LANGUAGES

#: where a store of one file lies
SQLITE = re.compile(r"sqlite(?:\+\w+)?:///([^?]+)")


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: no key but these."""


class Organisation(_Section, frozen=True):
    """`[organisation]`: who runs this."""

    name: str = "organisation"
    zone: str = "Asia/Shanghai"
    language: str = ENGLISH


class Keys(_Section, frozen=True):
    """`[keys]`: where the key that makes tokens lies; never the key itself."""

    file: str = "leakwatch.key"
    environment: str = ""


class Lake(_Section, frozen=True):
    """`[lake]`: the Delta tables, and whether raw files are kept or only pointed at."""

    path: str = "lake"
    vault: str = "keep"


class Store(_Section, frozen=True):
    """`[store]`: the database of alerts and decisions."""

    url: str = "sqlite:///leakwatch.db"


class Engine(_Section, frozen=True):
    """`[engine]`: where SQL runs."""

    name: str = "duckdb"
    threads: int = 0
    memory: str = ""


class Source(_Section, frozen=True):
    """`[sources.NAME]` or `[context.NAME]`: logs of one kind from one organisation.

    Files of `path`, or rows of `query` at `url`; `columns` says what a connector's column is
    called in this source, `options` are keywords of the connector.
    """

    path: str = ""
    connector: str = ""
    org: str = ""
    zone: str = ""
    url: str = ""
    query: str = ""
    cursor: str = ""
    lag: float = 0.0
    every: str = ""
    columns: dict[str, Any] = {}
    options: dict[str, Any] = {}


class Calendar(_Section, frozen=True):
    """`[calendar]`: opening hours and the days the holiday package does not know."""

    path: str = ""


class Detect(_Section, frozen=True):
    """`[detect]`: the promise and the budget, and each detector's own keys.

    `thresholds`: detector → the p above which what it finds is kept, and raises nothing.
    """

    alerts_per_day: int = 20
    false_alarm_share: float = 0.1
    only: tuple[str, ...] = ()
    registered_batch_accounts: tuple[str, ...] = ()
    shared_places: tuple[str, ...] = ()
    inbound_call_minutes: int = 10
    detectors: dict[str, dict[str, Any]] = {}
    thresholds: dict[str, float] = {}


class Settings(_Section, frozen=True):
    """The whole file, and the folder its relative paths start from."""

    organisation: Organisation = Organisation()
    keys: Keys = Keys()
    lake: Lake = Lake()
    store: Store = Store()
    engine: Engine = Engine()
    sources: dict[str, Source] = {}
    context: dict[str, Source] = {}
    calendar: Calendar = Calendar()
    detect: Detect = Detect()
    retention: periods.Retention = periods.Retention()
    backup: periods.Backup = periods.Backup()
    notify: channels.Notify = channels.Notify()
    watch: listening.Watch = listening.Watch()
    oidc: signon.SignOn = signon.SignOn()
    schedule: timetable.Schedule = timetable.Schedule()
    folder: str = "."

    def place(self, path: str) -> str:
        """A path of the file, from the folder of the file; URLs and absolute paths as they are."""
        return path if "://" in path else str(Path(self.folder) / path)


def _line(text: str, section: Sequence[str], key: str) -> int:
    """The line on which a key of a section stands, or the table of that name opens; or 0."""
    given, here = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*="), list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        opened = re.match(r"\s*\[+([^\]]+)\]", line)
        if opened:
            here = [part.strip(" \"'") for part in opened[1].split(".")]
        below = here[len(section) :] if here[: len(section)] == list(section) else None
        if below is not None and (key in below if opened else given.match(line)):
            return number
    return 0


def _explain(path: Path, text: str, message: str) -> ConfigError:
    """Msgspec's message as ours, with the line of the key it names."""
    what, _, at = message.partition(" - at ")
    named = re.search(r"unknown field `(.+?)`", what)
    trail = [part for part in re.split(r"[.`$\[\]]+", at) if part and part != "..."]
    key = named[1] if named else (trail[-1] if trail else "")
    parts = trail if named else trail[:-1]
    line = _line(text, parts, key) if key else 0
    section = ".".join(parts)
    return ConfigError(
        f"unknown key {key!r}" if named else what,
        where=f"{path}:{line}" if line else str(path),
        hint=f"{f'in [{section}]; ' if section else ''}see `leakwatch init` for every key",
    )


def _check(settings: Settings, path: Path) -> None:
    """What a type cannot say."""
    fed = (*settings.sources.values(), *settings.context.values())
    for name, source in (settings.sources | settings.context).items():
        if bool(source.path) == bool(source.url):
            raise ConfigError("a source has either a path or a url", where=f"{path} [{name}]",
                              hint="path for files; url and query for a database")  # fmt: skip
    for zone in (settings.organisation.zone, *(source.zone for source in fed if source.zone)):
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ConfigError(f"no time zone is named {zone!r}", where=str(path)) from error
    if settings.organisation.language not in LANGUAGES:
        raise ConfigError(f"no language {settings.organisation.language!r}",
                          where=f"{path} [organisation]",
                          hint=f"one of {', '.join(LANGUAGES)}")  # fmt: skip
    if not 0 < settings.detect.false_alarm_share < 1:
        raise ConfigError("false_alarm_share lies between 0 and 1", where=f"{path} [detect]")
    if not all(0 < most <= 1 for most in settings.detect.thresholds.values()):
        raise ConfigError("a p lies between 0 and 1", where=f"{path} [detect.thresholds]")
    if settings.engine.name not in ("duckdb", "spark"):
        raise ConfigError(f"no engine {settings.engine.name!r}", where=f"{path} [engine]",
                          hint="duckdb or spark")  # fmt: skip
    if settings.lake.vault not in ("keep", "reference"):
        raise ConfigError(f"no vault {settings.lake.vault!r}", where=f"{path} [lake]",
                          hint="keep or reference")  # fmt: skip
    _check_apart(settings, path)
    periods.check(settings.retention, settings.backup, str(path))
    channels.check(settings.notify, str(path))
    listening.check(settings.watch, str(path))
    signon.check(settings.oidc, settings.notify.link, str(path))


def _check_apart(settings: Settings, path: Path) -> None:
    """Key and store lie outside the lake: a backup takes all that is in it, a restore empties it.

    What `${NAME}` stands for is not known here.
    """
    lake = Path(settings.place(settings.lake.path)).resolve()
    store = SQLITE.match(settings.store.url)
    key = "" if settings.keys.environment else settings.keys.file
    for what, name, file in (
        ("the key", "[keys] file", key), ("the store", "[store] url", store[1] if store else ""),
    ):  # fmt: skip
        known = file and "${" not in file and "://" not in settings.lake.path
        if known and Path(settings.place(file)).resolve().is_relative_to(lake):
            raise ConfigError(f"{what} lies in the lake, which backups copy whole",
                              where=f"{path} {name}",
                              hint="move the file elsewhere, and name it there")  # fmt: skip


def read(path: Path) -> Settings:
    """The settings of a file; ConfigError names the line of what is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(
            "no such file", where=str(path), hint="`leakwatch init DIR` makes one"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", where=str(path)) from error
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not TOML: {error}", where=str(path)) from error
    if "folder" in document:
        raise _explain(path, text, "Object contains unknown field `folder`")
    try:
        settings = msgspec.convert(document | {"folder": str(path.parent)}, Settings)
    except msgspec.ValidationError as error:
        raise _explain(path, text, str(error)) from error
    _check(settings, path)
    return settings
