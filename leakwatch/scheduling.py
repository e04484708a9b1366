"""The commands about jobs: the scheduler, and what people ask of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from leakwatch.door import HERE, File, Json, house

clock = typer.Typer()
jobs = typer.Typer(
    help="Show how the scheduler's jobs stand; run one now, pause it, do a range again.",
    rich_markup_mode=None,
)
COLUMNS = ["job", "schedule", "state", "next", "done", "waiting", "progress", "error"]
Name = Annotated[
    str, typer.Argument(help="ingest, detect, rings, backup, retention, digest or health")
]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]


@clock.command(epilog="Example: leakwatch scheduler --settings /srv/leakwatch/leakwatch.toml")
def scheduler(
    settings: File = HERE,
    listen: Annotated[
        str, typer.Option(help="HOST:PORT of /metrics, /healthz and /readyz, for [watch] listen.")
    ] = "",
) -> None:
    """Do the jobs by the clock until told to stop; of several schedulers one leads."""
    import signal

    from leakwatch import health, logs
    from leakwatch import settings as reading
    from leakwatch.schedule.jobs import scheduled
    from leakwatch.schedule.leader import Scheduler

    logs.begin()
    # what is wrong from the start is told to who starts it
    list(scheduled(reading.read(settings)))
    with house(settings) as opened:
        listen = listen or opened.settings.watch.listen
        running = Scheduler(settings.absolute())
    running.ended_by(signal.SIGTERM, signal.SIGINT)
    with health.watched(settings.absolute(), listen):
        running.run()


@jobs.callback(invoke_without_command=True, epilog="Example: leakwatch jobs --json")
def show(context: typer.Context, settings: File = HERE, json: Json = False) -> None:
    """Show how every job stands; run one now, pause it, go on, do a range again."""
    if context.invoked_subcommand:
        return
    from leakwatch import telling
    from leakwatch.schedule.keeper import SCHEDULER
    from leakwatch.schedule.standing import standing
    from leakwatch.store import leases

    with house(settings) as opened:
        found = list(standing(opened.store, opened.settings, datetime.now(UTC)))
        lease = leases.look(opened.store, SCHEDULER)
    rows = [[one.job, one.schedule, one.state, _moment(one.next), _moment(one.done), one.waiting,
             _said(one.progress), one.error] for one in found]  # fmt: skip
    telling.table("jobs", COLUMNS, rows, json=json)
    if not json:
        held = lease is not None and lease.holder
        typer.echo(f"leads: {lease.holder}, seen {_moment(lease.seen)}" if lease and held
                   else "no scheduler at work: start `leakwatch scheduler`")  # fmt: skip


@jobs.command(epilog="Example: leakwatch jobs run detect")
def run(job: Name, settings: File = HERE) -> None:
    """Let the scheduler do a job now, though it is not due; while it pauses, when it goes on."""
    from leakwatch.schedule import asking
    from leakwatch.store import pauses, trail

    with house(settings) as opened:
        number = asking.ask(opened.store, opened.settings, job, who=trail.shell(),
                            now=datetime.now(UTC))  # fmt: skip
        held = job in pauses.paused(opened.store)
    then = (f"is held, for it pauses; `leakwatch jobs resume {job}` lets it go on" if held
            else "waits for the scheduler; `leakwatch jobs` shows how far")  # fmt: skip
    typer.echo(f"{job}: window {number} {then}")


@jobs.command(
    epilog="Example: leakwatch jobs backfill detect --since 2026-03-01 --until 2026-03-31"
)
def backfill(job: Name, since: Day, until: Day, settings: File = HERE) -> None:
    """Let every window of a range of days be done that was not done under these settings."""
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from leakwatch.schedule import asking
    from leakwatch.store import trail

    with house(settings) as opened:
        zone = ZoneInfo(opened.settings.organisation.zone)
        first = since.replace(tzinfo=zone) - timedelta(seconds=1)
        last = until.replace(tzinfo=zone) + timedelta(days=1) - timedelta(seconds=1)
        added, known = asking.backfill(opened.store, opened.settings, job, first, last,
                                       who=trail.shell(), now=datetime.now(UTC))  # fmt: skip
    typer.echo(f"{job}: {added} windows added, {known} there already under these settings")


@jobs.command(epilog='Example: leakwatch jobs pause detect --reason "new CRM"')
def pause(
    job: Name,
    reason: Annotated[str, typer.Option(help="Why, for those who come after.")],
    settings: File = HERE,
) -> None:
    """Hold a job until it is resumed, with what people asked of it; what is at work goes on."""
    from leakwatch.schedule import asking
    from leakwatch.store import trail

    with house(settings) as opened:
        paused = asking.pause(opened.store, job, who=trail.shell(), reason=reason)
    typer.echo(f"{job}: {'pauses' if paused else 'paused already'}")


@jobs.command(epilog="Example: leakwatch jobs resume detect")
def resume(job: Name, settings: File = HERE) -> None:
    """Let a job go on with what is held; what was missed is walked."""
    from leakwatch.schedule import asking
    from leakwatch.store import trail

    with house(settings) as opened:
        resumed = asking.resume(opened.store, job, who=trail.shell())
    typer.echo(f"{job}: {'goes on' if resumed else 'did not pause'}")


def _moment(at: datetime | None) -> str:
    return at.astimezone().isoformat(" ", "minutes") if at else ""


def _said(progress: dict[str, object] | None) -> str:
    return "; ".join(f"{name} {value}" for name, value in (progress or {}).items())
