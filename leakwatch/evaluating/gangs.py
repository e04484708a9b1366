"""The card's part about rings and about samples traced back."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from leakwatch.evaluating.rings import ACCOUNTS, SHARED
from leakwatch.evaluating.section import Cell, Section, Share
from leakwatch.evaluating.trial import Trial


def sections(trials: Sequence[Trial]) -> list[Section]:
    """Planted rings, found ones, honest people in them, samples."""
    return [_planted(trials), _found(trials), _honest(trials), _samples(trials)]


def _planted(trials: Sequence[Trial]) -> Section:
    rows: list[list[Cell]] = [
        [one.world, str(ring["ring"]), int(ring["accounts"]), int(ring["shared"]),
         _share(ring["right"], ring["told"]), _share(ring["right"], ring["accounts"]),
         int(ring["split"]), ring["mixed"] or None, int(ring["outsiders"]),
         _share(ring["outsiders_found"], ring["outsiders"]),
         _share(ring["roles_right"], ring["roles"])]
        for one in trials
        for ring in one.measures.rings.planted.to_dict("records")
    ]  # fmt: skip
    columns = ["world", "ring", "accounts", "shared", "precision", "recall", "split over",
               "mixed with", "outsiders", "outsiders told", "roles right"]  # fmt: skip
    note = (
        f"Planted rings of {ACCOUNTS} accounts and {SHARED} shared people at least, each beside "
        "the found ring that has most of its accounts: precision and recall of accounts inside, "
        "and the share of its members told there whose role is right. Split over: so many found "
        "rings have any of its accounts; outsiders told: in any of these. Mixed with: planted "
        "rings in one found ring with it."
    )
    return Section("rings", "Rings", note, columns, rows)


def _found(trials: Sequence[Trial]) -> Section:
    names = {
        "found": "found", "mix": "mix planted rings", "no planted": "without a planted account",
        "honest only": "of honest accounts only", "honest": "honest accounts inside",
    }  # fmt: skip
    rows: list[list[Cell]] = [
        [one.world, *(one.measures.rings.counts[name] for name in names)] for one in trials
    ]
    return Section("found rings", "Rings that were found", "", ["world", *names.values()], rows)


def _honest(trials: Sequence[Trial]) -> Section:
    told = pd.concat([one.measures.rings.decoys.assign(world=one.world) for one in trials])
    told["named"] = (told["world"] + ": " + told["whose"]).where(told["whose"] != "", "")
    rows: list[list[Cell]] = [
        [str(what), int(few["accounts"].sum()), int(few["inside"].sum()),
         "; ".join(name for name in few["named"] if name) or None]
        for what, few in told.groupby("what")
        if few["inside"].any()
    ]  # fmt: skip
    note = "Honest life that looks odd, where any account of it is told inside a ring."
    columns = ["honest life", "accounts", "inside rings", "whose"]
    return Section("honest in rings", "Honest people told in rings", note, columns, rows)


def _samples(trials: Sequence[Trial]) -> Section:
    rows: list[list[Cell]] = [
        [one.world, str(row["sample"]), _some(row["account"], str), _some(row["truth"], Share),
         _some(row["rank"], int), _some(row["share"], Share), _some(row["p"], float),
         int(row["others"])]
        for one in trials
        for row in one.measures.traced.astype(object).to_dict("records")
    ]  # fmt: skip
    note = (
        "What `leakwatch trace` says of each true source: its share of the sample's people in "
        "truth, its rank, the share and p it is given. Others named: accounts without a part in "
        "the sample that are given a share. Nobody's sample was bought elsewhere; its p is the "
        "least of all."
    )
    columns = ["world", "sample", "source", "truth", "rank", "share", "p", "others named"]
    return Section("samples", "Leaked samples", note, columns, rows)


def _share(part: float, whole: float) -> Cell:
    return Share(part / whole) if whole else None


def _some(value: object, kind: type[str] | type[int] | type[float]) -> Cell:
    """None for what is null."""
    return None if pd.isna(value) else kind(value)  # type: ignore[call-overload,arg-type]
