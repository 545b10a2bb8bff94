"""The body map: our own drawing, front and back, of the seven muscle groups."""

from runtone.dashboard.components.body_map.drawing import Region, body_map, body_map_legend

__all__ = ["Region", "body_map", "body_map_legend"]
