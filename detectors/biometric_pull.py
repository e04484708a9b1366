"""Biometric pull: faces and photographs of identity cards opened in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from leakwatch.findings import Severity
from leakwatch.outlier import Outlier


class BiometricPull(Outlier):
    """Faces and identity photographs beyond the own past, the job and the day.

    Whoever opens accounts looks at the photograph of each, with a case; photographs without
    one weigh most. They cannot be changed once they are out.

    >>> BiometricPull.severity.name
    'CRITICAL'
    """

    name = "biometric_pull"
    severity = Severity.CRITICAL
    weight = 0.5
    runbook = """
    1. Ask for the applications behind the photographs: a card opened, a card replaced?
    2. Look for prints, exports and pictures of the screen within the hour after.
    3. Ask the people, by the complaints desk, whether accounts were opened in their name.
    4. Have the account's right to see photographs taken away while this is open.
    """
    because = (
        "opened {biometric} faces or identity photographs, {biometric_unexplained} of them "
        "without a case ({biometric_28} in 28 days); colleagues in the same job that day: median "
        "{peers.biometric}; own median before: {own.biometric}"
    )
    facts = ("biometric", "biometric_unexplained")
    weights: ClassVar[Mapping[str, float]] = {"biometric": 0.5, "biometric_unexplained": 2.0}
