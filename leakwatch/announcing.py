"""The commands about messages: try the channels, and see what waits."""

from __future__ import annotations

from typing import Annotated

import typer

from leakwatch.door import DONE, FOUND, HERE, File, Json, house

notify = typer.Typer(
    help="Messages to people: try the channels, see what waits.", no_args_is_help=True,
    rich_markup_mode=None,
)  # fmt: skip
OUTCOME = ["channel", "outcome", "error"]
UNSENT = ["id", "channel", "kind", "about", "made", "state", "attempts", "again", "error"]


@notify.command("test", epilog="Example: leakwatch notify test ops")
def trial(
    channel: Annotated[list[str] | None, typer.Argument(help="Only these channels.")] = None,
    settings: File = HERE,
    json: Json = False,
) -> None:
    """Send a test message on every channel, or on those named, and say what came of it."""
    from leakwatch import settings as reading
    from leakwatch import telling
    from leakwatch.errors import ConfigError
    from leakwatch.notify import tried

    known = reading.read(settings)
    unknown = sorted(set(channel or ()) - set(known.notify.channels))
    if unknown or not known.notify.channels:
        what = f"no channel {unknown[0]!r}" if unknown else "no channel is set up"
        raise ConfigError(what, where=str(settings), hint="add [notify.channels.NAME]")
    outcomes = tried(known, channel or ())
    rows = [[name, "sent" if one.sent else "not sent", one.said]
            for name, one in outcomes.items()]  # fmt: skip
    telling.table("test messages", OUTCOME, rows, json=json)
    raise typer.Exit(DONE if all(one.sent for one in outcomes.values()) else FOUND)


@notify.command("list", epilog="Example: leakwatch notify list --json")
def waiting(settings: File = HERE, json: Json = False) -> None:
    """Show the messages that wait, are being sent, were given up, or reached not everybody."""
    from leakwatch import telling
    from leakwatch.store import outbox

    with house(settings) as opened, opened.store.reading() as session:
        found = outbox.unsent(session)
    rows = [[one.id, one.channel, one.kind, one.about, one.made.isoformat(), one.state,
             one.attempts, one.again.isoformat() if one.again else None, one.error]
            for one in found]  # fmt: skip
    telling.table(f"{len(rows)} messages", UNSENT, rows, json=json)
