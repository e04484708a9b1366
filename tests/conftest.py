"""Spark where there is a Java for it: skipped with the reason, unless it is required.

And no deadlines for hypothesis, which looks longer where HYPOTHESIS_EXAMPLES says so.
"""

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

LEAST_JAVA = 17

# a machine that is busy is no fault of the code
EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "40"))
settings.register_profile("tests", deadline=None, max_examples=EXAMPLES)
settings.load_profile("tests")


@cache
def no_spark():
    """Why Spark cannot start here; empty where it can."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home, "bin")) if home else None)
    if java is None:
        return f"no Java found; Spark needs {LEAST_JAVA} or newer"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "(\d+)', said.stderr + said.stdout)
    if version is None or int(version[1]) < LEAST_JAVA:
        return f"Java {version[1] if version else 'of no version'}; Spark needs {LEAST_JAVA}"
    return ""


def pytest_configure(config):
    if os.environ.get("LEAKWATCH_REQUIRE_SPARK") == "1" and no_spark():
        raise pytest.UsageError(f"LEAKWATCH_REQUIRE_SPARK=1: {no_spark()}")


def pytest_collection_modifyitems(items):
    """With `--dist loadgroup`: a worker takes a whole file, and one takes all of Spark."""
    for item in items:
        spark = item.get_closest_marker("spark")
        if spark and no_spark():
            item.add_marker(pytest.mark.skip(reason=no_spark()))
        item.add_marker(pytest.mark.xdist_group("spark" if spark else str(item.path)))
