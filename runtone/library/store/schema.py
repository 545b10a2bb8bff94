"""The library's tables.

Originals are the truth; everything else can be made again from them. Blobs have tables of their own, so that a page
that lists runs never reads them. Load and zones are one column a figure: a run has some fifteen segments, each with 26
figures of load and 28 of zones, and as rows of their own they would be most of the database.

Whatever belongs to a run or file names its owner too, and so does every query of it: on PostgreSQL these tables are
partitioned by owner, and their keys, indexes and references begin with it (`migrations/partitions.py`).

Changing a table here needs a migration in `runtone.library.store.migrations`; a test holds the two to each other.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from runtone.library.store.columns import FIGURE_COLUMNS, STRESS_COLUMNS, Instant

SCHEMA_VERSION = "0008"
"""The newest migration; `runtone.library.store.database` compares it with what the database says."""


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _owner() -> Column[int]:
    return Column("owner_id", ForeignKey("owner.owner_id", ondelete="CASCADE"), nullable=False)


def _same_owner() -> Column[int]:
    # that of the run or file; PostgreSQL checks that it is, on SQLite the other key is enough
    return Column("owner_id", Integer, nullable=False)


def _floats(*names: str, nullable: bool = False) -> list[Column[float]]:
    return [Column(name, Float(53), nullable=nullable) for name in names]


def _figures() -> list[Column[float]]:
    return [
        # stress came later: runs that were read before it have none until they are read again
        Column(name, Float(53), nullable=False, server_default="0" if name in STRESS_COLUMNS else None)
        for name in FIGURE_COLUMNS
    ]


owner = Table(
    "owner",
    metadata,
    Column("owner_id", Integer, primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("version", BigInteger, nullable=False),  # one more at every write: what caches are keyed by
    Column("preferences", JSON, nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("run_id", Integer, primary_key=True),
    _owner(),
    Column("start_time", Instant, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("recorded_name", Text),
    Column("own_name", Text),
    Column("recorded_sport", String(64)),
    Column("own_sport", String(64)),
    Column("note", Text),
    Column("device", Text),
    Column("search_text", Text, nullable=False),
    *_floats("distance_m", "elapsed_s", "timer_s", "moving_s"),
    *_floats("ascent_m", "descent_m", "mean_speed_m_s", "mean_grade_adjusted_speed_m_s", nullable=True),
    *_floats("mean_heart_rate_bpm", "mean_cadence_spm", "steady_speed_m_s", nullable=True),
    Column("steady_speed_source", String(32), nullable=False),
    Column("altitude_source", String(32), nullable=False),
    Column("speed_source", String(32), nullable=False),
    Column("repaired_points", Integer, nullable=False),
    Column("hills", Integer, nullable=False),
    Column("sprints", Integer, nullable=False),
    Column("analysis_version", Integer, nullable=False),
    Column("runner", JSON, nullable=False),  # what was known of the runner when the run was read
    Column("stale", Boolean, nullable=False, server_default=false()),  # history may have changed since it was read
    Column("profile", LargeBinary, nullable=False),  # a few dozen points for a sparkline
    Index(None, "owner_id", "start_time"),
    # all that weeks are counted from: the rows themselves need not be read
    Index("ix_run_days", "owner_id", "local_date", "run_id", "moving_s", "distance_m", "ascent_m"),
    Index(None, "owner_id", "stale"),
    sqlite_autoincrement=True,  # a deleted run's number is never given to another
)

run_detail = Table(
    "run_detail",
    metadata,
    _same_owner(),
    Column("run_id", ForeignKey("run.run_id", ondelete="CASCADE"), primary_key=True),
    Column("detail", JSON, nullable=False),
    Column("track", LargeBinary, nullable=False),
)

segment = Table(
    "segment",
    metadata,
    _same_owner(),
    Column("run_id", ForeignKey("run.run_id", ondelete="CASCADE"), primary_key=True),
    Column("segment", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("terrain", String(16), nullable=False),
    Column("effort", String(16), nullable=False),
    Column("start_s", Integer, nullable=False),
    Column("end_s", Integer, nullable=False),
    Column("distance_m", Float(53), nullable=False),
    *_floats("ascent_m", "descent_m", "mean_grade", "mean_speed_m_s", nullable=True),
    *_floats("mean_grade_adjusted_speed_m_s", "mean_heart_rate_bpm", nullable=True),
    Column("source", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    *_figures(),
    sqlite_with_rowid=False,
)

best_time = Table(
    "best_time",
    metadata,
    _same_owner(),
    Column("run_id", ForeignKey("run.run_id", ondelete="CASCADE"), primary_key=True),
    Column("distance_m", Float(53), primary_key=True),
    *_floats("seconds", "start_s"),
    sqlite_with_rowid=False,
)
"""The fastest time of each run over each record distance."""

run_technique = Table(
    "run_technique",
    metadata,
    _same_owner(),
    Column("run_id", ForeignKey("run.run_id", ondelete="CASCADE"), primary_key=True),
    Column("technique", String(64), primary_key=True),
    Column("repeats", Integer, nullable=False),
    *_floats("effort_s", "shortest_s", "longest_s"),
    sqlite_with_rowid=False,
)
"""The techniques that were recognised in each run."""

climb = Table(
    "climb",
    metadata,
    Column("run_id", ForeignKey("run.run_id", ondelete="CASCADE"), primary_key=True),
    Column("segment", Integer, primary_key=True, autoincrement=False),
    _owner(),
    *_floats("ascent_m", "seconds"),
    Column("cell", BigInteger),  # of the map, for finding those nearby; None without positions
    Column("path", LargeBinary),
    Index(None, "owner_id", "cell"),
)
"""Climbs, to meet the same hill again. Neither these paths nor routes ever leave the library."""

route = Table(
    "route",
    metadata,
    Column("run_id", ForeignKey("run.run_id", ondelete="CASCADE"), primary_key=True),
    _owner(),
    Column("distance_m", Float(53), nullable=False),
    Column("points", LargeBinary, nullable=False),
    Index(None, "owner_id", "distance_m"),
)
"""Where each run went, in a few points, to tell which took the same route."""

day = Table(
    "day",
    metadata,
    Column("owner_id", ForeignKey("owner.owner_id", ondelete="CASCADE"), primary_key=True),
    Column("local_date", Date, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("terrain", String(16), primary_key=True),
    Column("segments", Integer, nullable=False),
    *_floats("seconds", "distance_m", "ascent_m", "descent_m"),
    *_figures(),
    sqlite_with_rowid=False,
)

file = Table(
    "file",
    metadata,
    Column("file_id", Integer, primary_key=True),
    _owner(),
    Column("run_id", ForeignKey("run.run_id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("format", String(16), nullable=False),
    Column("device", Text),
    Column("start_time", Instant, nullable=False),
    Column("end_time", Instant, nullable=False),
    Column("distance_m", Float(53), nullable=False),
    Column("completeness", Integer, nullable=False),  # how much a sample of it holds
    Column("covered_s", Float(53)),  # how much of the run it holds; None where an older analysis did not say
    Column("is_primary", Boolean, nullable=False),  # the run's figures come from this file
    Column("is_pinned", Boolean, nullable=False, server_default=false()),  # the runner wants this file's figures
    Column("metadata", JSON),  # what the archive said of it: a title, a type
    Column("evidence", JSON),  # what this file tells of the runner, for runs that come after it
    Column("evidence_version", Integer, nullable=False),
    Column("imported_at", Instant, nullable=False),
    UniqueConstraint("owner_id", "sha256"),
    Index(None, "run_id"),
    Index(None, "owner_id", "start_time"),
    sqlite_autoincrement=True,
)

original = Table(
    "original",
    metadata,
    _same_owner(),
    Column("file_id", ForeignKey("file.file_id", ondelete="CASCADE"), primary_key=True),
    Column("content", LargeBinary, nullable=False),  # zlib
)

file_outline = Table(
    "file_outline",
    metadata,
    _same_owner(),
    Column("file_id", ForeignKey("file.file_id", ondelete="CASCADE"), primary_key=True),
    Column("outline", LargeBinary, nullable=False),
)
"""Where a file's run was and how the heart beat, in a few numbers a minute: what tells two files of one run."""

not_same_run = Table(
    "not_same_run",
    metadata,
    Column("owner_id", ForeignKey("owner.owner_id", ondelete="CASCADE"), primary_key=True),
    Column("first_sha256", String(64), primary_key=True),
    Column("second_sha256", String(64), primary_key=True),
)
"""Two files that the runner says are not of one run (first < second)."""

bin_owner = Table(
    "bin_owner",
    metadata,
    Column("owner_id", ForeignKey("owner.owner_id", ondelete="CASCADE"), primary_key=True),
    Column("bin_owner_id", ForeignKey("owner.owner_id", ondelete="CASCADE"), nullable=False, unique=True),
)
"""An owner's bin is an owner of its own, so that no query that names the owner ever meets a deleted run."""

deleted_run = Table(
    "deleted_run",
    metadata,
    _same_owner(),
    Column("run_id", ForeignKey("run.run_id", ondelete="CASCADE"), primary_key=True),
    Column("deleted_at", Instant, nullable=False),
)

deleted_file = Table(
    "deleted_file",
    metadata,
    Column("owner_id", ForeignKey("owner.owner_id", ondelete="CASCADE"), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("deleted_at", Instant, nullable=False),
)
"""What the runner deleted for good: an import leaves it out unless it is asked to bring it back.

A digest of the file's own digest, so that not even that remains of it.
"""

import_batch = Table(
    "import_batch",
    metadata,
    Column("import_id", Integer, primary_key=True),
    _owner(),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Index(None, "owner_id"),
    sqlite_autoincrement=True,
)

import_result = Table(
    "import_result",
    metadata,
    _same_owner(),
    Column("result_id", Integer, primary_key=True),
    Column("import_id", ForeignKey("import_batch.import_id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("message", Text, nullable=False),
    Column("run_id", ForeignKey("run.run_id", ondelete="SET NULL")),
    Index(None, "import_id"),
    Index(None, "run_id"),
)

technique = Table(
    "technique",
    metadata,
    Column("technique_id", Integer, primary_key=True),
    _owner(),
    Column("technique", String(64), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("minutes", Float(53)),
    Column("note", Text),
    Index(None, "owner_id", "local_date"),
)

share = Table(
    "share",
    metadata,
    Column("share_id", Integer, primary_key=True),
    _owner(),
    Column("token_sha256", String(64), nullable=False, unique=True),  # the token itself is nowhere
    Column("label", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("parts", JSON, nullable=False),
    Column("run_ids", JSON),  # the chosen runs; None for a living share
    Column("first_day", Date),
    Column("last_day", Date),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
    Column("visits", Integer, nullable=False, server_default="0"),
    Index(None, "owner_id"),
    sqlite_autoincrement=True,
)

share_snapshot = Table(
    "share_snapshot",
    metadata,
    Column("share_id", ForeignKey("share.share_id", ondelete="CASCADE"), primary_key=True),
    Column("owner_version", BigInteger, nullable=False),  # the state of the library it was made from
    Column("made_on", Date, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""What visitors read. Where it is absent it is made anew from the library, redacted again."""

private_zone = Table(
    "private_zone",
    metadata,
    Column("zone_id", Integer, primary_key=True),
    _owner(),
    Column("label", Text),
    Column("source", String(16), nullable=False),  # "runs" or "place"
    Column("latitude_deg", Float(53), nullable=False),  # the disc; the place in it is not stored
    *_floats("longitude_deg", "radius_m"),
    Column("created_at", Instant, nullable=False),
    Index(None, "owner_id"),
    sqlite_autoincrement=True,
)

owner_secret = Table(
    "owner_secret",
    metadata,
    Column("owner_id", ForeignKey("owner.owner_id", ondelete="CASCADE"), primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("last_zoned_run_id", Integer, nullable=False, server_default="0"),  # for ends that need a private zone
)
"""Random bytes that private zones and the lengths of cut ends are drawn from; they never leave the library."""
