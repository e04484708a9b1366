"""The commands that keep and let go: retention, hold, release, backup and restore."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leakwatch.door import HERE, File, Json, house

if TYPE_CHECKING:
    from leakwatch.pipeline import House
    from leakwatch.store.matters import Matter

keeping = typer.Typer(rich_markup_mode=None)
Reason = Annotated[str, typer.Option("--reason", help="Why; it goes on the trail.")]
PAST = ("what", "table", "before", "first", "last", "rows", "bytes", "held", "matters")
SEEN = ("source", "what", "first", "last", "since")


@keeping.command(epilog="Example: leakwatch retention --now")
def retention(
    settings: File = HERE,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="Show what would go on that day."),
    ] = None,
    now: Annotated[bool, typer.Option("--now", help="Let it go, for good.")] = False,
    json: Json = False,
) -> None:
    """Show what is past its period, what matters hold of it, and which days can be seen."""
    from leakwatch import retention as periods
    from leakwatch.errors import ConfigError

    if on and now:
        raise ConfigError("--now is today, --on another day", where="leakwatch retention",
                          hint="give one of them")  # fmt: skip
    at = datetime.now(UTC)
    with house(settings) as opened:
        given = (opened.settings, opened.lake, opened.store)
        if now:
            gone = periods.expire(*given, at)
            _told(opened, gone.past, gone.waiting, freed=gone.bytes, json=json)
        else:
            day = on.date() if on else periods.today(opened.settings, at)
            planned = periods.plan(*given, day)
            _told(opened, planned.past, planned.waiting, freed=None, json=json)


def _told(
    opened: House, past: tuple[object, ...], waiting: int, *, freed: int | None, json: bool
) -> None:
    """Shows what is past, what can be seen, and what matters hold."""
    from leakwatch import telling
    from leakwatch.retention import Past, visible
    from leakwatch.retention.held import by_matter, standing

    seen = visible(opened.lake)
    held = [{"matter": name, "accounts": len({one.actor for one in mine}),
             "first": min(one.first for one in mine), "last": max(one.last for one in mine)}
            for name, mine in by_matter(standing(opened.store)).items()]  # fmt: skip
    gone = [one for one in past if isinstance(one, Past) and (one.rows or one.held)]
    if json:
        telling.document({"past": [one.said() for one in gone], "seen": seen, "held": held,
                          "waiting": waiting, "freed": freed})  # fmt: skip
        return
    rows = [[*(one.said()[name] for name in PAST[:-1]), ", ".join(one.matters)] for one in gone]
    telling.table("would go" if freed is None else "gone", PAST, rows)
    telling.table("can be seen", SEEN, [[row[name] for name in SEEN] for row in seen])
    telling.table("held", ("matter", "accounts", "first", "last"),
                  [list(one.values()) for one in held])  # fmt: skip
    if waiting:
        typer.echo(f"events stay: {waiting} files are not counted yet; `leakwatch run` does",
                   err=True)  # fmt: skip


@keeping.command(epilog='Example: leakwatch hold A12 --reason "order of the prosecutor"')
def hold(
    what: Annotated[str, typer.Argument(help="The id of an alert or a ring.")],
    reason: Reason,
    matter: Annotated[
        str, typer.Option("--matter", help="Add it to this matter in place of a new one.")
    ] = "",
    settings: File = HERE,
) -> None:
    """Keep what an alert or a ring rests on, whatever the periods say, in a matter."""
    from leakwatch.errors import ConfigError
    from leakwatch.store import matters, trail

    who = trail.shell()
    with house(settings) as opened:
        try:
            with opened.store.writing() as session:
                into = (matters.numbered(session, matter) if matter
                        else matters.open_matter(session, reason, who))  # fmt: skip
                matters.add_item(session, into, what, who)
                made = matters.hold(session, into, what, who, reason)
        except LookupError as error:
            raise ConfigError(str(error), where=what,
                              hint="`leakwatch export` lists alerts, rings") from error  # fmt: skip
    accounts = len({one.actor for one in made})
    typer.echo(f"{into.id} holds {what}: {len(made)} new holds on {accounts} accounts")


@keeping.command(epilog='Example: leakwatch release M3 --reason "case closed"')
def release(
    matter: Annotated[str, typer.Argument(help="The id of a matter.")],
    reason: Reason,
    settings: File = HERE,
) -> None:
    """Let go what a matter holds: the periods count for it again."""
    from leakwatch.errors import ConfigError
    from leakwatch.store import matters, trail

    with house(settings) as opened:
        try:
            with opened.store.writing() as session:
                found: Matter = matters.named(session, matter)
                count = matters.release(session, found, trail.shell(), reason)
        except LookupError as error:
            raise ConfigError(str(error), where=matter,
                              hint="`leakwatch retention` lists them") from error  # fmt: skip
    typer.echo(f"{matter}: {count} holds released")


@keeping.command(epilog="Example: leakwatch backup /mnt/backups/leakwatch")
def backup(
    folder: Annotated[Path | None, typer.Argument(help="Default: [backup] path.")] = None,
    settings: File = HERE,
    json: Json = False,
) -> None:
    """Copy store and lake to a folder; the key is not in it: keep that elsewhere, and safe."""
    from leakwatch import backup as backups
    from leakwatch import telling

    with house(settings) as opened:
        given = (opened.settings, opened.lake, opened.store)
        made = backups.make(*given, datetime.now(UTC), folder=folder)
    told = made.summary()
    telling.table("backup", list(told), [list(told.values())], json=json)


@keeping.command(epilog="Example: leakwatch restore /mnt/backups/leakwatch")
def restore(
    folder: Annotated[
        Path, typer.Argument(help="A backup, or a folder of them: this key's newest.")
    ],
    settings: File = HERE,
    over: Annotated[
        bool, typer.Option("--over", help="In place of the store and lake that are there.")
    ] = False,
    json: Json = False,
) -> None:
    """Bring store and lake back from a backup, once every file of it is found to be whole."""
    from leakwatch import backup as backups
    from leakwatch import pipeline, telling
    from leakwatch import settings as reading

    said = reading.read(settings)
    at, now = pipeline.address(said), datetime.now(UTC)
    told = backups.restore(said, at, folder, now, over=over).summary()
    telling.table("restored", list(told), [list(told.values())], json=json)
