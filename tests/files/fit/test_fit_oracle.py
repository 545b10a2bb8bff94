from __future__ import annotations

import pytest

from tests.corpus import CORPUS, manifest, requires_corpus
from tests.files.oracle import differences

FIT_FILES = [row["file"] for row in manifest(format="fit")]


@requires_corpus
@pytest.mark.corpus
@pytest.mark.parametrize("name", FIT_FILES)
def test_records_equal_fitparse(name: str) -> None:
    assert differences(CORPUS / name) == []
