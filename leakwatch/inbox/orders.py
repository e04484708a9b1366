"""What can be asked to be done to alerts, by a form or by the API, in one shape for both."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from leakwatch.inbox.words import PLAIN

#: why an alert is dismissed, in a word that statistics count
DISMISSALS = {
    "case_found": "a ticket, order or case explains it",
    "duty": "it belongs to his duty",
    "batch_job": "a program, a test or a campaign",
    "log_fault": "the log is wrong or doubled",
    "known": "it is dealt with elsewhere",
    "too_little": "too little to follow",
    "other": "another reason",
}
#: the most alerts named one by one
MOST = 1000
Text = Annotated[str, StringConstraints(max_length=2000, pattern=PLAIN, strip_whitespace=True)]
Words = Annotated[Text, Field(min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^A[0-9]{1,18}$")]
Query = Annotated[str, StringConstraints(max_length=2000, pattern=PLAIN)]
Latest = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Dismiss(_Order):
    """There is nothing in it; a reason of the list, and words where it is another."""

    deed: Literal["dismiss"]
    reason: Literal["case_found", "duty", "batch_job", "log_fault", "known", "too_little", "other"]
    text: Text = ""


class Confirm(_Order):
    """It is a leak, or very likely one."""

    deed: Literal["confirm"]
    text: Text = ""


class Close(_Order):
    """What was confirmed is done with; by a second person."""

    deed: Literal["close"]
    text: Words


class Assign(_Order):
    """Gives it to somebody, by name; to nobody with an empty one."""

    deed: Literal["assign"]
    to: Annotated[str, StringConstraints(max_length=128, pattern=PLAIN)]
    note: Text = ""


class Snooze(_Order):
    """Hides it until a day, or until the first of the other ends is reached."""

    deed: Literal["snooze"]
    until: Latest
    reason: Words
    higher_score: bool = False
    more_people: Annotated[int, Field(ge=0, le=10**9)] = 0
    new_member: bool = False
    new_system: bool = False


class Due(_Order):
    """Until when an answer is due; null for no day."""

    deed: Literal["due"]
    day: Latest | None = None


class Note(_Order):
    """Words beside it."""

    deed: Literal["note"]
    text: Words


Order = Annotated[
    Dismiss | Confirm | Close | Assign | Snooze | Due | Note, Field(discriminator="deed")
]


class Many(_Order):
    """An order for alerts named, and for all that filters match (addresses of the list)."""

    alerts: Annotated[list[Id], Field(max_length=MOST)] = []
    filters: Annotated[list[Query], Field(max_length=200)] = []
    order: Order
