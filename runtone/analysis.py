"""One activity, from recorded samples to a run with segments and muscle load."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict
from zoneinfo import ZoneInfo

from runtone.muscles import segment_load, zone_minutes
from runtone.runner import Runner
from runtone.segments import segment_track
from runtone.tracks import build_track, time_zone_of

if TYPE_CHECKING:
    import pandas as pd

    from runtone.confidence import Confidence
    from runtone.files import Activity
    from runtone.segments import Segmentation
    from runtone.tracks import Track
