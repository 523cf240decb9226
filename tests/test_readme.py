"""The README says what is true."""

import tomllib
from pathlib import Path

import pytest

from tests.readme_lists import LISTS, README, around

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_its_registrys(name: str) -> None:
    _, told, _ = around(name, README.read_text(encoding="utf-8"))
    assert told == LISTS[name](), "renew it with: python -m tests.readme_lists"


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    reasons = README.read_text(encoding="utf-8").partition("## Dependencies")[2]
    for requirement in project["dependencies"]:
        assert requirement.partition(">")[0] in reasons
    for extra in project["optional-dependencies"]:
        assert f"`{extra}`" in reasons


def test_links_lead_somewhere() -> None:
    for link in README.read_text(encoding="utf-8").split("](")[1:]:
        target = link.partition(")")[0]
        if "://" not in target:
            assert (ROOT / target).exists(), target
