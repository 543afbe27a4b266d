from pathlib import Path
from typing import Any

import pytest

from gui import settings as module
from gui.settings import (
    AUTHOR,
    COLUMNS,
    CSV_BOM,
    FROZEN,
    LAST_PLACE,
    TABLE,
    THEME,
    WINDOW_STATE,
    Setting,
    Settings,
)

VALUES: list[tuple[Setting[Any], Any, str]] = [
    (THEME, "dark", ""),
    (AUTHOR, 'Ayşe, "Ә" @home; 100 %\nline', ""),
    (AUTHOR, "@ByteArray(x)", ""),
    (AUTHOR, "", ""),
    (WINDOW_STATE, bytes(range(256)), ""),
    (CSV_BOM, True, ""),
    (FROZEN, 2, "entry"),
    (COLUMNS, [{"field": "title", "width": 210, "shown": True}], "entry"),
    (LAST_PLACE, {"country": "UZB", "sector": None}, ""),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "khorgos.ini"


@pytest.mark.parametrize("example", VALUES, ids=lambda example: example[0].key)
def test_a_value_comes_back_at_the_next_start(
    path: Path, example: tuple[Setting[Any], Any, str]
) -> None:
    setting, value, kind = example
    first = Settings(path)
    first.set(setting, value, kind)
    first.save()

    again = Settings(path).get(setting, kind)

    assert again == value
    assert type(again) is setting.type


@pytest.mark.parametrize("setting", TABLE, ids=lambda setting: setting.key)
def test_nothing_remembered_gives_the_default(path: Path, setting: Setting[Any]) -> None:
    assert Settings(path).get(setting, "entry" if setting.per_kind else "") == setting.default


@pytest.mark.parametrize(
    ("line", "setting", "kind"),
    [
        ("theme=pink", THEME, ""),
        ("theme=dark, light", THEME, ""),
        ("[csv]\nbom=perhaps", CSV_BOM, ""),
        ("[csv]\nbom=1", CSV_BOM, ""),
        ("[window]\nstate=@ByteArray(\\0\\0)", WINDOW_STATE, ""),
        ("[window]\nstate=***", WINDOW_STATE, ""),
        ("[window]\nplace=[1]", LAST_PLACE, ""),
        ('[table]\ncolumns\\entry="[1, 2"', COLUMNS, "entry"),
        ("[table]\ncolumns\\entry=" + "[" * 100_000, COLUMNS, "entry"),
    ],
)
def test_a_damaged_value_gives_the_default(
    path: Path, line: str, setting: Setting[Any], kind: str
) -> None:
    path.write_text(line if line.startswith("[") else f"[General]\n{line}")

    assert Settings(path).get(setting, kind) == setting.default


def test_a_damaged_file_gives_the_defaults(path: Path) -> None:
    path.write_bytes(b"\x00\xff\xfe[[[\n=\n" * 50)

    assert Settings(path).get(THEME) == "system"


def test_each_kind_has_its_own_columns(path: Path) -> None:
    settings = Settings(path)
    entry_columns: list[object] = ["title"]
    figure_columns: list[object] = ["value"]

    settings.set(COLUMNS, entry_columns, "entry")
    settings.set(COLUMNS, figure_columns, "figure")

    assert settings.get(COLUMNS, "entry") == ["title"]
    assert settings.get(COLUMNS, "figure") == ["value"]
    assert settings.get(COLUMNS, "party") == []


def test_changing_what_was_given_does_not_change_the_default(path: Path) -> None:
    Settings(path).get(COLUMNS, "entry").append("title")

    assert Settings(path).get(COLUMNS, "entry") == []


def test_a_forgotten_value_is_the_default_again(path: Path) -> None:
    settings = Settings(path)
    settings.set(THEME, "dark")

    settings.forget(THEME)

    assert settings.get(THEME) == "system"


def test_a_setting_for_each_kind_cannot_be_read_without_one(path: Path) -> None:
    with pytest.raises(ValueError, match="needs kind"):
        Settings(path).get(COLUMNS)
    with pytest.raises(ValueError, match="takes no kind"):
        Settings(path).get(THEME, "entry")


def test_every_setting_stands_in_the_table_once_with_a_help() -> None:
    named = [value for value in vars(module).values() if isinstance(value, Setting)]

    assert {id(setting) for setting in named} == {id(setting) for setting in TABLE}
    assert len({setting.key for setting in TABLE}) == len(TABLE)
    assert all(setting.help and type(setting.default) is setting.type for setting in TABLE)
