"""Why an actor-day was raised: what each detector adds, how sure, what may be innocent."""

from leakwatch.explaining.explanation import explain

__all__ = ["explain"]
