"""For how long things are kept, what matters hold of them, and which period can be seen."""

from leakwatch.retention.expiring import Expired, Plan, expire, plan
from leakwatch.retention.periods import today
from leakwatch.retention.rows import Past
from leakwatch.retention.seen import visible

__all__ = ["Expired", "Past", "Plan", "expire", "plan", "today", "visible"]
