"""How a matter ends: the store itself takes no second hand from the first person."""

import pytest

from leakwatch.store import closing, matters
from leakwatch.store.closing import ClosingError


@pytest.fixture
def kept(kept):
    """With a matter in it."""
    with kept.writing() as session:
        matters.open_matter(session, "leak", "lin")
    return kept


def after(kept, step, *said):
    """What stands after a step: status, outcome, who proposed; ClosingError as it comes."""
    with kept.writing() as session:
        step(session, matters.named(session, "M1"), *said)
    with kept.reading() as session:
        one = matters.named(session, "M1")
        return one.status, one.outcome, one.proposed_by


def test_who_proposed_does_not_close_and_another_does(kept):
    with pytest.raises(ClosingError, match="nobody proposed"):
        after(kept, closing.close, "", "wu")
    for outcome, reason in (("internal", ""), ("guilty", "sure")):
        with pytest.raises(ClosingError, match="an outcome and a reason"):
            after(kept, closing.propose, outcome, reason, "lin")
    proposed = ("open", "internal", "lin")
    assert after(kept, closing.propose, "internal", "talked to", "lin") == proposed
    for wrong in ((closing.propose, "unclear", "x", "wu"), (closing.close, "", "lin"),
                  (closing.send_back, "", "wu"), (closing.reopen, "x", "wu")):  # fmt: skip
        with pytest.raises(ClosingError):
            after(kept, *wrong)
    assert after(kept, closing.send_back, "ask them", "wu") == ("open", None, None)
    after(kept, closing.propose, "unclear", "nobody knows", "lin")
    assert after(kept, closing.close, "", "wu") == ("closed", "unclear", "lin")
    assert after(kept, closing.reopen, "a new alert", "lin") == ("open", None, None)
