"""The command that serves the inbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from leakwatch.door import HERE, File

#: more are told to come back: files we can open are few
MOST_CONNECTIONS = 600

inbox = typer.Typer()


@inbox.command(epilog="Example: leakwatch serve --listen 127.0.0.1:8765")
def serve(
    settings: File = HERE,
    listen: Annotated[str, typer.Option(help="Address and port.")] = "127.0.0.1:8765",
    with_scheduler: Annotated[
        bool, typer.Option("--with-scheduler", help="Do the jobs by the clock too.")
    ] = False,
    tls: Annotated[
        bool, typer.Option("--behind-tls", help="A proxy before it speaks TLS: cookies need it.")
    ] = False,
) -> None:
    """Serve the inbox until told to stop; the first time, show the code that lets you in."""
    import secrets

    import uvicorn

    from leakwatch import listening, pipeline
    from leakwatch import settings as reading
    from leakwatch.inbox.app import made
    from leakwatch.inbox.patience import Patience
    from leakwatch.store import users

    host, port = listening.address(listen)
    code = secrets.token_hex(4)
    with pipeline.stored(reading.read(settings)) as store:
        nobody = not users.everybody(store)
    typer.echo(f"http://{listen}/")
    if nobody:
        typer.echo(f"nobody can sign in yet; the code for the first user: {code}")
    app = made(settings.absolute(), code=code, secure=tls)
    with scheduling(settings.absolute()) if with_scheduler else nullcontext():
        uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False,
                    proxy_headers=tls, timeout_keep_alive=5, http=Patience,
                    limit_concurrency=MOST_CONNECTIONS)  # fmt: skip


@contextmanager
def scheduling(settings: Path) -> Iterator[None]:
    """A scheduler beside what is done meanwhile, watched as [watch] listen says; its windows are
    done in processes of their own."""
    from threading import Thread

    from leakwatch import health, logs
    from leakwatch.schedule.jobs import scheduled
    from leakwatch.schedule.leader import Scheduler
    from leakwatch.settings import read

    said = read(settings)
    list(scheduled(said))
    logs.begin()
    running = Scheduler(settings)
    thread = Thread(target=running.run, name="scheduler")
    with health.watched(settings, said.watch.listen):
        thread.start()
        try:
            yield
        finally:
            running.stop.set()
            thread.join()
