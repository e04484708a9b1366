"""What can be asked to be done to a matter, by a form or by the API, in one shape for both."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from leakwatch.inbox.orders import Latest
from leakwatch.inbox.words import PLAIN, empty

Text = Annotated[str, StringConstraints(max_length=2000, pattern=PLAIN, strip_whitespace=True)]
Words = Annotated[Text, Field(min_length=1)]
Title = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=PLAIN, strip_whitespace=True),
]
Named = Annotated[str, StringConstraints(max_length=128, pattern=PLAIN, strip_whitespace=True)]
#: an alert or a ring
Id = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9A-Za-z]{1,23}$", strip_whitespace=True)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PLAIN)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Day = Annotated[Latest | None, BeforeValidator(empty)]
Trackname = Literal["people", "duty"]
Outcome = Literal["handed_over", "internal", "unfounded", "unclear", "elsewhere"]


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class New(_Order):
    """A matter to open, over some alerts and rings."""

    title: Title
    items: Annotated[list[Id], Field(max_length=100)] = []


class Add(_Order):
    """Puts an alert or a ring in."""

    deed: Literal["add"]
    item: Id


class Remove(_Order):
    """Takes it out again."""

    deed: Literal["remove"]
    item: Id
    reason: Words


class Own(_Order):
    """Who works on it, by name; nobody with an empty one."""

    deed: Literal["own"]
    owner: Named


class Due(_Order):
    """Until when; no day takes it away."""

    deed: Literal["due"]
    day: Day = None


class Note(_Order):
    """Writes something beside it."""

    deed: Literal["note"]
    text: Words


class Account(_Order):
    """What is asked of an account, and what was decided of the suspicion."""

    deed: Literal["account"]
    account: Token
    asked: Text = ""
    decided: Literal["open", "stands", "explained", "not_borne_out", "handed_over"] = "open"
    reason: Text = ""


class Duty(_Order):
    """How a duty of the organisation stands."""

    deed: Literal["duty"]
    duty: Annotated[str, StringConstraints(max_length=32, pattern=r"^[a-z_]+$")]
    state: Literal["open", "met", "missing"]
    text: Text = ""


class Measure(_Order):
    """A corrective action, of one track; `duty` is what it mends, if any."""

    deed: Literal["measure"]
    track: Trackname
    text: Words
    duty: Annotated[str, StringConstraints(max_length=32, pattern=r"^[a-z_]*$")] = ""
    owner: Named = ""
    due: Day = None


class Finish(_Order):
    """A corrective action is done; what proves it."""

    deed: Literal["done"]
    measure: Number
    proof: Words


class Drop(_Order):
    """A corrective action is not to be done after all."""

    deed: Literal["drop"]
    measure: Number
    reason: Words


class Again(_Order):
    """A corrective action is to be done again: the proof is not enough, or it came back."""

    deed: Literal["again"]
    measure: Number
    reason: Words


class Hold(_Order):
    """Keeps from deletion what an alert or a ring in it rests on."""

    deed: Literal["hold"]
    item: Id
    reason: Words


class Release(_Order):
    """Lets go all that it holds."""

    deed: Literal["release"]
    reason: Words


class Propose(_Order):
    """Proposes how it ends; another person closes it."""

    deed: Literal["propose"]
    outcome: Outcome
    reason: Words


class Withdraw(_Order):
    """Takes one's own proposal back."""

    deed: Literal["withdraw"]
    reason: Words


class Reopen(_Order):
    """Takes a closed matter up again."""

    deed: Literal["reopen"]
    reason: Words


class Close(_Order):
    """Closes as proposed, by a second person; words if there are any, and when what he looked at
    was proposed: what was proposed since, he has not seen."""

    deed: Literal["close"]
    reason: Text = ""
    proposed: AwareDatetime | None = None


class SendBack(_Order):
    """Refuses the proposal, that of this moment if one is given."""

    deed: Literal["send_back"]
    reason: Words
    proposed: AwareDatetime | None = None


Order = Annotated[
    Add | Remove | Own | Due | Note | Account | Duty | Measure | Finish | Drop | Again | Hold
    | Release | Propose | Withdraw | Reopen,
    Field(discriminator="deed"),
]  # fmt: skip
#: what a second person does
Approval = Annotated[Close | SendBack, Field(discriminator="deed")]
