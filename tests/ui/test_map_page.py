"""The page that folium builds, its scripts and texts, and what the scheme hands out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.phrases import Phrases
from tests.ui.map_window import RESOURCES
from ui.map.page import make_shelf, page_files, read_modules, split_scripts
from ui.map.scheme import CSP, Answer, Shelf, register_scheme
from ui.map.texts import KEYS

MAP = RESOURCES / "map"
OWN = sorted((MAP / "js").glob("*.js"))


SKELETON = (MAP / "page.html").read_text("utf-8")


def page() -> str:
    return page_files(SKELETON)["page/map.html"].body.decode()


@pytest.mark.slow
def test_the_page_is_what_folium_writes() -> None:
    from ui.map.skeleton import render

    assert render(read_modules(MAP)) == SKELETON, "renew it: python -m ui.map.skeleton"


def test_the_page_links_to_nothing_outside() -> None:
    links = re.findall(r'(?:src|href)="([^"]+)"', page())
    assert links
    assert all(link.startswith("app://") or re.fullmatch(r"inline\d\.js", link) for link in links)
    assert not re.search(r"https?:", page())


def test_no_script_stays_inline() -> None:
    assert re.findall(r"<script>", page()) == []
    starts = [file for name, file in page_files(SKELETON).items() if b"homeward.start(" in file.body]
    assert len(starts) == 1


def test_split_scripts_keeps_what_they_say() -> None:
    html, files = split_scripts("<p><script>a < b</script></p><script>c</script>")
    assert html == '<p><script src="inline0.js"></script></p><script src="inline1.js"></script>'
    assert files == {"inline0.js": "a < b", "inline1.js": "c"}


def test_a_link_to_outside_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        page_files(SKELETON.replace("app://vendor/leaflet/", "https://example.org/"))


def test_every_file_of_the_page_is_there() -> None:
    shelf, modules = make_shelf(RESOURCES), read_modules(MAP)
    wanted = [("vendor", f"/{name}") for name in modules.vendor_css + modules.vendor_js]
    wanted += [("page", f"/js/{name}") for name in modules.js] + [("page", f"/css/{name}") for name in modules.css]
    wanted += [("page", "/map.html"), ("page", "/inline0.js"), ("font", "/Inter-Medium.otf")]
    assert [place for place in wanted if shelf.find(*place) is None] == []


def test_every_script_is_listed() -> None:
    listed = json.loads((MAP / "modules.json").read_text("utf-8"))
    assert {file.name for file in OWN} == set(listed["js"]) | set(listed["export_js"])


def test_every_vendored_part_has_its_licence() -> None:
    folders = [folder for folder in (MAP / "vendor").iterdir() if folder.is_dir()]
    assert len(folders) == 4
    assert all((folder / "LICENSE").is_file() for folder in folders)


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.name)
def test_our_scripts_never_make_html_of_text(file: Path) -> None:
    text = file.read_text("utf-8")
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|bindPopup|bindTooltip"
    assert re.findall(forbidden, text) == []
    assert len(text.splitlines()) < 250


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.name)
def test_our_scripts_start_with_a_sentence(file: Path) -> None:
    assert re.match(r"// [A-Z].*\.$", file.read_text("utf-8").splitlines()[0])


def test_each_sentence_the_page_says_is_a_phrase() -> None:
    phrases = Phrases(RESOURCES / "phrases")
    assert [key for key in KEYS if key not in phrases] == []
    said = {key for file in OWN for key in re.findall(r'"(map_page\.[a-z_.]+[a-z])"', file.read_text("utf-8"))}
    assert said <= set(KEYS)


def test_each_phrase_of_the_page_is_said() -> None:
    file = json.loads((RESOURCES / "phrases" / "en" / "map_page.json").read_text("utf-8"))
    assert set(file) == {*KEYS, "map_page.failed"}


class TestShelf:
    def shelf(self, folder: Path) -> Shelf:
        (folder / "in").mkdir()
        (folder / "in" / "a.js").write_text("1")
        (folder / "in" / "a.txt").write_text("1")
        (folder / "secret.js").write_text("2")
        return Shelf({"page/x.html": Answer(b"x", b"text/html")}, {"vendor": folder / "in"})

    def test_gives_a_page_and_a_file(self, tmp_path: Path) -> None:
        shelf = self.shelf(tmp_path)
        page, file = shelf.find("page", "/x.html"), shelf.find("vendor", "/a.js")
        assert page is not None
        assert page.body == b"x"
        assert file is not None
        assert file.mime.startswith(b"text/javascript")

    @pytest.mark.parametrize(
        ("host", "path"),
        [("vendor", "/../secret.js"), ("vendor", "//etc/passwd"), ("vendor", "/a.txt"), ("vendor", "/"), ("vendor", ""),
         ("other", "/a.js"), ("page", "/y.html"), ("vendor", "/a.js/")],
    )  # fmt: skip
    def test_gives_nothing_else(self, tmp_path: Path, host: str, path: str) -> None:
        found = self.shelf(tmp_path).find(host, path)
        assert found is None or (path == "/a.js/" and found.body == b"1")

    def test_gives_nothing_by_a_link_to_outside(self, tmp_path: Path) -> None:
        shelf = self.shelf(tmp_path)
        (tmp_path / "in" / "b.js").symlink_to(tmp_path / "secret.js")
        assert shelf.find("vendor", "/b.js") is None


def test_the_policy_names_no_wildcard_and_no_inline_script() -> None:
    assert "*" not in CSP
    assert "'unsafe-inline'" not in CSP.split("script-src")[1].split(";")[0]
    assert CSP.startswith("default-src 'none'")


def test_registering_twice_does_no_harm() -> None:
    register_scheme()
    register_scheme()
