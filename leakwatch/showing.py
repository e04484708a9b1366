"""The demo: made-up organisations, the whole job, what was found beside what was planted."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from leakwatch import pipeline, settings, telling, tokens
from leakwatch.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.pipeline import House
    from leakwatch.synth import Planted

#: who may sign in at the demo's inbox: one who reads and decides, one who approves, one who lets in
GUESTS = ("investigator", "supervisor", "admin")
KINDS = {"手机": "phone", "证件": "id_no"}


def show(folder: Path, *, seed: int, days: int, size: float) -> None:
    """Makes the logs unless they are there, runs, and prints found against planted."""
    from leakwatch.synth import Planted

    if not (folder / "planted.json").exists():
        _make(folder, seed=seed, days=days, size=size)
    with pipeline.opened(settings.read(folder / "leakwatch.toml")) as house:
        with telling.watching() as seen:
            ran = pipeline.run(house, seen=seen)
        telling.by_source(ran.ingested)
        telling.judged(ran, house)
        compare(house, Planted.read(folder))
        guests = _guests(house, folder)
    with_settings = f"--settings {folder}/leakwatch.toml"
    typer.echo(
        f"\nThe rows of each file: leakwatch export batches batches.csv {with_settings}"
        f"\nThe alerts as a file:  leakwatch export alerts alerts.csv {with_settings}"
        "\nIn a notebook:         make notebook"
        "\nIn the browser:        make inbox"
    )
    typer.echo(f"\n{guests}")


def _make(folder: Path, *, seed: int, days: int, size: float) -> None:
    from leakwatch.synth import make
    from leakwatch.synth.settings import settings as sections

    if folder.exists() and any(folder.iterdir()):
        raise ConfigError("the folder is not empty and holds no demo", where=str(folder),
                          hint="name another")  # fmt: skip
    typer.echo(f"making {days} days of logs of five organisations in {folder} …")
    make(folder, seed=seed, days=days, size=size)
    (folder / "leakwatch.toml").write_text(sections(Path()), encoding="utf-8")
    tokens.new(folder / "leakwatch.key")


def _guests(house: House, folder: Path) -> str:
    """How to sign in at the demo's inbox; the people are made with it, each with a random password.

    Kept readable beside the key, for what it opens is made up.
    """
    from leakwatch.store import trail, users

    kept = folder / "sign-in.txt"
    if not kept.exists() and not users.everybody(house.store):
        lines = [f"{'name':<14}password"]
        for role in GUESTS:
            password = secrets.token_urlsafe(12)
            users.add(house.store, role, role, by=trail.shell(), password=password)
            lines.append(f"{role:<14}{password}")
        kept.touch(mode=0o600)
        kept.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return kept.read_text(encoding="utf-8") if kept.exists() else ""


def compare(house: House, planted: Planted) -> None:
    """Prints planted leaks with the alerts on them, alerts on others, and rings."""
    from leakwatch import alerts
    from leakwatch.store.rings import rings_table

    found = alerts.table(house.store).query("status == 'open'").set_index("actor")
    rings = rings_table(house.store)
    _leaks(house, planted, found, dict(zip(rings["member"], rings["ring"], strict=True)))
    _others(house, planted, found)
    _rings(house, planted, rings)


def _token(house: House, kind: str, value: str) -> str:
    return tokens.read_token(house.key, kind, value)


def _leaks(house: House, planted: Planted, found: pd.DataFrame, rings: dict[str, str]) -> None:
    rows: list[list[Any]] = []
    for leak in planted.leaks:
        account = f"{leak.org}/{leak.account}"
        actor = _token(house, "actor", account)
        told = [leak.kind, account, leak.ring, leak.people, str(leak.first), str(leak.last)]
        hit = found[found.index == actor]
        said = [*hit[["id", "rank", "detectors"]].itertuples(index=False), (None, None, None)][0]
        missed = "missed" if actor not in found.index and actor not in rings else None
        rows.append([*told, *said, rings.get(actor) or missed])
    names = ["planted", "account", "planted ring", "people", "first", "last", "alert", "rank",
             "detectors", "ring"]  # fmt: skip
    alerted = sum(row[6] is not None for row in rows)
    ringed = sum(row[6] is None and row[9] != "missed" for row in rows)
    title = f"{alerted} of {len(rows)} accounts have an alert, {ringed} more are in a ring"
    telling.table(f"\nplanted leaks: {title}", names, rows)


def _others(house: House, planted: Planted, found: pd.DataFrame) -> None:
    """Alerts on accounts nobody planted: false alarms, with what is known of the account."""
    leaking = {_token(house, "actor", f"{leak.org}/{leak.account}") for leak in planted.leaks}
    known = {_token(house, "actor", decoy.account): decoy for decoy in planted.honest}
    rows = [
        [alert["id"], alert["rank"], known[actor].account if actor in known else actor,
         known[actor].what if actor in known else "", alert["because"]]
        for actor, alert in found.iterrows() if actor not in leaking
    ]  # fmt: skip
    title = f"\nalerts on honest accounts: {len(rows)} of {len(found)}"
    telling.table(title, ["alert", "rank", "account", "honest life", "because"], rows)


def _rings(house: House, planted: Planted, found: pd.DataFrame) -> None:
    rows = []
    for ring in planted.rings:
        inside = {_token(house, "actor", account) for account in ring.inside}
        outside = {_outsider(house, kind, value) for kind, value in ring.outside}
        best, members = "", set[str]()
        for name, group in found.groupby("ring"):
            if len(inside & set(group["member"])) > len(inside & members):
                best, members = str(name), set(group["member"])
        rows.append([ring.name, len(inside), len(outside), ring.shared, best or "missed",
                     len(inside & members), len(outside & members),
                     len(members - inside - outside)])  # fmt: skip
    names = ["planted ring", "inside", "outside", "shared people", "found as", "inside found",
             "outside found", "others in it"]  # fmt: skip
    others = sorted(set(found["ring"]) - {row[4] for row in rows})
    telling.table(f"\nrings: {found['ring'].nunique()} found", names, rows)
    if others:
        typer.echo(f"rings nobody planted: {', '.join(others)}")


def _outsider(house: House, kind: str, value: str) -> str:
    if kind == "账号":
        return _token(house, "actor", value)
    return _token(house, KINDS.get(kind, "key"), value)
