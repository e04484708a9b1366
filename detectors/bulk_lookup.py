"""Bulk look-ups: one account opening far more people's records than a day's work needs."""

from leakwatch.findings import Severity
from leakwatch.outlier import Outlier


class BulkLookup(Outlier):
    """Far more people opened than the actor's past, colleagues and the day explain.

    People without a case count most: a busy day served by tickets is high in the three facts of
    volume, which count little, a list worked off is high in all.

    >>> BulkLookup().facts[0]
    'subjects'
    """

    name = "bulk_lookup"
    severity = Severity.HIGH
    runbook = """
    1. Ask the actor's manager what job the day's look-ups served.
    2. Compare the people opened with the actor's tickets, calls and tasks of that day.
    3. Look for prints or exports within the hour after the last look-up.
    4. Check whether the people come from one list: other accounts with the same ones, the order.
    """
    because = (
        "opened {subjects} people's records, {new_subjects} for the first time; colleagues in "
        "the same job that day: median {peers.subjects}; own median before: {own.subjects}; "
        "{unexplained} looks ({unexplained_share:.0%}) without a case, {unexplained_foreign} of "
        "them at other branches' records"
    )
    facts = ("subjects", "new_subjects", "rows", "unexplained_subjects", "unexplained_foreign")
    weights = dict.fromkeys(facts[:3], 0.3) | {"unexplained_subjects": 3.0}
