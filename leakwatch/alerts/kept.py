"""An alert's evidence as the store keeps it, and the bytes that stand for it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, union

from leakwatch.alerts.evidence import evidence
from leakwatch.findings import FINDINGS
from leakwatch.store.alerts import Alert
from leakwatch.store.findings import Finding, of_alerts
from leakwatch.store.runs import Run

if TYPE_CHECKING:
    from leakwatch.language import Say
    from leakwatch.store import Store

#: what another processor adds up differently lies beyond so many digits
DIGITS = 9
#: columns of an alert that its findings determine
SAID = ("first", "last", "severity", "p", "score", "detectors", "because")


@dataclass(frozen=True)
class Kept:
    """What an alert says, and of which runs: `findings` (FINDINGS and `run_id`) each of its own,
    `explained` of `explained_by`, people and records `exposed` of `run`.
    """

    id: str
    actor: str
    org: str
    said: dict[str, Any]
    findings: list[dict[str, Any]]
    explained: dict[str, Any] | None
    explained_by: int | None
    exposed: dict[str, Any]
    run: int | None

    @property
    def runs(self) -> list[int | None]:
        """The runs whose words it keeps, each once; None for words of which nobody knows."""
        of = {self.run, *(one["run_id"] for one in self.findings)}
        of |= {self.explained_by} if self.explained else set()
        return sorted(of, key=lambda run: run or 0)

    def told(self, findings: Sequence[dict[str, Any]], explained: dict[str, Any] | None,
             exposed: dict[str, Any], say: Say) -> Kept:  # fmt: skip
        """The same alert, resting on other findings, explanation and exposure."""
        rows = [Finding(**one) for one in findings]
        said = evidence(rows, say) if rows else {}
        return replace(self, said=said, findings=[*findings], explained=explained, exposed=exposed)

    def bytes(self, runs: Mapping[str, Any]) -> bytes:
        """One JSON document in UTF-8: keys sorted, floats to nine digits; `runs` beside it.

        What nobody computed when the alert was raised is not in it: rank, status, ring, and the
        counterfactual, which is reckoned when asked for.
        """
        why = {name: one for name, one in (self.explained or {}).items() if name != "without"}
        document = {
            "alert": self.id, "actor": self.actor, "org": self.org, **self.said,
            "findings": self.findings, "explained": why, "exposed": self.exposed, "runs": runs,
        }  # fmt: skip
        plain = json.loads(json.dumps(document, default=str), parse_float=_short)
        text = json.dumps(plain, sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False)
        return text.encode() + b"\n"


def lakes(store: Store) -> list[dict[str, int]]:
    """The versions of the lake, table by table, on which words were said that an alert keeps."""
    with store.reading() as session:
        resting = select(Finding.alert_id).where(Finding.alert_id.is_not(None))
        mine = Alert.id.in_(resting)
        named = (
            select(Finding.run_id).where(Finding.alert_id.is_not(None)),
            select(Alert.run_id).where(mine), select(Alert.explained_by).where(mine),
        )  # fmt: skip
        versions = session.scalars(select(Run.lake_version).where(Run.id.in_(union(*named))))
        return [json.loads(one) for one in versions]


def _short(written: str) -> float:
    # no zero has a sign
    return float(f"{float(written):.{DIGITS}g}") + 0.0


def kept(store: Store, alert: str) -> Kept:
    """What the store keeps of an alert; LookupError where there is no such alert."""
    with store.reading() as session:
        found = session.get(Alert, alert)
        if found is None:
            raise LookupError(f"no alert {alert}")
        findings = of_alerts(session, [alert]).get(alert, [])
        rows = [{name: getattr(one, name) for name in (*FINDINGS, "run_id")} for one in findings]
        exposed = {"subjects": found.subjects, "records": found.records,
                   "by_class": found.exposed or {}}  # fmt: skip
        said = {name: getattr(found, name) for name in SAID}
        return Kept(found.id, found.actor, found.org, said, rows, found.explained,
                    found.explained_by, exposed, found.run_id)  # fmt: skip
