"""The few settings that must be known before Django's: where data is, and what is embedded."""

from dataclasses import dataclass
from pathlib import Path

from voipgrid_privacy.environment import Environment

ROOT = Path(__file__).resolve().parent.parent.parent
DEFAULT_PORT = 8000


@dataclass(frozen=True)
class Config:
    """What the environment and ``.env`` say. An empty ``database_url`` means the embedded one."""

    data_dir: Path
    database_url: str
    web_port: int | None


def read() -> Config:
    """Read the same variables, from the same places, as the settings module."""
    env = Environment()
    env.read_env(ROOT / ".env")
    return Config(
        data_dir=Path(env.str("DATA_DIR", default="") or ROOT / "var").resolve(),
        database_url=env.str("DATABASE_URL", default=""),
        web_port=env.int("WEB_PORT", default=None),
    )
