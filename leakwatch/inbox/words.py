"""Kinds of words that come with a request: as long as they may be, and fit for a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Form, Query
from pydantic import BeforeValidator, Field, StringConstraints

#: no database keeps a null
PLAIN = r"^[^\x00]*$"
#: names, and what people write
Line = Annotated[str, StringConstraints(max_length=255, pattern=PLAIN)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=PLAIN)]
#: the same of the address, and of a form
Asked = Annotated[Line, Query()]
Name = Annotated[Line, Form()]
Written = Annotated[Text, Form()]
Number = Annotated[int, Query(ge=1, le=10**6)]


def empty(said: object) -> object:
    """A field of a form that was left empty says nothing."""
    return None if said == "" else said


_Dated = Annotated[date, Field(ge=date(1970, 1, 2), le=date(9998, 12, 31))]
Day = Annotated[_Dated | None, BeforeValidator(empty), Query()]


def begins(day: date, zone: ZoneInfo, *, after: int = 0) -> datetime:
    """The first moment of a day, or of one so many days after it, in UTC."""
    return datetime.combine(day + timedelta(days=after), time(), zone).astimezone(UTC)


def link(path: str, **said: object) -> str:
    """An address; what is empty is left out.

    >>> link("/trail", who="lin", what="", before=0)
    '/trail?who=lin'
    """
    kept = {name: str(value) for name, value in said.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path
