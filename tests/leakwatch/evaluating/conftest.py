"""A day in a house of four, and what a run might have made of it."""

from types import SimpleNamespace

import pandas as pd
import pytest

from leakwatch.evaluating.alarms import Alarms
from leakwatch.evaluating.cast import LEAKS, Cast, Ring
from leakwatch.evaluating.measure import BY_JOB, NOTEBOOK, WARNINGS, measured
from leakwatch.evaluating.running import Judging, Outcome
from leakwatch.evaluating.stages import Stage
from leakwatch.evaluating.trial import Trial
from leakwatch.evaluating.walking import Walked

QUIET = Alarms(0, 0, 0, 0, 1, 0, 0)
DAY = pd.Timestamp("2026-03-02")


def actor_days(**scores):
    return pd.DataFrame(
        {"actor": list(scores), "day": DAY, "role": "clerk",
         "score": [float(score) for score in scores.values()]}
    )  # fmt: skip


def said(actors):
    return pd.DataFrame(
        {"actor": pd.Series(actors, dtype="str"), "day": DAY, "detector": "no_case"}
    )


def found_rings(inside, outside=None):
    """Rings as exported: ring → member → role, inside and outside."""
    rows = [
        (ring, member, "actor" if side == "inside" else "phone", side, role)
        for side, rings in (("inside", inside), ("outside", outside or {}))
        for ring, members in rings.items()
        for member, role in members.items()
    ]
    return pd.DataFrame(rows, columns=["ring", "member", "kind", "side", "role"], dtype="str")


@pytest.fixture
def exported():
    return found_rings


@pytest.fixture
def gangs():
    """Two planted rings of four and five, one too small to count; `calm` and `busy` are honest."""
    rings = (
        Ring("ring-1", 30, dict.fromkeys("abcd", "source"), {"phone": "broker", "card": "buyer"}),
        Ring("ring-2", 20, {**dict.fromkeys("efgh", "source"), "i": "approver"}, {}),
        Ring("small", 40, dict.fromkeys("xyz", "source"), {}),
        Ring("apart", 19, dict.fromkeys("pqrs", "source"), {}),
    )
    leaks = [[0, "ring", "o", who.upper(), who, "", 9, DAY, DAY] for who in "abcdefghxyzpqrs"]
    decoys = pd.DataFrame(
        [["busy", "o/B", "heavy user"], ["calm", "o/C", "heavy user"], ["calm", "o/C", "team"]],
        columns=["actor", "account", "what"],
    )
    days = pd.DataFrame(columns=["leak", "actor", "day", "people"])
    samples = {
        "samples/slow.csv": {"a": 0.9},
        "samples/several.csv": {"b": 0.6, "c": 0.3},
        "samples/ring.csv": {"e": 0.8, "f": 0.7},
        "samples/nobody.csv": {},
    }
    return Cast(pd.DataFrame(leaks, columns=LEAKS), days, decoys, frozenset("i"), rings, samples)


def once(made):
    """The same for the same words, made once: nobody changes what was measured."""
    kept = {}

    def found(**given):
        key = repr(sorted(given.items()))
        if key not in kept:
            kept[key] = made(**given)
        return kept[key]

    return found


@pytest.fixture(scope="session")
def house():
    """`bulk` and `slow` leak, `busy` is a decoy, `calm` is nobody; scores can be given anew."""
    leaks = [[0, "bulk_lookup", "o", "B", "bulk", "", 40, DAY, DAY],
             [1, "slow_drip", "o", "S", "slow", "r", 3, DAY, DAY]]  # fmt: skip
    cast = Cast(
        pd.DataFrame(leaks, columns=LEAKS),
        pd.DataFrame([[0, "bulk", DAY, 40], [1, "slow", DAY, 3]],
                     columns=["leak", "actor", "day", "people"]),
        pd.DataFrame([["busy", "o/H", "heavy user"]], columns=["actor", "account", "what"]),
        frozenset(),
    )  # fmt: skip

    @once
    def measures(ours=None, alerts=("bulk", "busy"), ringed=("slow",), walked=None):
        told = Outcome(
            actor_days(**(ours or {"bulk": 0.9, "busy": 0.5, "slow": 0.2, "calm": 0})),
            pd.DataFrame({"actor": pd.Series(alerts, dtype="str")}),
            said(alerts),
            found_rings({"found-1": dict.fromkeys(ringed, "source")}),
        )
        rivals = {
            WARNINGS: actor_days(busy=2)[["actor", "day", "score"]],
            NOTEBOOK: actor_days(busy=3, calm=2, bulk=1, slow=0)[["actor", "day", "score"]],
            BY_JOB: actor_days(bulk=1)[["actor", "day", "score"]],
        }
        first = actor_days(**(walked or {})).drop(columns="role")
        return measured(told, Walked(first, said(())), rivals, cast)

    def trial(world="1", clean=(QUIET, QUIET), **given):
        judging = Judging(0.1, "at most 10%", {"rented": ("roster",)}, {"last_shift": 2})
        stages = [Stage("ingest", 1.5, 200_000_000)]
        return Trial(world, 99, judging, measures(**given), clean, stages)

    return SimpleNamespace(measures=measures, trial=trial, cast=cast)
