"""How fast runtone reads, against fitparse, fitfast and gpxpy, on real recordings.

Every reader goes from the file's path to a pandas frame of its samples, heart rate and cadence included; all are timed
in turn in one run, so that the ratios hold whatever else the machine does. Run ``python benchmarks/readers.py``; it
takes some minutes. The recordings are public ones kept beside the checkout; where they are absent, those of
``sample_data`` serve.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

REPOSITORY = Path(__file__).resolve().parents[1]
CORPUS = REPOSITORY.parent / "shared" / "corpus"

FIT_FILES = (
    "451205370157760513.fit",  # 1 h, COROS, one developer field
    "20210604_track_run_garmin_fenix_6.fit",  # 0.5 h, Garmin, three messages a record
    "activity_2944936628.fit",  # 2.3 h, Garmin with Stryd, seven developer fields
    "468591043464429576.fit",  # 3.3 h trail run, COROS
    "472821513773416551.fit",  # 13.6 h ultra, COROS
)
GPX_FILES = (
    "113105534.gpx",  # Garmin Connect: heart rate, cadence, temperature
    "20210119_run_garmin_fenix6_sapphire.gpx",
    "20170308_intra_run_club.gpx",  # Strava: cadence
    "1111966134.gpx",  # heart rate, written by gpxpy
)
SLOW = ("fitparse", "gpxpy")
ROUNDS, SLOW_ROUNDS = 60, 3

Reader = Callable[[Path], pd.DataFrame]


def read_with_runtone(path: Path) -> pd.DataFrame:
    from runtone.files import read_activity

    return read_activity(path).records


def read_with_fitparse(path: Path) -> pd.DataFrame:
    import fitparse

    with fitparse.FitFile(str(path)) as file:
        return pd.DataFrame([message.get_values() for message in file.get_messages("record")])


def read_with_fitfast(path: Path) -> pd.DataFrame:
    import fitfast

    return pd.DataFrame(fitfast.records(path))


def read_with_gpxpy(path: Path) -> pd.DataFrame:
    import gpxpy

    with path.open(encoding="utf-8") as file:
        gpx = gpxpy.parse(file)
    rows = []
    for track in gpx.tracks:
        for segment in track.segments:
            for point in segment.points:
                row = {"time": point.time, "lat": point.latitude, "lon": point.longitude, "ele": point.elevation}
                for extension in point.extensions:
                    for element in extension.iter():
                        name = element.tag.rpartition("}")[2]
                        if name in ("hr", "cad"):
                            row[name] = float(element.text)
                rows.append(row)
    return pd.DataFrame(rows)


READERS: dict[str, Reader] = {
    "runtone": read_with_runtone,
    "fitparse": read_with_fitparse,
    "fitfast": read_with_fitfast,
    "gpxpy": read_with_gpxpy,
}


def recordings(names: tuple[str, ...], suffix: str) -> list[Path]:
    found = [path for name in names for path in sorted(CORPUS.rglob(name))[:1]]
    return found or sorted((REPOSITORY / "sample_data").rglob(f"*{suffix}"))[:3]


def fastest(path: Path, names: tuple[str, ...]) -> dict[str, float]:
    """Return the shortest time of each reader [s], after one warm-up, the readers taking turns."""
    times: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(ROUNDS + 1):
        for name in names:
            if name in SLOW and turn > SLOW_ROUNDS:
                continue
            start = time.perf_counter()
            READERS[name](path)
            times[name].append(time.perf_counter() - start)
    return {name: min(each[1:]) for name, each in times.items()}


def peak_above_result(name: str, path: Path, warm_up: Path) -> float | None:
    """Return the peak of a fresh process' memory above what it held before and what the frame takes [bytes].

    Linux only; None elsewhere.
    """
    if not Path("/proc/self/clear_refs").exists():
        return None
    command = [sys.executable, __file__, "--peak", name, str(path), str(warm_up)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def memory_of_this_process(field: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise LookupError(field)


def print_peak(name: str, path: Path, warm_up: Path) -> None:
    reader = READERS[name]
    reader(warm_up)
    before = memory_of_this_process("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    frame = reader(path)
    peak = memory_of_this_process("VmHWM")
    print(peak - before - int(frame.memory_usage(deep=True).sum()))


def compare(title: str, paths: list[Path], oracle: str, others: tuple[str, ...]) -> None:
    names = ("runtone", oracle, *others)
    print(f"\n{title}\n{'file':44}{'MB':>6}{'samples':>9}" + "".join(f"{name + ' ms':>13}" for name in names), end="")
    print("".join(f"{'x ' + name:>11}" for name in names[1:]) + f"{'peak/file':>11}")
    ratios: dict[str, list[float]] = {name: [] for name in names[1:]}
    smallest = min(paths, key=lambda path: path.stat().st_size)
    for path in paths:
        times = fastest(path, names)
        size = path.stat().st_size
        peak = peak_above_result("runtone", path, smallest)
        row = f"{path.name[:42]:44}{size / 1e6:6.2f}{len(read_with_runtone(path)):9,}"
        row += "".join(f"{times[name] * 1e3:13.2f}" for name in names)
        for name in names[1:]:
            ratios[name].append(times[name] / times["runtone"])
            row += f"{ratios[name][-1]:11.1f}"
        print(row + ("     no /proc" if peak is None else f"{peak / size:11.2f}"), flush=True)
    for name, each in ratios.items():
        low, middle, high = min(each), statistics.median(each), max(each)
        print(f"runtone is {low:.1f} to {high:.1f} times as fast as {name}, median {middle:.1f}")


def main() -> None:
    if sys.argv[1:2] == ["--peak"]:
        print_peak(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
        return
    if not CORPUS.is_dir():
        print("The corpus of real recordings is not beside this checkout; the files of sample_data are read instead.")
    fit, gpx = recordings(FIT_FILES, ".fit"), recordings(GPX_FILES, ".gpx")
    if fit:
        compare("FIT", fit, "fitparse", ("fitfast",))
    if gpx:
        compare("GPX", gpx, "gpxpy", ())
    if not fit and not gpx:
        print("There are no recordings to read.")
    print("\npeak/file: peak memory above the process before and the frame after, as a multiple of the file's size.")


if __name__ == "__main__":
    main()
