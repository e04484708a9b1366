"""What every page needs, opened once: the house, the templates, who is asking."""

from __future__ import annotations

import hmac
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import Depends, Form, Header, HTTPException, Request
from fastapi.responses import HTMLResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool

from leakwatch import given
from leakwatch.access import Right, may
from leakwatch.errors import ConfigError, LeakwatchError
from leakwatch.inbox.provider import Provider
from leakwatch.inbox.reckoner import Reckoner
from leakwatch.language import Say, language
from leakwatch.lookup import Lookup
from leakwatch.store import api_tokens, ring_lists, sign_ins

if TYPE_CHECKING:
    from leakwatch.pipeline import House
    from leakwatch.settings import Settings
    from leakwatch.store import Store
    from leakwatch.store.users import User

#: programs name themselves by a token (see store.api_tokens), under /api/ alone
BEARER = HTTPBearer(auto_error=False, description="a token made on the page /me")
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
say_in = cache(language)


@dataclass(frozen=True)
class Desk:
    """The open house, the templates, and the secret that forms are signed with."""

    house: House
    templates: Environment
    secret: bytes
    #: cookies only over TLS
    secure: bool
    #: lets the first user be made, where there is none
    code: str
    #: held while the lake is asked: the engine's connection answers one thread at a time
    turn: Lock = field(default_factory=Lock, compare=False)
    #: held while a password is checked, which takes 64 MiB
    gate: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(4), compare=False)

    @cached_property
    def lookup(self) -> Lookup:
        """A few rows of the lake at once, for as many threads as ask."""
        return Lookup(self.house.lake)

    @cached_property
    def reckoner(self) -> Reckoner:
        """Judges alerts again, beside the pages."""
        return Reckoner(self.settings)

    @cached_property
    def provider(self) -> Provider | None:
        """Who else signs people in; None where nobody does. ConfigError without its secret."""
        ours = self.settings.oidc
        if not ours.issuer:
            return None
        secret = given.secret(ours.secret) if ours.secret else None
        if ours.secret and not secret:
            raise ConfigError("the variable is not set", where=ours.secret,
                              hint="[oidc] secret names it")  # fmt: skip
        return Provider(ours, f"{self.settings.notify.link.rstrip('/')}/login/oidc/back", secret)

    @property
    def store(self) -> Store:
        """The database."""
        return self.house.store

    @property
    def settings(self) -> Settings:
        """leakwatch.toml."""
        return self.house.settings

    @property
    def cookie(self) -> str:
        """The name of the cookie; a browser takes one so named from nobody but us."""
        return "__Host-leakwatch" if self.secure else "leakwatch"


@dataclass(frozen=True)
class Visitor:
    """Who asks, and in which language and zone he reads."""

    user: User
    csrf: str
    desk: Desk
    zone: ZoneInfo
    say: Say
    #: a program with a token, and one that may change things: no browser sends it by itself
    bearer: bool = False
    writes: bool = True

    def may(self, right: str) -> bool:
        """Whether he has a right, by its name."""
        return may(self.user, Right(right))

    @cached_property
    def own_rings(self) -> frozenset[str]:
        """The rings his own account is in, of which he sees nothing."""
        with self.desk.store.reading() as session:
            return ring_lists.of(session, self.user.actor)

    def ring(self, name: str | None) -> str | None:
        """A ring's name, if he may know it."""
        return None if name in self.own_rings else name

    def moment(self, at: datetime | None) -> str:
        """A moment on the visitor's clock."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M") if at else ""

    def today(self) -> date:
        """The visitor's day."""
        return datetime.now(UTC).astimezone(self.zone).date()


@cache
def templates() -> Environment:
    """The templates, read once, in which everything is escaped and nothing may be missing."""
    return Environment(
        loader=PackageLoader("leakwatch.inbox"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def at_desk(request: Request) -> Desk:
    """The desk of the application."""
    desk: Desk = request.app.state.desk
    return desk


def visitor(
    request: Request,
    desk: Annotated[Desk, Depends(at_desk)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)] = None,
) -> Visitor:
    """Who is signed in, or whose token it is; 401 where nobody is."""
    if bearer is not None and request.url.path.startswith("/api/"):
        return program(desk, bearer.credentials)
    cookie = request.cookies.get(desk.cookie, "")
    user = sign_ins.of(desk.store, cookie, idle=IDLE, longest=LONGEST) if cookie else None
    if user is None:
        raise HTTPException(401)
    return _read_by(desk, user, signed(desk, cookie))


def program(desk: Desk, secret: str) -> Visitor:
    """The user whose token it is; 401 for what is none."""
    found = api_tokens.of(desk.store, secret)
    if found is None:
        raise HTTPException(401, "no such token, any more")
    return replace(_read_by(desk, found[0], ""), bearer=True, writes=found[1].writes)


async def sends_files(scope: MutableMapping[str, Any]) -> bool:
    """Whether a request is of somebody who may send files, asked before one is taken in."""
    request = Request(scope)
    try:
        bearer = await BEARER(request)
        asking = await run_in_threadpool(visitor, request, at_desk(request), bearer)
    except (HTTPException, LeakwatchError):
        return False
    return asking.may(Right.INVESTIGATE)


def _read_by(desk: Desk, user: User, csrf: str) -> Visitor:
    ours = desk.settings.organisation
    return Visitor(user, csrf, desk, _zone(user.zone or ours.zone, ours.zone),
                   say_in(user.language or ours.language))  # fmt: skip


def signed(desk: Desk, cookie: str) -> str:
    """What a form of this sign-in carries, so that no other site can send it."""
    return hmac.digest(desk.secret, cookie.encode(), "sha256").hex()


def writer(
    asking: Annotated[Visitor, Depends(visitor)],
    csrf: Annotated[str, Form()] = "",
    x_csrf: Annotated[str, Header()] = "",
) -> Visitor:
    """Who changes something; 403 where the form was not ours."""
    if asking.bearer:
        if not asking.writes:
            raise HTTPException(403, "this token only reads")
        return asking
    if not hmac.compare_digest((x_csrf or csrf).encode(), asking.csrf.encode()):
        raise HTTPException(403, "this form is too old, or of another place: open the page again")
    return asking


def needs(right: Right, *, writes: bool = False) -> Callable[..., Visitor]:
    """A visitor with a right; 403 for others."""
    # what reads the annotation does not see `writes`
    who = Depends(writer if writes else visitor)

    def checked(asking: Visitor = who) -> Visitor:
        if not may(asking.user, right):
            raise HTTPException(403, f"your role ({asking.user.role}) may not do this")
        return asking

    return checked


def calls(right: Right) -> Callable[..., Visitor]:
    """Who changes something through the API, which takes JSON and so has no form."""

    def checked(
        asking: Annotated[Visitor, Depends(visitor)], x_csrf: Annotated[str, Header()] = ""
    ) -> Visitor:
        return needs(right)(writer(asking, "", x_csrf))

    return checked


def page(asking: Visitor, name: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A template, filled in."""
    told = asking.desk.templates.get_template(name).render(
        me=asking, user=asking.user, csrf=asking.csrf, _=asking.say,
        organisation=asking.desk.settings.organisation.name, **context,
    )  # fmt: skip
    return HTMLResponse(told, status)


def _zone(name: str, otherwise: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(otherwise)
