from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus import recordings
from tests.files.oracle import differences


@pytest.mark.parametrize("path", recordings(".fit", format="fit"))
def test_records_equal_fitparse(path: Path) -> None:
    assert differences(path) == []
