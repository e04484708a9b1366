"""What a call of a web system was given and gave back: names and values in (broken) JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: names, in any case
NO = r"_?(?:no|num|number|code)"
PHONE = rf"[a-z_]*(?:phone|mobile)(?:{NO})?|tel(?:{NO})?|手机[号码]*|电话[号码]*"
WHO = r"(?:(?:cust|customer|client|user|patient|member|holder|applicant)_?)?"
CARD = rf"id_?card(?:{NO})?|id{NO}|cert(?:ificate)?{NO}|identity(?:_?card)?(?:{NO})?"
ID_NO = rf"{WHO}(?:{CARD})|身份证[号码]*|证件号码?"
RECORD = (
    r"(?:cust|customer|client|patient|member|policy|order|waybill|contract)_?(?:id|no|code)|"
    r"(?:客户|会员|患者)(?:编?号|id)|病案号|保单号|运单号|订单号"
)
USER = r"user_?id|用户(?:编?号|id)"
#: values: whole, masked, or with digits lost, which is for the core to tell
LOST = r"\d(?:\.\d+)?e\+\d+"
PHONES = rf"\+?\d[\d*-]{{5,16}}[\d*]|{LOST}"
ID_NOS = rf"\d{{17}}[\dx]|\d{{15}}|\d{{1,10}}\*+[\dx]*|[a-z]{{1,3}}\d{{5,10}}|{LOST}"
CITIZEN = r"\d{15}|\*|\d[Ee]\+"
KEYS = rf"[a-z_-]*[\d*][\w*-]*|{LOST}"
COUNT = r"\d{1,15}"


def value(text: ir.StringValue, name: str, kind: str) -> ir.StringValue:
    """The first value of this kind under this name; null where there is none.

    Quotes may be doubled, escaped or missing, a value may stand in a list, the end be cut off.
    """
    before, between = r"(?:^|[^a-z0-9_])", r"[\"'\\]*\s*[:=]\s*[\[\s\"'\\]*"
    pattern = rf"(?i){before}(?:{name}){between}({kind})(?:[^\w*.+-]|$)"
    return text.re_extract(pattern, 1).nullif("")


def many(text: ir.StringValue) -> ir.BooleanValue:
    """True where a list came back: the first in it is not whom the call was about."""
    return text.re_search(r"(?i)[\"'\\](?:total|(?:rows|records|list|data)[\"'\\]+\s*:\s*\[)")
