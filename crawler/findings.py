"""What an examination of the installation finds."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part; `way_out` is empty where nothing is to be done."""

    part: str
    grade: Grade
    found: str
    way_out: str = ""
