"""Cutting a track into hills, sprints, steady running and rests."""

from __future__ import annotations

from runtone.segments.segmentation import Segmentation, segment_track

__all__ = ["Segmentation", "segment_track"]
