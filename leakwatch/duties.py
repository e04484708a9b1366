"""The organisation's own duties that a leak touches, by norm and article; never a judgement.

Which are touched follows from whose records lay open and how many; whether they were met, people
say. Texts in force in 2026; the thresholds are those of `leakwatch.norm` and `leakwatch.law`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

#: of the people of one incident: 较大 and above, 国家网络安全事件报告管理办法
LARGE = 1_000_000
#: sensitive personal information among the classes of events, 个人信息保护法 28
SENSITIVE = frozenset({
    "location", "communication", "credit", "property", "health", "lodging", "biometric",
    "maternity_record",
})  # fmt: skip
#: 反电信网络诈骗法 29: logistics, transactions, loans, medicine
GUARDED = frozenset({
    "transaction", "credit", "health", "courier_waybill", "insurance_policy", "maternity_record",
})  # fmt: skip


@dataclass(frozen=True)
class Touch:
    """What of a matter touches duties: classes of the people exposed, at the most how many these
    are, whether minors are among them, and whether a threshold of 法释〔2017〕10号 is reached,
    were it proved that something was sold."""

    classes: Collection[str]
    people: int
    minors: bool
    reached: bool


@dataclass(frozen=True)
class Duty:
    """A duty: `norm` and article, what it asks for, and what touches it."""

    code: str
    norm: str
    asks: str
    touched: Callable[[Touch], bool]


def _always(_touch: Touch) -> bool:
    return True


DUTIES = (
    Duty("rights", "个人信息保护法 51",
         "rights by need, classes of data, encryption or masking, training, a plan for incidents",
         _always),
    Duty("logs", "网络安全法 23(三)", "logs of the network kept for six months at least", _always),
    Duty("assessment", "个人信息保护法 54–56",
         "regular audits; an assessment before sensitive data is handled, kept for three years",
         lambda touch: bool(SENSITIVE & set(touch.classes))),
    Duty("notice", "个人信息保护法 57",
         "remedy at once; the authority and the people told of kinds, reason, harm and remedies",
         lambda touch: touch.people > 0),
    Duty("crime_report", "网络数据安全管理条例 11",
         "a plan for incidents, and a report to the police where there are clues of a crime",
         lambda touch: touch.reached),
    Duty("incident_report", "国家网络安全事件报告管理办法",
         "a report within four hours (of critical infrastructure within one), an end report within "
         "thirty days",
         lambda touch: touch.people >= LARGE),
    Duty("minors", "未成年人网络保护条例 36",
         "access to minors' records approved by a responsible person, and recorded",
         lambda touch: touch.minors),
    Duty("fraud", "反电信网络诈骗法 29",
         "special protection of what serves fraud: parcels, transactions, loans, medicine",
         lambda touch: bool(GUARDED & set(touch.classes))),
    Duty("credit_consent", "征信业管理条例 18, 20",
         "credit records only with written consent, and for the purpose agreed on",
         lambda touch: "credit" in touch.classes),
    Duty("credit_register", "征信业管理条例 22",
         "staff look-ups registered by name, time, content and purpose",
         lambda touch: "credit" in touch.classes),
    Duty("parcels", "快递暂行条例 35",
         "waybills and their data managed; a leak remedied and told to the local postal authority",
         lambda touch: "courier_waybill" in touch.classes),
    Duty("medicine", "医疗卫生机构网络安全管理办法",
         "logs of access to medical records audited, the data graded",
         lambda touch: "health" in touch.classes),
)  # fmt: skip
CODES = {one.code: one for one in DUTIES}


def touched(touch: Touch) -> list[Duty]:
    """The duties that are touched, in the order of DUTIES.

    >>> [one.code for one in touched(Touch((), 0, False, False))]
    ['rights', 'logs']
    """
    return [one for one in DUTIES if one.touched(touch)]
