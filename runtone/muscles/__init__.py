"""Mechanical work per muscle group, estimated from speed, grade, acceleration and cadence."""

from runtone.muscles.equivalent import ZONES, equivalent_speed, equivalent_speed_clamped, zone_minutes
from runtone.muscles.load import load_index_of, load_rate
from runtone.muscles.parameters import ACTIONS, GROUPS, PHASES
from runtone.muscles.power import load_index, reference_power, running_power, walking_power
from runtone.muscles.segment_load import segment_load
from runtone.muscles.uncertainty import Rounded, band_of_sum, confidence_level, load_confidence, rounded
from runtone.muscles.work import Extrapolation, expected_cadence, extrapolation, work_per_step

__all__ = [
    "ACTIONS",
    "GROUPS",
    "PHASES",
    "ZONES",
    "Extrapolation",
    "Rounded",
    "band_of_sum",
    "confidence_level",
    "equivalent_speed",
    "equivalent_speed_clamped",
    "expected_cadence",
    "extrapolation",
    "load_confidence",
    "load_index",
    "load_index_of",
    "load_rate",
    "reference_power",
    "rounded",
    "running_power",
    "segment_load",
    "walking_power",
    "work_per_step",
    "zone_minutes",
]
