"""Who leads, and what the clock has run."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, UtcDateTime, table_of


class Lease(SQLModel, table=True):
    """The right to poll and to tick, held by one process while it renews it; `fence` grows with each holder."""

    name: str = Field(primary_key=True, max_length=16)
    owner: str = Field(max_length=64)
    fence: int
    until: datetime = Field(sa_type=UtcDateTime)


class JobRun(SQLModel, table=True):
    """One run of one job."""

    __tablename__ = "job_run"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    name: str = Field(max_length=32, index=True)
    began_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = Field(default=None, max_length=200)


class JobDay(SQLModel, table=True):
    """The latest local day that a daily job was run for; `mark` is whatever else it has to remember."""

    __tablename__ = "job_day"

    name: str = Field(primary_key=True, max_length=32)
    day: date
    mark: int | None = Field(default=None, sa_type=RowId)


leases = table_of(Lease)
job_runs = table_of(JobRun)
job_days = table_of(JobDay)
