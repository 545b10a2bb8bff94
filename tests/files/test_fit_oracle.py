from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.corpus import CORPUS, manifest, requires_corpus
from tests.files.oracle import differences

# fitparse takes a minute for all of them; by default each file's first records are compared, and small files whole.
WHOLE = bool(os.environ.get("RUNTONE_ORACLE_WHOLE"))
FIRST_RECORDS = 150
FIT_FILES = [row["file"] for row in manifest(format="fit")]


@requires_corpus
@pytest.mark.corpus
@pytest.mark.parametrize("name", FIT_FILES)
def test_records_equal_fitparse(name):
    path: Path = CORPUS / name
    small = path.stat().st_size < 20_000
    assert differences(path, None if WHOLE or small else FIRST_RECORDS) == []
