"""The commands that say who may sign in at the inbox: users add, list, change, remove."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from leakwatch.door import HERE, File, Json, house
from leakwatch.errors import ConfigError

users = typer.Typer(
    help="Say who may sign in at the inbox, and in which role.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

ROLE = "analyst, investigator, supervisor, auditor or admin"
Name = Annotated[str, typer.Argument(help="His name at the inbox; case does not matter.")]
Role = Annotated[str, typer.Option("--role", help=ROLE)]
OtherRole = Annotated[str | None, typer.Option("--role", help=ROLE)]
Actor = Annotated[
    str | None, typer.Option("--actor", help="His own account in the logs, org/account.")
]
Branch = Annotated[str | None, typer.Option("--branch", help="The branch he works in.")]
Stdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the first line of stdin.")
]
COLUMNS = ["name", "role", "branch", "actor", "password", "active", "made"]


@users.command(epilog="Example: leakwatch users add lin --role analyst --actor carrier/A1023")
def add(
    name: Name,
    role: Role,
    actor: Actor = None,
    branch: Branch = None,
    password_stdin: Stdin = False,
    settings: File = HERE,
) -> None:
    """Let somebody sign in; the password is asked twice, and never kept."""
    from leakwatch.store import trail
    from leakwatch.store import users as kept
    from leakwatch.tokens import read_token

    with house(settings) as opened:
        kept.may_add(opened.store, name, role)
        password = _password(stdin=password_stdin)
        token = read_token(opened.key, "actor", actor) if actor else None
        kept.add(opened.store, name, role, by=trail.shell(), password=password,
                 actor=token, branch=branch)  # fmt: skip
    typer.echo(f"{name}: {role}")


@users.command("list", epilog="Example: leakwatch users list --json")
def show(settings: File = HERE, json: Json = False) -> None:
    """Show who may sign in, and who no more."""
    from leakwatch import telling
    from leakwatch.store import users as kept

    with house(settings) as opened:
        rows = [
            [one.name, one.role, one.branch, one.actor, one.password is not None, one.active,
             one.made.isoformat(timespec="seconds")]
            for one in kept.everybody(opened.store)
        ]  # fmt: skip
    telling.table("users", COLUMNS, rows, json=json)


@users.command(epilog="Example: leakwatch users change lin --role supervisor")
def change(
    name: Name,
    role: OtherRole = None,
    actor: Actor = None,
    branch: Branch = None,
    password: Annotated[bool, typer.Option("--password", help="Ask a new password.")] = False,
    password_stdin: Stdin = False,
    active: Annotated[bool, typer.Option("--active", help="Let him sign in again.")] = False,
    settings: File = HERE,
) -> None:
    """Change a user's role, password, account or branch; an empty one takes it away."""
    from leakwatch.store import membership, trail
    from leakwatch.store import users as kept
    from leakwatch.tokens import read_token

    with house(settings) as opened:
        kept.named(opened.store, name)
        asked = password or password_stdin
        said = {
            "role": role,
            "actor": read_token(opened.key, "actor", actor) if actor else actor,
            "branch": branch,
            "password": _password(stdin=password_stdin) if asked else None,
            "active": active or None,
        }
        given = {key: value for key, value in said.items() if value is not None}
        changed = membership.change(opened.store, name, given, by=trail.shell())
    typer.echo(f"{name}: {', '.join(changed) or 'nothing'} changed")


@users.command(epilog="Example: leakwatch users remove lin")
def remove(name: Name, settings: File = HERE) -> None:
    """Let somebody sign in no more; what he did stays his."""
    from leakwatch.store import membership, trail

    with house(settings) as opened:
        membership.remove(opened.store, name, by=trail.shell())
    typer.echo(f"{name}: may sign in no more")


def _password(*, stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise ConfigError("no terminal to ask the password at", where="leakwatch users",
                          hint="--password-stdin reads it from stdin")  # fmt: skip
    asked: str = typer.prompt("password", hide_input=True, confirmation_prompt=True)
    return asked
