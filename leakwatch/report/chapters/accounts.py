"""The accounts: who they are by token, compared with whom, what speaks for them, how sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.report.chapters.happened import cut
from leakwatch.report.paper import Heading, Said, Table, points
from leakwatch.report.told import spelled
from leakwatch.rings.named import short
from leakwatch.store.tracks import DECIDED

if TYPE_CHECKING:
    from leakwatch.report.case import Case
    from leakwatch.report.paper import Block
    from leakwatch.store.alerts import Alert

#: a share of a score that is worth a word
LEAST_PART = 0.005


def accounts(case: Case) -> list[Block]:
    """Every account of the matter, and what people asked and decided of it."""
    say = case.say
    return [Heading(say("Accounts and their roles")), *_table(case), *_suspected(case)]


def _table(case: Case) -> list[Block]:
    say, found = case.say, case.found
    alerts = {one.actor: one for one in found.alerts}
    roles = {one.member: say("{role} in {ring}").format(role=say(role(one.role)), ring=one.ring)
             for each in found.rings for one in each.members}  # fmt: skip
    rows = [
        (actor, case.seat(actor), alerts[actor].id if actor in alerts else "–",
         roles.get(actor, "–"), f"{case.met[actor]}" if actor in case.met else "–")
        for actor in found.accounts
    ]  # fmt: skip
    names = (say("account"), say("where it works"), say("alert"), say("role in a ring"),
             say("people opened on the days found"))  # fmt: skip
    return cut(case, Table(names, tuple(rows), (5, 4, 2, 4, 3))) if rows else [Said(say("nothing"))]


def role(name: str) -> str:
    """A role in a ring, as a page says it: a source of a log is something else."""
    return "source account" if name == "source" else name


def _suspected(case: Case) -> list[Block]:
    say = case.say
    rows = [
        (short(one.actor), one.asked or "–", say(DECIDED[one.decided]), one.reason or "–",
         f"{case.moment(one.at)} · {one.who}")
        for one in case.found.suspicions
    ]  # fmt: skip
    names = (say("account"), say("what is asked"), say("decided"), say("reason"), say("by whom"))
    return [Table(names, tuple(rows), (2, 4, 3, 4, 3))] if rows else []


def compared(case: Case) -> list[Block]:
    """With whom the accounts were compared."""
    say = case.say
    told = say("{alert}, account {account}, {day}: {peers} colleagues in the same job, {compared} "
               "of their and its own days, {history} days of the account before")  # fmt: skip
    said = [
        told.format(alert=alert.id, account=short(alert.actor), day=alert.explained["day"],
                    peers=alert.explained["sure"]["peers"],
                    compared=alert.explained["sure"]["compared"],
                    history=alert.explained["sure"]["history_days"])
        for alert in case.found.alerts if alert.explained
    ]  # fmt: skip
    why = say("Every account is held against colleagues of the same organisation and job, and "
              "against its own days before.")  # fmt: skip
    return [Heading(say("Compared with whom")), Said(why), *([points(said)] if said else [])]


def innocent(case: Case) -> list[Block]:
    """What speaks for innocence."""
    say = case.say
    none = say("no excuse comes near")
    said = [
        f"{alert.id}: {alert.explained['benign']['said'] if alert.explained['benign'] else none}"
        for alert in case.found.alerts if alert.explained
    ]  # fmt: skip
    gone = [f"{alert.id}: {say('withdrawn: no finding supports it any more')}"
            for alert in case.found.alerts if _bare(case, alert)]  # fmt: skip
    other = say("Not seen in a log: who sat at the terminal, whether the password was shared, and "
                "what the look was for. These are questions for people.")  # fmt: skip
    return [Heading(say("What speaks for innocence")), Said(other), points([*said, *gone])]


def _bare(case: Case, alert: Alert) -> bool:
    return not any(one.alert_id == alert.id for one in case.found.findings)


def sure(case: Case) -> list[Block]:
    """How sure each alert is, and of what its score is made."""
    say = case.say
    rows = [
        (alert.id, f"{alert.p:.2g}", f"{alert.score:.3f}", _parts(case, alert))
        for alert in case.found.alerts if case.own(alert)
    ]  # fmt: skip
    means = say("p says how rarely an honest account of the same job would be as odd; it is no "
                "probability that somebody did wrong.")  # fmt: skip
    names = (say("alert"), "p", say("score"), say("of which"))
    return [Heading(say("How sure")), Said(means), *_promised(case),
            *([Table(names, tuple(rows), (1, 2, 2, 8))] if rows else [])]  # fmt: skip


def _parts(case: Case, alert: Alert) -> str:
    parts = (alert.explained or {}).get("parts", ())
    said = (f"{spelled(one['detector'], case.say)} {one['part']:.3f}"
            for one in parts if one["part"] >= LEAST_PART)  # fmt: skip
    return case.say(", ").join(said) or "–"


def _promised(case: Case) -> list[Block]:
    shares = sorted({one.footing["detect"]["false_alarm_share"]
                     for one in case.found.runs if one.footing})  # fmt: skip
    told = case.say("At most {share:.0%} of what is raised was promised to be false alarms.")
    return [Said(told.format(share=shares[-1]))] if shares else []
