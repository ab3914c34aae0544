"""The Python client against a real server of ours, and against one that misbehaves."""

import hashlib
import json
import re
import shlex
from pathlib import Path

import pytest

from commun_client import (
    ChecksumMismatch,
    Commun,
    CommunError,
    Conflict,
    Invalid,
    NotFound,
    Stale,
    TooMany,
    Unreachable,
)
from commun_client.__main__ import main
from tests.concertations.factories import restituted_concertation
from tests.federation.other_site import OtherSite, given, other_site
from tests.keys.factories import opened

ROOT = Path(__file__).parents[2]


@pytest.fixture
def broken():
    with other_site() as site:
        yield site


def client(site: OtherSite, **more) -> Commun:
    return Commun(site.url, sleep=lambda seconds: None, **more)


@pytest.mark.once("what is read is tested on both by the API")
@pytest.mark.django_db(transaction=True)
def test_everything_public_is_read_from_a_live_site(live_server, settings, tmp_path: Path, capsys) -> None:
    settings.SITE_URL = "https://commun.exemple.fr"  # what it calls itself is not where it was reached
    debate = restituted_concertation(propositions=5)
    site = Commun(live_server.url)
    assert "propositions" in {one.name for one in site.collections()}
    rows = list(site.list("propositions", page=2, champs=["texte"], concertation=debate.uid))
    assert len(rows) == 5
    assert set(rows[0]) == {"identifiant", "texte", "chemins"}
    one = site.get("propositions", rows[0]["identifiant"])
    assert one["concertation"] == debate.uid
    with pytest.raises(NotFound) as lost:
        site.get("propositions", "rien")
    assert lost.value.detail
    with pytest.raises(Invalid) as wrong:
        next(site.list("propositions", inconnu="x"))
    assert wrong.value.faults[0][0] == "inconnu"
    assert site.search(debate.title[:20]).total >= 0
    file = site.download("propositions", to=tmp_path / "p.csv")
    manifest = json.loads(site._transport.send(f"{live_server.url}/federation/datapackage.json").content)
    digest = next(one["hash"] for one in manifest["resources"] if one["name"] == "propositions")
    assert digest == f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
    assert [path.name for path in tmp_path.iterdir()] == ["p.csv"]
    assert main([live_server.url, "list", "propositions", f"concertation={debate.uid}", "--limite", "2"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main([live_server.url, "get", "propositions", "rien"]) == 1
    assert "404" in capsys.readouterr().err


def test_wait_is_obeyed_then_told(broken: OtherSite) -> None:
    waited: list[float] = []
    busy = given(429, {"Retry-After": "7", "Content-Type": "application/problem+json"}, b'{"title": "Trop"}')
    broken.pages["/api/v1/x/y"] = busy
    with pytest.raises(TooMany) as refused:
        Commun(broken.url, retries=2, sleep=waited.append).get("x", "y")
    assert waited == [7.0, 7.0]
    assert (refused.value.title, refused.value.retry_after) == ("Trop", 7.0)


def test_nobody_there_is_said_and_another_scheme_never_read() -> None:
    with pytest.raises(Unreachable):
        Commun("http://127.0.0.1:9", retries=1, sleep=lambda seconds: None).get("x", "y")
    with pytest.raises(ValueError, match="adresse"):
        Commun("file:///etc")


def test_key_is_never_taken_to_another_site(broken: OtherSite) -> None:
    with other_site() as elsewhere:
        broken.pages["/api/v1/x/y"] = given(302, {"Location": f"{elsewhere.url}/vol"})
        with pytest.raises(CommunError, match="ailleurs"):
            client(broken, key="secret").get("x", "y")
        assert elsewhere.asked == []
    assert broken.asked[0][1]["Authorization"] == "Bearer secret"


LINE = {"jeu": "concertations", "identifiant": "cta-2026-0001", "page": "", "publique": False, "nouvelle": True}
WRITTEN = json.dumps({"essai": False, "lignes": [LINE | {"version": None}], "versions": {}}).encode()


def test_writing_again_after_a_cut_bears_the_same_key(broken: OtherSite) -> None:
    def first_cut(handler) -> None:
        if len(broken.asked) == 1:
            handler.close_connection = True
            return
        given(201, {}, WRITTEN)(handler)

    broken.pages["/api/v1/concertations"] = first_cut
    made = client(broken, key="k").post("concertations", {"titre": "é"})
    assert (made.identifier, made.version, made.is_replayed) == ("cta-2026-0001", "", False)
    assert broken.paths == ["/api/v1/concertations"] * 2
    first, again = (headers["Idempotency-Key"] for _path, headers in broken.asked)
    assert first == again
    assert broken.bodies[0] == broken.bodies[1]
    assert json.loads(broken.bodies[0]) == {"titre": "é"}


def test_the_same_request_being_done_is_waited_for_and_a_redirection_is_no_writing(broken: OtherSite) -> None:
    waited: list[float] = []
    told = {"Content-Type": "application/problem+json"}
    broken.pages["/api/v1/concertations"] = given(409, {**told, "Retry-After": "2"}, b"{}")
    site = Commun(broken.url, key="k", retries=1, sleep=waited.append)
    with pytest.raises(Conflict):
        site.post("concertations", {})
    assert waited == [2.0]
    broken.pages["/api/v1/concertations"] = given(409, told, b"{}")
    with pytest.raises(Conflict):
        site.post("concertations", {})
    assert waited == [2.0]
    broken.pages["/api/v1/concertations"] = given(302, {"Location": f"{broken.url}/api/v1/x"})
    with pytest.raises(CommunError, match="redirige une écriture"):
        site.post("concertations", {})
    with pytest.raises(ValueError, match="https"):
        Commun("http://commun.exemple.fr", key="k")


@pytest.mark.once("the server's part is tested on both")
@pytest.mark.django_db(transaction=True)
def test_every_example_of_its_readme_works(live_server, tmp_path: Path, monkeypatch, capsys) -> None:
    """Each block as it stands, against a real server, with a key of a territory of ours."""
    debate = restituted_concertation(propositions=2)
    _key, secret = opened(debate.territory)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMMUN_KEY", secret)
    readme = ROOT / "clients/python/README.md"
    blocks = re.findall(r"```(\w+)\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
    done = []
    for language, block in blocks:
        code = block.replace("https://commun.exemple.fr", live_server.url)
        if language == "python":
            exec(compile(code, readme, "exec"), {})
            done.append(language)
            continue
        for line in code.splitlines():
            if line.startswith("commun remote "):
                assert main(shlex.split(line)[2:]) == 0, line
                done.append(language)
    assert done == ["python", "python", "sh", "sh"]
    assert (tmp_path / "propositions.csv").stat().st_size
    written = [line for line in capsys.readouterr().out.splitlines() if "is_trial" in line]
    assert json.loads(written[0])["is_trial"] is True
    assert [one.title for one in debate.territory.concertations.exclude(pk=debate.pk)] == ["L’IA dans nos services"]
    site = Commun(live_server.url, key=secret)
    with pytest.raises(Stale) as overtaken:
        site.patch(f"concertations/{debate.uid}/canevas/methode", {"angles": "Écoles"}, version="0123")
    assert overtaken.value.version
    site.patch(f"concertations/{debate.uid}/canevas/methode", {"angles": "É"}, version=overtaken.value.version)


CONTENT = b"identifiant,nom\n" + b"s1,x\n" * 50_000


def _cut_once(broken: OtherSite, tag: str = '"v1"'):
    """Gives half of the file, then the rest of it to whoever asks for the rest."""

    def answer(handler) -> None:
        asked = handler.headers.get("Range")
        headers = {"ETag": tag}
        if asked is None:
            given(200, headers | {"Content-Length": str(len(CONTENT))}, CONTENT[: len(CONTENT) // 2])(handler)
            return
        start = int(asked.removeprefix("bytes=").rstrip("-"))
        rest = CONTENT[start:]
        given(206, headers | {"Content-Length": str(len(rest))}, rest)(handler)

    broken.pages["/donnees/solutions.csv"] = answer


def test_download_that_is_cut_goes_on_where_it_was(broken: OtherSite, tmp_path: Path) -> None:
    _cut_once(broken)
    site = client(broken, retries=0)
    target = tmp_path / "s.csv"
    with pytest.raises(Unreachable):
        site.download("solutions", to=target)
    assert not target.exists()
    broken.asked.clear()
    assert site.download("solutions", to=target, sha256=hashlib.sha256(CONTENT).hexdigest()).read_bytes() == CONTENT
    assert broken.asked[0][1]["Range"].startswith("bytes=")
    assert broken.asked[0][1]["If-Range"] == '"v1"'


def test_end_of_another_version_is_never_put_after_our_beginning(broken: OtherSite, tmp_path: Path) -> None:
    site = client(broken, retries=0)
    _cut_once(broken)
    with pytest.raises(Unreachable):
        site.download("solutions", to=tmp_path / "s.csv")
    _cut_once(broken, tag='"v2"')
    with pytest.raises(ChecksumMismatch):
        site.download("solutions", to=tmp_path / "s.csv")
    assert list(tmp_path.iterdir()) == []


def test_file_that_is_not_the_one_announced_is_not_kept(broken: OtherSite, tmp_path: Path) -> None:
    broken.publish({"solutions": CONTENT})
    broken.pages["/donnees/solutions.csv"] = b"autre chose"
    target = tmp_path / "s.csv"
    target.write_bytes(b"hier")
    with pytest.raises(ChecksumMismatch):
        client(broken).download("solutions", to=target, sha256=hashlib.sha256(CONTENT).hexdigest())
    assert target.read_bytes() == b"hier"
    assert list(tmp_path.iterdir()) == [target]
