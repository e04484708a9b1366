"""Who is found, scenario by scenario, by one way of finding."""

from __future__ import annotations

import pandas as pd

from leakwatch.evaluating.budgets import BUDGETS, per_cent
from leakwatch.evaluating.measure import (
    ALERT,
    ALONE,
    ANEW,
    BY_JOB,
    NOTEBOOK,
    OURS,
    RING,
    WALKED,
    WARNINGS,
)
from leakwatch.evaluating.section import Cell, Section, Share

WITHIN = [per_cent(one) for one in BUDGETS]
TITLES = {
    OURS: "People found by leakwatch, all days judged at the end",
    WALKED: "People found by leakwatch week by week",
    WARNINGS: "People found by the six warnings of a bank's front-end",
    NOTEBOOK: "People found by the usual notebook",
    BY_JOB: "People found by a notebook that compares within jobs",
}
FOUND = (
    "The share of people with a leak day among the first so many accounts of that day; anew: "
    "accounts found on earlier days are set aside; alone: all other leaking accounts are left out, "
    "as if there were one in the house. Honest above: how many honest accounts stand "
    "above on the best day, the median."
)
NOTES = {
    OURS: f"{FOUND} Alert: as raised by default; ring: named inside one.",
    WALKED: f"{FOUND} Each day judged by its week's end and never again, as an investigator has it;"
    " the context tables are as the end knows them.",
}
ALSO = {OURS: (ALERT, RING), WALKED: (ALERT,)}


def people(way: str, found: pd.DataFrame) -> Section:
    """People by scenario: which share of them is within each budget."""
    mine = found[found["way"] == way]
    within = [*WITHIN, ANEW, ALONE, *ALSO.get(way, ())]
    shares = mine.assign(met=mine["found"].notna()).pivot_table(
        index="kind", columns="within", values="met", aggfunc="mean", margins=True,
        margins_name="all",
    )  # fmt: skip
    leaks = mine[mine["within"] == WITHIN[0]]
    count = leaks.groupby("kind").size()
    above = leaks.groupby("kind")["above"].median()
    rows: list[list[Cell]] = [
        [str(kind), int(count.get(kind, count.sum())), *(Share(row[one]) for one in within),
         float(above.get(kind, leaks["above"].median()))]
        for kind, row in shares.iterrows()
    ]  # fmt: skip
    columns = ["scenario", "people", *within, "honest above"]
    return Section(f"found by {way}", TITLES[way], NOTES.get(way, FOUND), columns, rows)
