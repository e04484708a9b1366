"""The store on either database."""

import pytest


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """An empty place for a store."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/leakwatch.db"
    return request.getfixturevalue("postgres")
