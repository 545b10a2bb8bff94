"""Runs, their files, segments and days; owners, imports and techniques."""

import sqlalchemy as sa
from alembic import op

from runtone.library.store.columns import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_GROUPS = ("hip_flexors", "glutes", "quads", "hamstrings", "calves", "shins", "core")
_ZONES = ("easy", "moderate", "hard", "sprint")
_LOADS = (*((group, action) for group in _GROUPS[:-1] for action in ("concentric", "eccentric")), ("core", "undivided"))


def _figures() -> list[sa.Column[float]]:
    measures = ("work_j_per_kg", "easy_minutes", "sd_easy_minutes")
    names = [f"{group}_{action}_{measure}" for measure in measures for group, action in _LOADS]
    names += [f"{group}_{zone}_minutes" for group in _GROUPS for zone in _ZONES]
    return [sa.Column(name, sa.Float(53), nullable=False) for name in names]


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "owner",
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("preferences", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_owner")),
        sa.UniqueConstraint("name", name=op.f("uq_owner_name")),
    )
    op.create_table(
        "apart",
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("first_sha256", sa.String(length=64), nullable=False),
        sa.Column("second_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.owner_id"], name=op.f("fk_apart_owner_id_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner_id", "first_sha256", "second_sha256", name=op.f("pk_apart")),
    )
    op.create_table(
        "day",
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("terrain", sa.String(length=16), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(precision=53), nullable=False),
        sa.Column("distance_m", sa.Float(precision=53), nullable=False),
        sa.Column("ascent_m", sa.Float(precision=53), nullable=False),
        sa.Column("descent_m", sa.Float(precision=53), nullable=False),
        *_figures(),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.owner_id"], name=op.f("fk_day_owner_id_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner_id", "local_date", "kind", "terrain", name=op.f("pk_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "import_batch",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.owner_id"], name=op.f("fk_import_batch_owner_id_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_batch")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_batch_owner_id"), "import_batch", ["owner_id"], unique=False)
    op.create_table(
        "run",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("start_time", Instant(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("recorded_name", sa.Text(), nullable=True),
        sa.Column("own_name", sa.Text(), nullable=True),
        sa.Column("recorded_sport", sa.String(length=64), nullable=True),
        sa.Column("own_sport", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("device", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("distance_m", sa.Float(precision=53), nullable=False),
        sa.Column("elapsed_s", sa.Float(precision=53), nullable=False),
        sa.Column("timer_s", sa.Float(precision=53), nullable=False),
        sa.Column("moving_s", sa.Float(precision=53), nullable=False),
        sa.Column("ascent_m", sa.Float(precision=53), nullable=True),
        sa.Column("descent_m", sa.Float(precision=53), nullable=True),
        sa.Column("mean_speed_m_s", sa.Float(precision=53), nullable=True),
        sa.Column("mean_grade_adjusted_speed_m_s", sa.Float(precision=53), nullable=True),
        sa.Column("mean_heart_rate_bpm", sa.Float(precision=53), nullable=True),
        sa.Column("mean_cadence_spm", sa.Float(precision=53), nullable=True),
        sa.Column("steady_speed_m_s", sa.Float(precision=53), nullable=True),
        sa.Column("steady_speed_source", sa.String(length=32), nullable=False),
        sa.Column("altitude_source", sa.String(length=32), nullable=False),
        sa.Column("speed_source", sa.String(length=32), nullable=False),
        sa.Column("repaired_points", sa.Integer(), nullable=False),
        sa.Column("hills", sa.Integer(), nullable=False),
        sa.Column("sprints", sa.Integer(), nullable=False),
        sa.Column("analysis_version", sa.Integer(), nullable=False),
        sa.Column("runner", sa.JSON(), nullable=False),
        sa.Column("stale", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.owner_id"], name=op.f("fk_run_owner_id_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_run_days", "run", ["owner_id", "local_date", "run_id", "moving_s", "distance_m", "ascent_m"], unique=False
    )
    op.create_index(op.f("ix_run_owner_id_stale"), "run", ["owner_id", "stale"], unique=False)
    op.create_index(op.f("ix_run_owner_id_start_time"), "run", ["owner_id", "start_time"], unique=False)
    op.create_table(
        "technique",
        sa.Column("technique_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("technique", sa.String(length=64), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Float(precision=53), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.owner_id"], name=op.f("fk_technique_owner_id_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("technique_id", name=op.f("pk_technique")),
    )
    op.create_index(op.f("ix_technique_owner_id_local_date"), "technique", ["owner_id", "local_date"], unique=False)
    op.create_table(
        "file",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("device", sa.Text(), nullable=True),
        sa.Column("start_time", Instant(), nullable=False),
        sa.Column("end_time", Instant(), nullable=False),
        sa.Column("distance_m", sa.Float(precision=53), nullable=False),
        sa.Column("richness", sa.Integer(), nullable=False),
        sa.Column("speaks", sa.Boolean(), nullable=False),
        sa.Column("chosen", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("metadata", sa.JSON(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=True),
        sa.Column("evidence_version", sa.Integer(), nullable=False),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.owner_id"], name=op.f("fk_file_owner_id_owner"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_file_run_id_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_file")),
        sa.UniqueConstraint("owner_id", "sha256", name=op.f("uq_file_owner_id_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_file_owner_id_start_time"), "file", ["owner_id", "start_time"], unique=False)
    op.create_index(op.f("ix_file_run_id"), "file", ["run_id"], unique=False)
    op.create_table(
        "import_result",
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import_batch.import_id"],
            name=op.f("fk_import_result_import_id_import_batch"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.run_id"], name=op.f("fk_import_result_run_id_run"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("result_id", name=op.f("pk_import_result")),
    )
    op.create_index(op.f("ix_import_result_import_id"), "import_result", ["import_id"], unique=False)
    op.create_index(op.f("ix_import_result_run_id"), "import_result", ["run_id"], unique=False)
    op.create_table(
        "run_detail",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("track", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_run_detail_run_id_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_detail")),
    )
    op.create_table(
        "segment",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("terrain", sa.String(length=16), nullable=False),
        sa.Column("effort", sa.String(length=16), nullable=False),
        sa.Column("start_s", sa.Integer(), nullable=False),
        sa.Column("end_s", sa.Integer(), nullable=False),
        sa.Column("distance_m", sa.Float(precision=53), nullable=False),
        sa.Column("ascent_m", sa.Float(precision=53), nullable=True),
        sa.Column("descent_m", sa.Float(precision=53), nullable=True),
        sa.Column("mean_grade", sa.Float(precision=53), nullable=True),
        sa.Column("mean_speed_m_s", sa.Float(precision=53), nullable=True),
        sa.Column("mean_grade_adjusted_speed_m_s", sa.Float(precision=53), nullable=True),
        sa.Column("mean_heart_rate_bpm", sa.Float(precision=53), nullable=True),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("further", sa.JSON(), nullable=True),
        *_figures(),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_segment_run_id_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "segment", name=op.f("pk_segment")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "original",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.file_id"], name=op.f("fk_original_file_id_file"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_original")),
    )
