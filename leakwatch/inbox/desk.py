"""What every page needs, opened once: the house, the templates, who is asking."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import Depends, Form, Header, HTTPException, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from leakwatch.inbox.access import Right, may
from leakwatch.language import Say, language
from leakwatch.store import sign_ins

if TYPE_CHECKING:
    from leakwatch.pipeline import House
    from leakwatch.settings import Settings
    from leakwatch.store import Store
    from leakwatch.store.users import User

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

    def may(self, right: str) -> bool:
        """Whether he has a right, by its name."""
        return may(self.user, Right(right))

    def moment(self, at: datetime | None) -> str:
        """A moment on the visitor's clock."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M") if at else ""

    def today(self) -> date:
        """The visitor's day."""
        return datetime.now(UTC).astimezone(self.zone).date()


def templates() -> Environment:
    """The templates, in which everything is escaped and nothing may be missing."""
    return Environment(
        loader=PackageLoader("leakwatch.inbox"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def at_desk(request: Request) -> Desk:
    """The desk of the application."""
    desk: Desk = request.app.state.desk
    return desk


def visitor(request: Request, desk: Annotated[Desk, Depends(at_desk)]) -> Visitor:
    """Who is signed in; 401 where nobody is."""
    cookie = request.cookies.get(desk.cookie, "")
    user = sign_ins.of(desk.store, cookie, idle=IDLE, longest=LONGEST) if cookie else None
    if user is None:
        raise HTTPException(401)
    ours = desk.settings.organisation
    return Visitor(user, signed(desk, cookie), desk, _zone(user.zone or ours.zone, ours.zone),
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
    if not hmac.compare_digest((x_csrf or csrf).encode(), asking.csrf.encode()):
        raise HTTPException(403, "this form is too old, or of another place: open the page again")
    return asking


def needs(right: Right, *, writes: bool = False) -> Callable[..., Visitor]:
    """A visitor with a right; 403 for others."""

    def checked(asking: Annotated[Visitor, Depends(writer if writes else visitor)]) -> Visitor:
        if not may(asking.user, right):
            raise HTTPException(403, f"your role ({asking.user.role}) may not do this")
        return asking

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
