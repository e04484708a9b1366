"""The numbers of 法释〔2017〕10号, Articles 5 and 11, and which information belongs to which tier.

In force since 2017-06-01. `leakwatch.law` counts against them; nothing here is a judgement.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

NORM = "法释〔2017〕10号"
#: Art 5 ¶1 (三) (四) (五): records from which a tier is 情节严重; 以上 includes the number itself
RECORDS = {1: 50, 2: 500, 3: 5000}
ITEMS = {1: "三", 2: "四", 3: "五"}
#: Art 5 ¶1 (六): the shares of the thresholds added up
PROPORTION, PROPORTION_ITEM = Fraction(1), "六"
#: Art 5 ¶1 (七): illegal income in yuan
INCOME, INCOME_ITEM = 5000, "七"
#: Art 5 ¶1 (八): obtained on duty and sold or provided; never for mere access
SOLD, SOLD_ITEM = Fraction(1, 2), "八"
#: Art 5 ¶2 (三): so many times (三) to (八) is 情节特别严重
ESPECIALLY = 10

#: classes of the events that are personal information, and their tier
TIERS = {
    "location": 1, "communication": 1, "credit": 1, "property": 1,
    "call_record": 2, "lodging": 2, "health": 2, "transaction": 2, "biometric": 2,
    "identity": 3, "other": 3,
}  # fmt: skip
#: not personal information: a matter of its own rules
NOT_PERSONAL = ("statistics",)


@dataclass(frozen=True)
class Disputed:
    """A class whose tier courts or writers dispute: every reading, the usual one first."""

    readings: tuple[int, ...]
    why: str


DISPUTED = {
    "flight_itinerary": Disputed((1, 2), "one court held it to be 行踪轨迹, another did not"),
    "courier_waybill": Disputed((3, 2), "name, phone and address; with goods or price 交易信息"),
    "maternity_record": Disputed((2, 3), "birth and due date as health, or a list of contacts"),
    "insurance_policy": Disputed((1, 2, 3), "insured value as 财产, terms as 交易, or contacts"),
}
#: what a sector's records of a class are, where that is disputed
OF_SECTOR = {
    ("courier", "identity"): "courier_waybill",
    ("courier", "transaction"): "courier_waybill",
    ("insurance", "property"): "insurance_policy",
    ("insurance", "transaction"): "insurance_policy",
}

#: Art 5 ¶1 (一) (二) (九) (十), ¶2 (一) (二) (四): no count answers for them
WITHOUT_NUMBER = {
    "一": "location tracks sold or provided and used by others for a crime",
    "二": "sold or provided to somebody known, or bound to be known, to commit crimes with it",
    "九": "punished for this crime before, or by the administration within two years",
    "十": "other serious circumstances",
    "¶2": "death, serious injury, mental disorder, kidnapping; great loss or effect on society",
}
