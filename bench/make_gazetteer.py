"""Make the shipped gazetteer from the package `vietnamadminunits` (MIT): `make gazetteer`, never at run time.

Usage: python -m bench.make_gazetteer FOLDER [OUT]
FOLDER is the package's own folder (where `data/dataset.db` lies); OUT defaults to the shipped file.
"""

import argparse
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "indicators" / "gazetteer" / "units.tsv"
CHANGE = "2025-07-01"
KINDS = {
    "Tỉnh": "tinh",
    "Thành phố": "thanh_pho",
    "Quận": "quan",
    "Huyện": "huyen",
    "Thị xã": "thi_xa",
    "Xã": "xa",
    "Phường": "phuong",
    "Thị trấn": "thi_tran",
    "Đặc khu": "dac_khu",
}
HEAD = (
    "# Administrative units of Vietnam before and after 1 July 2025. Made by bench/make_gazetteer.py from\n"
    "# vietnamadminunits (MIT): do not edit. Columns: code, kind, name, valid from, valid until, became (codes).\n"
)


@dataclass(frozen=True)
class Row:
    """One line of the gazetteer; `key` is the package's name for it, by which it says what became what."""

    code: str
    name: str
    key: str
    valid_from: str = ""
    valid_until: str = ""
    became: tuple[str, ...] = ()

    def line(self) -> str:
        """The row as it is shipped."""
        kind, name = split_kind(self.name)
        return "\t".join([self.code, kind, name, self.valid_from, self.valid_until, ",".join(self.became)])


def split_kind(name: str) -> tuple[str, str]:
    """Kind and bare name of a unit: "Huyện Mai Sơn" gives `huyen` and "Mai Sơn"; "Quận 1" keeps its number."""
    for word, kind in KINDS.items():
        if name.lower().startswith(word.lower() + " "):
            return kind, re.sub(r"\s+", " ", name[len(word) + 1 :]).strip()
    raise SystemExit(f"unit {name!r} begins with none of the kinds {', '.join(KINDS)}")


def legacy_rows(database: sqlite3.Connection, after: dict[str, set[str]], kept: set[str]) -> Iterator[Row]:
    """Provinces, districts and communes of before the change; `kept` provinces have no end."""
    seen: set[str] = set()
    query = (
        "select provinceCode, province, provinceKey, districtCode, district, districtKey, wardCode, ward, wardKey"
        " from admin_units_legacy order by provinceCode, districtCode, wardCode"
    )
    for (
        province,
        province_name,
        province_key,
        district,
        district_name,
        district_key,
        ward,
        ward_name,
        ward_key,
    ) in database.execute(query):
        parts = (
            (f"vn.{province}", province_name, province_key),
            (f"vn.{province}.{district}", district_name, f"{province_key}_{district_key}"),
            (f"vn.{province}.{district}.{ward}", ward_name, f"{province_key}_{district_key}_{ward_key}"),
        )
        for code, name, key in parts:
            if name and code not in seen and not code.endswith((".None", ".")):
                seen.add(code)
                until = "" if code in kept else CHANGE
                yield Row(code, name, key, valid_until=until, became=tuple(sorted(after.get(key, ()))))


def new_rows(database: sqlite3.Connection, kept: dict[str, str]) -> Iterator[Row]:
    """Provinces and communes of after the change; a province that stayed as it was keeps its old code."""
    seen: set[str] = set()
    query = "select provinceCode, province, provinceKey, wardCode, ward, wardKey from admin_units order by 1, 4"
    for province, province_name, province_key, ward, ward_name, ward_key in database.execute(query):
        code = kept.get(province_key, f"vn.2025.{province}")
        if code not in seen:
            seen.add(code)
            yield Row(code, province_name, province_key, valid_from=CHANGE)
        yield Row(f"{code}.{ward}", ward_name, f"{province_key}_{ward_key}", valid_from=CHANGE)


def unchanged(database: sqlite3.Connection, merged: dict[str, list[str]]) -> dict[str, str]:
    """Keys of the provinces that no other was joined to, with their code of before the change."""
    codes = dict(database.execute("select distinct provinceKey, provinceCode from admin_units_legacy"))
    return {new: f"vn.{codes[old[0]]}" for new, old in merged.items() if old == [new]}


def successions(changes: dict[str, Any], codes: dict[str, str]) -> dict[str, set[str]]:
    """For each old key the codes of what it became."""
    after: dict[str, set[str]] = defaultdict(set)
    for new, olds in changes["DICT_PROVINCE"].items():
        for old in olds:
            after[old].add(codes[new])
    for province, wards in changes["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new, olds in wards.items():
            for old in olds:
                after[old].add(codes.get(f"{province}_{new}", ""))
    for province, wards in changes["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, news in wards.items():
            after[old].update(codes.get(f"{province}_{new['newWardKey']}", "") for new in news)
    return {old: news - {""} for old, news in after.items()}


def rows(folder: Path) -> list[Row]:
    """All units, provinces that stayed as they were once."""
    changes = json.loads((folder / "data" / "converter_2025.json").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(folder / "data" / "dataset.db")) as database:
        kept = unchanged(database, changes["DICT_PROVINCE"])
        new = list(new_rows(database, kept))
        after = successions(changes, {row.key: row.code for row in new})
        old = list(legacy_rows(database, after, set(kept.values())))
    stayed = set(kept.values())
    old = [replace(row, became=()) if row.code in stayed else row for row in old]
    return old + [row for row in new if row.code not in stayed]


def main() -> None:
    """Write the gazetteer and say how much there is of what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of the unpacked package vietnamadminunits")
    parser.add_argument("out", type=Path, nargs="?", default=OUT)
    arguments = parser.parse_args()
    made = rows(arguments.folder)
    arguments.out.write_text(HEAD + "".join(row.line() + "\n" for row in made), encoding="utf-8")
    print(f"{len(made)} units to {arguments.out}; {sum(not row.became for row in made)} without a successor")


if __name__ == "__main__":
    main()
