import gc

import pyarrow as pa
import pytest

from leakwatch import memory


def test_what_was_settled_is_put_back_even_after_an_error():
    before, frozen = pa.default_memory_pool().backend_name, gc.get_freeze_count()
    with pytest.raises(ZeroDivisionError), memory.settled():
        _ = 1 / 0
    with memory.settled():
        assert pa.default_memory_pool().backend_name == "system"
        assert gc.get_freeze_count() > frozen
    assert pa.default_memory_pool().backend_name == before
    assert gc.get_freeze_count() == 0
