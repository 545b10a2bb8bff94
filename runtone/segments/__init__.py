"""Cutting a track into hills, sprints, steady running and rests."""

from __future__ import annotations

import pandas as pd

from runtone.runner import Runner
from runtone.segments.segmentation import Segmentation
from runtone.tracks import Track

__all__ = ["Segmentation", "segment_track"]


def segment_track(track: Track, laps: pd.DataFrame, runner: Runner) -> Segmentation:
    raise NotImplementedError
