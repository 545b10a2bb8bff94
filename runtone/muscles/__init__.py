"""Mechanical work per muscle group, estimated from speed, grade, acceleration and cadence."""

from __future__ import annotations

__all__ = [
    "ACTIONS", "GROUPS", "equivalent_speed", "load_confidence", "load_rate", "segment_load", "work_per_step",
    "zone_minutes",
]

GROUPS = ("hip_flexors", "glutes", "quads", "hamstrings", "calves", "shins", "core")
ACTIONS = ("concentric", "eccentric")


def work_per_step(speed_m_s, grade=0.0, acceleration_m_s2=0.0, cadence_spm=None, foot_strike="unknown"):
    raise NotImplementedError


def load_rate(track, runner):
    raise NotImplementedError


def equivalent_speed(rate_w_per_kg, group):
    raise NotImplementedError


def segment_load(track, segments, runner):
    """Run.muscle_load."""
    raise NotImplementedError


def zone_minutes(track, segments, runner, steady_speed_m_s):
    """Run.muscle_zones."""
    raise NotImplementedError


def load_confidence(track, runner, altitude_source):
    """Dict of str to Confidence, one per muscle group."""
    raise NotImplementedError
