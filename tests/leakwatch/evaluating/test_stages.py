"""What a stage costs is its own, not that of its parent."""

from functools import partial
from pathlib import Path

import pytest

from leakwatch import settings
from leakwatch.errors import ConfigError
from leakwatch.evaluating import stages

BIG = 300_000_000


def test_what_the_work_gives_comes_back_with_its_name():
    stage, made = stages.measured("sum", partial(sum, [1, 2, 3]))
    assert (stage.name, made) == ("sum", 6)
    assert stage.seconds >= 0


def test_memory_of_the_parent_is_not_counted_and_that_of_the_work_is():
    held = b"x" * BIG
    stage, _ = stages.measured("little", partial(int, "1"))
    assert stages.peak() > len(held)
    assert 1_000_000 < stage.peak < BIG
    stage, length = stages.measured("much", partial(eval, f"len(b'x' * {BIG})"))
    assert BIG == length < stage.peak < 2 * BIG


def test_an_error_of_ours_comes_back_whole(tmp_path):
    with pytest.raises(ConfigError) as caught:
        stages.measured("read", partial(settings.read, Path(tmp_path, "nowhere.toml")))
    assert str(caught.value).endswith("no such file; `leakwatch init DIR` makes one")
    assert caught.value.hint == "`leakwatch init DIR` makes one"
