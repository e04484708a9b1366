"""A store in which there is nothing yet, and processes that use it all at once."""

import pytest

from leakwatch import store


@pytest.fixture
def kept(url):
    with store.open(url) as kept:
        yield kept


@pytest.fixture
def at_once(forks):
    """Does a function in a process for each of the arguments; what they told, in any order."""

    def at_once(work, given):
        told = forks.Queue()
        many = [forks.Process(target=work, args=(*one, told)) for one in given]
        for process in many:
            process.start()
        found = [told.get(timeout=60) for _ in many]
        for process in many:
            process.join()
            assert process.exitcode == 0
        return found

    return at_once
