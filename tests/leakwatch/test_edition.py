"""A lake that a newer program has laid out is left alone."""

import pytest

from leakwatch import edition
from leakwatch.errors import ConfigError


def test_what_this_program_marks_it_knows(tmp_path):
    edition.mark(tmp_path)
    edition.check(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [edition.NAME]


def test_no_mark_is_the_first_layout(tmp_path):
    edition.check(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("said", [str(edition.LAYOUT), f" {edition.LAYOUT}\n\n", "0"])
def test_an_older_layout_or_this_one_is_read(tmp_path, said):
    (tmp_path / edition.NAME).write_text(said)
    edition.check(tmp_path)


@pytest.mark.parametrize("said", [str(edition.LAYOUT + 1), "99", "", "-1", "1.5", "two"])
def test_a_newer_one_or_none_that_we_know_is_refused(tmp_path, said):
    (tmp_path / edition.NAME).write_text(said)
    with pytest.raises(ConfigError, match=r"the lake has layout .*upgrade leakwatch"):
        edition.check(tmp_path)
