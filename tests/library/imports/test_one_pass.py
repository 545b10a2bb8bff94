"""An import cleans each recording once; its figures are those of the public functions, one after the other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from runtone.analysis import analyze
from runtone.files import read_member, require_run
from runtone.library.imports.file_analysis import figures_of, read_recordings
from runtone.library.imports.source_files import files_in
from runtone.library.store.stored_track import track_from_parquet
from runtone.runner import Runner
from runtone.segments import segment_track
from runtone.tracks import build_track
from tests.corpus import CORPUS, requires_corpus

pytestmark = requires_corpus

SAID = Runner(mass_kg=64.0)
KNOWN = Runner(mass_kg=64.0, steady_speed_m_s=2.85, cadence_ratio=1.02)
RECORDINGS = sorted(path for path in CORPUS.rglob("*.[fgt][ipc][txX]") if path.stat().st_size < 400_000)[::13]


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.name)
def test_an_import_gives_the_figures_of_the_public_functions(path: Path) -> None:
    for name, member in files_in([path], 1e9):
        if isinstance(member, Exception):
            pytest.skip(f"{name} is no recording")
        for _, recording in read_recordings(member, SAID, KNOWN).results:
            if isinstance(recording, Exception):
                continue
            activity = require_run(read_member(member), name)
            own, apart = recording.figures, figures_of(analyze(activity, KNOWN))
            for rows, others in ((own.segments, apart.segments), (own.records["climb"], apart.records["climb"])):
                pd.testing.assert_frame_equal(pd.DataFrame(rows), pd.DataFrame(others), rtol=1e-9)
            one, other = (pd.DataFrame([each.run]) for each in (own, apart))
            pd.testing.assert_frame_equal(one, other, rtol=1e-9)
            pd.testing.assert_frame_equal(track_from_parquet(own.track), track_from_parquet(apart.track), rtol=1e-9)
            assert own.detail == apart.detail
            alone = segment_track(build_track(activity), activity.laps, SAID)
            steady = recording.evidence.steady_speed_m_s
            np.testing.assert_allclose(np.nan if steady is None else steady, alone.steady_speed_m_s, rtol=1e-9)
