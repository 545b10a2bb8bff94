"""Mechanical work of each muscle group, estimated from speed, grade, acceleration and cadence.

The model is told in docs/method.md; its numbers, with units and sources, are in ``level_anchors.csv`` and
``parameters.csv``.
"""

from runtone.muscles.cadence import CadenceSample, cadence_ratio, cadence_sample
from runtone.muscles.causes import CAUSES, cause_of, load_causes
from runtone.muscles.demand import stress, stress_clamped, stress_totals
from runtone.muscles.equivalent import equivalent_speed, equivalent_speed_clamped, segment_equivalent_speeds
from runtone.muscles.explain import explain
from runtone.muscles.facts import (
    Explanation,
    GroupStress,
    HardAlike,
    LongEffort,
    NoStress,
    NothingHard,
    StandsOut,
    StressSource,
)
from runtone.muscles.hardest import hardest_climb, hardest_stretches
from runtone.muscles.load import load_index_of, load_rate, load_totals, segment_load
from runtone.muscles.parameters import ACTIONS, GROUPS, PHASES, level_anchors, parameters
from runtone.muscles.power import load_index, reference_power, running_power, walking_power
from runtone.muscles.run_muscles import RunMuscles, run_muscles
from runtone.muscles.uncertainty import Rounded, confidence_level, load_confidence, rounded
from runtone.muscles.work import Extrapolation, expected_cadence, extrapolation, work_per_step
from runtone.muscles.zones import ZONES, hard_minutes, zone_minutes

__all__ = [
    "ACTIONS",
    "CAUSES",
    "GROUPS",
    "PHASES",
    "ZONES",
    "CadenceSample",
    "Explanation",
    "Extrapolation",
    "GroupStress",
    "HardAlike",
    "LongEffort",
    "NoStress",
    "NothingHard",
    "Rounded",
    "RunMuscles",
    "StandsOut",
    "StressSource",
    "cadence_ratio",
    "cadence_sample",
    "cause_of",
    "confidence_level",
    "equivalent_speed",
    "equivalent_speed_clamped",
    "expected_cadence",
    "explain",
    "extrapolation",
    "hard_minutes",
    "hardest_climb",
    "hardest_stretches",
    "level_anchors",
    "load_causes",
    "load_confidence",
    "load_index",
    "load_index_of",
    "load_rate",
    "load_totals",
    "parameters",
    "reference_power",
    "rounded",
    "run_muscles",
    "running_power",
    "segment_equivalent_speeds",
    "segment_load",
    "stress",
    "stress_clamped",
    "stress_totals",
    "walking_power",
    "work_per_step",
    "zone_minutes",
]
