"""Which looks a case confirms, and which follow a call from the person looked at."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leakwatch.events import LOOKS

EARLY_HOURS = LATE_HOURS = 24
OPEN_ENDED_HOURS = 30 * 24
CALLS = ("来电", "呼入", "电话")
ANYONE = "*"
#: whom an event shows, and whom a case names
SHOWN = ("phone", "id_no", "subject")
NAMES = ("phone", "id_no", "key", "person")
SPAN = ("start", "end")


def explained(events: ir.Table, cases: ir.Table | None, call_minutes: int) -> ir.Table:
    """Events with `day` (date of the clock), `look`, `is_explained` and `is_called`.

    `cases` carries `person` beside its own columns (see people.with_case_person). A case confirms
    an event that gives its number, in its org, from a day before its start to a day after its end
    (30 days after its start where it has none), if it names no customer or names this one; a
    number written several times for one customer is one case, from first start to last end. In
    an org without any case, giving a number is enough. `is_called`: an unexplained look within
    `call_minutes` of the start of a call from this person, or while it lasts.
    """
    marked = events.mutate(day=events.clock.date(), look=events.action.isin(LOOKS).fill_null(False))
    if cases is None:
        return marked.mutate(
            is_explained=marked["case"].notnull(), is_called=ibis.literal(False, "boolean")
        )
    phoned = _phoned(marked, cases, call_minutes)
    judged = _confirmed(phoned, cases)
    return judged.select(
        *marked.columns,
        "is_explained",
        is_called=judged.look & ~judged.is_explained & judged.phoned,
    )


def _confirmed(events: ir.Table, cases: ir.Table) -> ir.Table:
    """Events with `is_explained`."""
    numbers = cases.group_by("org", "case").agg(
        times=cases.count(), **{name: cases[name].min() for name in (*SPAN, *NAMES)}
    )
    # Nearly every number is written once: one join answers for it, four for the few others.
    once, again = numbers.filter(numbers.times == 1), numbers.filter(numbers.times > 1)
    judged = _by_customer(_by_number(events, once), cases.semi_join(again, ["org", "case"]))
    keeps = cases.select("org").distinct().mutate(keeps=True)
    known = judged.left_join(keeps, "org")
    found = known.by_number | known.by_customer
    return known.select(
        *events.columns,
        is_explained=known.keeps.fill_null(False).ifelse(found, known["case"].notnull()),
    )


def _timed(cases: ir.Table) -> ir.Table:
    """Cases with `opens` and `closes`, between which giving the number confirms a look."""
    end = ibis.coalesce(cases.end, cases.start + ibis.interval(hours=OPEN_ENDED_HOURS))
    return cases.mutate(
        opens=cases.start - ibis.interval(hours=EARLY_HOURS),
        closes=end + ibis.interval(hours=LATE_HOURS),
        anyone=ibis.coalesce(cases.phone, cases.id_no, cases.key).isnull(),
    )


def _by_number(events: ir.Table, cases: ir.Table) -> ir.Table:
    """Events with `by_number`, from cases whose number is written once."""
    case = _timed(cases)
    case = case.select(
        "org", "case", "opens", "closes", "anyone", **{f"of_{name}": case[name] for name in NAMES}
    )
    joined = events.left_join(case, ["org", "case"])
    fits = [joined[shown] == joined[f"of_{name}"] for shown in SHOWN for name in NAMES]
    confirms = joined["at"].between(joined.opens, joined.closes) & ibis.or_(joined.anyone, *fits)
    return joined.select(*events.columns, by_number=confirms.fill_null(False))


def _by_customer(events: ir.Table, cases: ir.Table) -> ir.Table:
    """Events with `by_customer`, from cases whose number is written several times."""
    spans = _spans(cases)
    asked = events.mutate(anyone=ibis.literal(ANYONE))
    found = []
    for column in (*SHOWN, "anyone"):
        span = spans.select(
            "org",
            "case",
            **{column: spans.token, f"{column}_from": spans.opens, f"{column}_to": spans.closes},
        )
        asked = asked.left_join(span, ["org", "case", column]).select(
            *asked.columns, f"{column}_from", f"{column}_to"
        )
        found.append((f"{column}_from", f"{column}_to"))
    confirms = [asked["at"].between(asked[opens], asked[closes]) for opens, closes in found]
    return asked.select(*events.columns, by_customer=ibis.or_(*confirms).fill_null(False))


def _spans(cases: ir.Table) -> ir.Table:
    """When a number may be given, for whom: org, case, token (or ANYONE), opens, closes."""
    timed = _timed(cases)
    timed = timed.mutate(anyone=timed.anyone.ifelse(ANYONE, None))
    each = ibis.union(
        *(
            timed.filter(timed[column].notnull()).select(
                "org", "case", "opens", "closes", token=timed[column]
            )
            for column in (*NAMES, "anyone")
        )
    )
    return each.group_by("org", "case", "token").agg(
        opens=each.opens.min(), closes=each.closes.max()
    )


def _phoned(events: ir.Table, cases: ir.Table, call_minutes: int) -> ir.Table:
    """Events with `phoned`: this person was calling just then."""
    margin = ibis.interval(minutes=call_minutes)
    calls = cases.filter(ibis.or_(*(cases.kind.contains(word) for word in CALLS)))
    last = ibis.greatest(ibis.coalesce(calls.end, calls.start), calls.start + margin)
    calls = calls.mutate(opens=calls.start - margin, closes=last)
    joined = events
    for column, caller in (("phone", "phone"), ("subject", "person")):
        met = _during(events, calls, column, caller)
        joined = joined.left_join(met, ["org", column, "at"]).select(
            *joined.columns, f"by_{column}"
        )
    phoned = joined.by_phone.fill_null(False) | joined.by_subject.fill_null(False)
    return joined.select(*events.columns, phoned=phoned)


def _during(events: ir.Table, calls: ir.Table, column: str, caller: str) -> ir.Table:
    """Moments (org, token, at) at which somebody who called was looked at."""
    spans = calls.select("org", "opens", "closes", **{column: calls[caller]})
    met = events.select("org", column, "at").inner_join(spans, ["org", column])
    met = met.filter(met["at"].between(met.opens, met.closes))
    return met.select("org", column, "at").distinct().mutate(**{f"by_{column}": True})
