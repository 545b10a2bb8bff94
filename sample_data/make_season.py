"""Write the sample season's files again: `python -m sample_data.make_season`.

Everything is invented and drawn from fixed seeds, so the same files come out each time, byte for byte.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sample_data.season_maker.files import write_season

SEASON = Path(__file__).with_name("season")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the sample season's GPX and FIT files.")
    parser.add_argument("--out", type=Path, default=SEASON, help="folder to write to (default: %(default)s)")
    folder = parser.parse_args().out
    count, size = write_season(folder)
    print(f"{count} files, {size / 1e6:.2f} MB, in {folder}")


if __name__ == "__main__":
    main()
