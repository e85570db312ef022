"""What a reader's standing question is, and whether an observation answers it."""

import json
import re
from collections.abc import Iterable
from email.errors import HeaderParseError
from email.headerregistry import Address
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from indicators.catalogue import load_catalogue
from indicators.observation import Status
from indicators.words.romanise import romanise
from store.records import NewObservation

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LONGEST_ADDRESS: Final = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets


class Schedule(StrEnum):
    """How soon a watch writes: at once, or at most one mail an hour or a day."""

    IMMEDIATE = "immediate"
    HOURLY = "hourly"
    DAILY = "daily"


def _mail_address(text: str) -> str:
    """The address itself; raises ValueError for what is no plain ASCII address of one person."""
    try:
        address = Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError) as error:
        raise ValueError(f"{text!r} is no mail address ({error}); write it as name@example.org") from error
    if not address.domain or not text.isascii() or not text.isprintable() or len(text) > _LONGEST_ADDRESS:
        raise ValueError(f"{text!r} is no mail address; write it as name@example.org")
    return text


MailAddress = Annotated[str, AfterValidator(_mail_address)]


def _checked_name(value: str) -> str:
    """A name that can be typed on a command line without quotes."""
    if not _NAME.fullmatch(value):
        raise ValueError(
            f"{value!r} is no name for a watch; write small letters, digits, - and _, at most 64: poverty-in-the-north"
        )
    return value


class Watch(BaseModel):
    """Which observations to be told of, how, and how often; an empty list leaves its dimension open.

    `areas` are names, with or without diacritics, or codes of the gazetteer; a code takes the places within it along.
    `minimum_confidence` is from 0 to 1. `baseline` asks also for what the first round over a new source brings, which
    is new to Tinbao and rarely to the reader; `doubtful` for what may be wrong and waits for a person's word. Reports
    published more than `horizon_days` before Tinbao saw them are left out; 0 lifts that limit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, AfterValidator(_checked_name)]
    to: Annotated[tuple[MailAddress, ...], Field(min_length=1, max_length=50)]
    areas: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    statuses: tuple[Literal[Status.NEW, Status.REVISED, Status.CONFLICTING], ...] = (Status.NEW, Status.REVISED)
    minimum_confidence: Annotated[float, Field(ge=0, le=1)] = 0.0
    include_other: bool = False
    baseline: bool = False
    doubtful: bool = False
    horizon_days: Annotated[int, Field(ge=0, le=36_500)] = 30
    schedule: Schedule = Schedule.IMMEDIATE

    @model_validator(mode="after")
    def _known_codes(self) -> "Watch":
        """A misspelt code would make a watch that never speaks."""
        if self.indicators or self.programmes:
            catalogue = load_catalogue()
            _refuse_unknown("indicators", self.indicators, catalogue.indicators)
            _refuse_unknown("programmes", self.programmes, catalogue.programmes)
        return self


def canonical_json(watch: Watch) -> str:
    """The watch as JSON, the same for equal watches: what the store keeps of it."""
    return json.dumps(watch.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def matches(watch: Watch, observation: NewObservation) -> str | None:
    """Why the observation is not for this watch, in words; None where it is."""
    for reason in (_of_kind(watch, observation), _of_subject(watch, observation), _of_time(watch, observation)):
        if reason is not None:
            return reason
    return None


def asks_about(watch: Watch, observation: NewObservation) -> bool:
    """Whether place, indicator and programme are the watch's, be the observation new or not."""
    return _of_subject(watch, observation) is None


def _of_kind(watch: Watch, observation: NewObservation) -> str | None:
    if observation.status not in watch.statuses:
        return f"its status is {observation.status.value}"
    if observation.confidence < watch.minimum_confidence:
        return f"its confidence {observation.confidence:.2f} is below {watch.minimum_confidence:.2f}"
    if observation.baseline and not watch.baseline:
        return "it came with the first round over its source"
    if observation.doubts and not watch.doubtful:
        return f"it is doubtful: {observation.doubts[0]}"
    return None


def _of_subject(watch: Watch, observation: NewObservation) -> str | None:
    if watch.areas and not any(_lies_in(wanted, observation) for wanted in watch.areas):
        return f"its place is {observation.area or 'unknown'}"
    if watch.indicators and observation.indicator not in watch.indicators:
        return f"its indicator is {observation.indicator}"
    if observation.indicator == "other" and not (watch.include_other or "other" in watch.indicators):
        return "what it measures is not known"
    if watch.programmes and observation.programme not in watch.programmes:
        return f"its programme is {observation.programme or 'none'}"
    return None


def _of_time(watch: Watch, observation: NewObservation) -> str | None:
    if observation.published_at is None or not watch.horizon_days:
        return None
    age = observation.first_reported_at - observation.published_at
    if age.days > watch.horizon_days:
        return f"its report was {age.days} days old when it was first seen"
    return None


def _lies_in(wanted: str, observation: NewObservation) -> bool:
    code = observation.area_code
    if code is not None and (code == wanted or code.startswith(f"{wanted}.")):
        return True
    return observation.area is not None and romanise(observation.area) == romanise(wanted)


def _refuse_unknown(key: str, wanted: tuple[str, ...], known: Iterable[str]) -> None:
    codes = frozenset(known)
    unknown = sorted(set(wanted) - codes)
    if unknown:
        raise ValueError(f"{key}: {', '.join(unknown)} is not in the catalogue; known are {', '.join(sorted(codes))}")
