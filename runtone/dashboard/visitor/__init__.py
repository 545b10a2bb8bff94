"""What a visitor of a shared link sees: drawn from one snapshot, with no way to the library.

This package reads `runtone.library.shares.access` and `runtone.sharing`, and nothing else of the library or of the
owner's pages; the import checker holds that.
"""

from __future__ import annotations

from runtone.dashboard.visitor.door import draw
from runtone.dashboard.visitor.shared_page import show_snapshot
from runtone.dashboard.visitor.words import description_of, title_of

__all__ = ["description_of", "draw", "show_snapshot", "title_of"]
