"""What a visitor may see: redacted snapshots, private zones and tokens. Pure: it knows no library and no page."""

from __future__ import annotations
